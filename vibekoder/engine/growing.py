"""An answer while it grows: events in, the text to show out, the slice's body and end at last.

The same for a stream in a window, in a terminal, and for a journal that is read after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from vibekoder.core import events
from vibekoder.core.answer import GAP, Kind, Piece, put_together
from vibekoder.core.errors import Code
from vibekoder.core.events import Event
from vibekoder.core.header import COMPLETE, status_of, write_usage
from vibekoder.core.live import LiveText

INTERRUPTED = "interrupted"
SHORTEST = 0.05
"""Seconds of hidden reasoning that are worth a line."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended; ``status`` is the slice's, ``message`` a sentence of a failure.

    ``used`` has the tokens by name, also those that the slice does not name; ``cost`` is what the
    provider itself says, in USD; ``echo`` what it may want back, in its own form.
    """

    status: str
    finish: str = ""
    usage: str = ""
    error: str = ""
    message: str = ""
    used: Mapping[str, int] = field(default_factory=dict[str, int], compare=False)
    cost: float | None = None
    echo: Sequence[Mapping[str, Any]] = field(default=(), compare=False, repr=False)

    def attributes(self) -> dict[str, str | None]:
        """The slice's attributes; what is not known is taken out."""
        return {
            "status": None if self.status == COMPLETE else self.status,
            "finish": self.finish or None,
            "usage": self.usage or None,
            "error": self.error or None,
        }


CUT_OFF = Ending(INTERRUPTED)
"""The end of an answer that nobody told the end of."""


def ending_of(event: Event) -> Ending:
    """What a terminal event says."""
    data, used = event.data, _used(event.data)
    told = data.get("cost")
    cost = told if isinstance(told, float) else None
    if event.event == events.COMPLETED:
        finish = _text(data, "finish") or "other"
        usage = write_usage(used) if used else ""
        raw, echo = _text(data, "raw") or finish, _blocks(data)
        return Ending(status_of(finish), raw, usage, used=used, cost=cost, echo=echo)
    if event.event == events.CANCELLED:
        return Ending("stopped")
    code = _text(data, "code")
    status = INTERRUPTED if code == Code.CUT_OFF else "error"
    # what was asked is counted before an answer that breaks: half a count is no sum
    usage = write_usage(used) if "output" in used else ""
    said = _text(data, "message")
    return Ending(status, "", usage, error=code, message=said, used=used, cost=cost)


class Growing:
    """What one answer consists of so far; holds each character once."""

    def __init__(self, after: Piece | None = None) -> None:
        """``after`` is what stands last in the slice that goes on."""
        self.ending: Ending | None = None
        self.answered = 0  # code points of answer text
        self._stretches: list[_Stretch] = []
        self._calls: dict[object, _Stretch] = {}
        self._after = after
        self._live = LiveText(after)

    @property
    def empty(self) -> bool:
        """Whether there is neither text, reasoning nor a tool's call that a person could see."""
        return not any(
            one.kind == "tool" or any(chunk.strip("\r\n") for chunk in one.chunks)
            for one in self._stretches
        )

    def take(self, event: Event, now: float | None = None) -> str:
        """Take an event; returns what the view appends. ``now`` times the reasoning."""
        if event.event == events.DELTA:
            return self._add("text", _text(event.data, "content"), now)
        if event.event == events.STEP:
            return self._step(event.data, now)
        if event.event not in events.TERMINAL:
            return ""
        shown = ""
        if not self.answered:
            # a backend that tells the whole answer at its end only
            shown = self._add("text", _text(event.data, "content"), now)
        self.ending = ending_of(event)
        return shown

    def close(self, now: float | None = None) -> None:
        """No more comes: an open reasoning block ends now."""
        if self._stretches:
            self._stretches[-1].until = now

    def body(self, before: Sequence[Piece] = ()) -> str:
        """The slice's text, blocks and their durations in it; ``before`` is what it had already."""
        pieces = [one.piece() for one in self._stretches]
        if before and pieces and before[-1].kind == pieces[0].kind == "reasoning":
            # a thought that was broken off is not taken up again by the next one
            pieces[0] = replace(pieces[0], text=f"{GAP}{pieces[0].text}")
        return put_together([*before, *pieces])

    def shown(self) -> str:
        """All that ``take`` returned so far, made anew."""
        live = LiveText(self._after)
        return "".join(
            live.feed(one.kind, chunk, one.name, one.call)
            for one in self._stretches
            for chunk in (one.chunks if one.seen is None else one.seen)
        )

    def _step(self, data: Mapping[str, Any], now: float | None) -> str:
        details = _text(data, "details")
        if data.get("step") == "tool_calls":
            return self._call(data, details, now)
        if data.get("step") != "reasoning":
            return ""
        if data.get("hidden") is True and not details:
            self._stretch("reasoning", now)
        return self._add("reasoning", details, now)

    def _add(self, kind: Kind, text: str, now: float | None) -> str:
        if not text:
            return ""
        self._stretch(kind, now).chunks.append(text)
        self.answered += len(text) if kind == "text" else 0
        return self._live.feed(kind, text)

    def _stretch(self, kind: Kind, now: float | None) -> _Stretch:
        """The last stretch, if it is of this kind; else a new one."""
        if not self._stretches or self._stretches[-1].kind != kind:
            self.close(now)
            self._stretches.append(_Stretch(kind, now))
        return self._stretches[-1]

    def _call(self, data: Mapping[str, Any], details: str, now: float | None) -> str:
        """A piece of a tool's call. Calls may come interleaved: what does not follow what the view
        shows last is shown at the end."""
        name = _text(data, "name")
        told = (data.get("index"), _text(data, "id"), name)
        key = next((one for one in told if isinstance(one, int) or one), None)
        if key is None and not details:
            return ""
        call = self._calls.get(key)
        if call is None:
            self.close(now)
            call = self._calls[key] = _Stretch("tool", now, call=len(self._stretches), seen=[])
            self._stretches.append(call)
        call.name = call.name or name
        last = call is self._stretches[-1]
        if data.get("whole") is True and any(call.chunks):
            call.seen = call.chunks if call.seen is None else call.seen
            call.chunks = []
        elif call.seen is None and not last:
            call.seen = call.chunks.copy()
        call.chunks.append(details)
        if not last or not call.name or call.seen:
            return ""
        news = [details] if call.seen is None else call.chunks
        call.seen = None
        return "".join(self._live.feed("tool", chunk, call.name, call.call) for chunk in news)


def coalesced(batch: Iterable[Event]) -> list[Event]:
    """The same events with neighbouring deltas of one kind as one."""
    joined: list[tuple[Event, list[str]]] = []
    for event in batch:
        key = _text_key(event)
        if key and joined and _same_stretch(joined[-1][0], event):
            joined[-1][1].append(event.data[key])
        else:
            joined.append((event, [event.data[key]] if key else []))
    return [
        Event(first.event, {**first.data, _text_key(first): "".join(texts)}) if texts[1:] else first
        for first, texts in joined
    ]


@dataclass(slots=True)
class _Stretch:
    """Neighbouring deltas of one kind, or a tool's call.

    ``seen`` is what the view shows of a call, if that is not all of ``chunks``.
    """

    kind: Kind
    since: float | None
    until: float | None = None
    chunks: list[str] = field(default_factory=list[str])
    name: str = ""
    call: int = 0
    seen: list[str] | None = None

    def piece(self) -> Piece:
        seconds = None
        if self.kind == "reasoning" and self.since is not None and self.until is not None:
            seconds = self.until - self.since
            if not self.chunks and seconds < SHORTEST:
                seconds = None
        return Piece(self.kind, "".join(self.chunks), self.name, seconds)


def _text_key(event: Event) -> str:
    """Where a delta has its text; empty for an event that is no delta."""
    if event.event == events.DELTA:
        return "content"
    if event.event == events.STEP and isinstance(event.data.get("details"), str):
        # what replaces what came before cannot be joined to it
        return "" if event.data.get("whole") is True else "details"
    return ""


def _same_stretch(one: Event, other: Event) -> bool:
    return (
        bool(_text_key(one))
        and one.event == other.event
        and one.data.keys() == other.data.keys()
        and all(one.data[key] == other.data[key] for key in one.data if key != _text_key(one))
    )


def _used(data: Mapping[str, Any]) -> Mapping[str, int]:
    usage = data.get("usage")
    return cast("Mapping[str, int]", usage) if isinstance(usage, Mapping) else {}


def _blocks(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = data.get("echo")
    return cast("list[dict[str, Any]]", found) if isinstance(found, list) else []


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""
