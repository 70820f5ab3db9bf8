"""What the last requests went through: times, bytes, events, ends. No text, no key."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from vibekoder.core import events
from vibekoder.core.events import Event

MOST: Final = 200
"""Requests that are remembered."""

RUNNING: Final = "running"
_ENDS: Final = {
    events.COMPLETED: "completed",
    events.CANCELLED: "cancelled",
    events.ERROR: "failed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One request. Times are seconds since it was asked for; None where that never came.

    ``connected``: the server has the request; ``opened``: the answer's headers; ``first_byte`` of
    its body; ``first_text``: text or reasoning; ``end``. ``size`` in bytes of the body so far,
    ``events`` of text, reasoning and tools, ``chars`` of answer text, ``skipped`` unreadable
    pieces. ``state`` is "running", or how it ended: completed, cancelled, failed; ``code`` why it
    failed. ``receipt`` names what was sent.
    """

    id: str
    backend: str
    model: str
    asked: datetime
    session: str = ""
    since: float = field(repr=False, default=0.0)
    connected: float | None = None
    opened: float | None = None
    first_byte: float | None = None
    first_text: float | None = None
    end: float | None = None
    size: int = 0
    events: int = 0
    chars: int = 0
    skipped: int = 0
    retries: int = 0
    state: str = RUNNING
    code: str = ""
    usage: Mapping[str, int] = field(default_factory=dict[str, int])
    receipt: str = ""

    @property
    def rate(self) -> float | None:
        """Tokens of the answer in a second of its arriving; None while that says nothing."""
        if self.end is None or self.first_text is None or self.end - self.first_text < 0.05:
            return None
        output = self.usage.get("output")
        return None if output is None else output / (self.end - self.first_text)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a backend did with its last requests; those that were stopped tell nothing of it.

    ``seconds`` and ``first`` are means over the completed ones: to the end, to the first text.
    """

    backend: str
    asked: int
    completed: int
    failed: int
    seconds: float | None
    first: float | None

    @property
    def success(self) -> float | None:
        """The part of those that ended by themselves which were completed."""
        ended = self.completed + self.failed
        return self.completed / ended if ended else None


@dataclass(slots=True)
class _Running:
    """A request under way: counted in place, a value would cost more than the event itself."""

    line: Line
    connected: float | None = None
    opened: float | None = None
    first_byte: float | None = None
    first_text: float | None = None
    size: int = 0
    events: int = 0
    chars: int = 0
    retries: int = 0

    def now(self) -> Line:
        """The line as it stands."""
        return replace(
            self.line,
            connected=self.connected,
            opened=self.opened,
            first_byte=self.first_byte,
            first_text=self.first_text,
            size=self.size,
            events=self.events,
            chars=self.chars,
            retries=self.retries,
        )


class Ledger:
    """The last requests, the newest first. Everything is called from the window's thread."""

    def __init__(self) -> None:
        self._ids: deque[str] = deque()
        self._running: dict[str, _Running] = {}
        self._ended: dict[str, Line] = {}
        self._names: dict[str, tuple[str, str]] = {}

    @property
    def lines(self) -> tuple[Line, ...]:
        """The requests, the newest first."""
        return tuple(
            self._running[name].now() if name in self._running else self._ended[name]
            for name in reversed(self._ids)
        )

    def name(self, request_id: str, session: str, receipt: str) -> None:
        """Whose request it is, and the receipt of what is sent; told as it leaves."""
        self._names[request_id] = (session, receipt)

    def healed(self, request_id: str, receipt: str) -> None:
        """It goes once more, changed: this receipt names what is sent from now on."""
        running = self._running.get(request_id)
        if running is not None:
            running.line = replace(running.line, receipt=receipt)

    def begin(self, line: Line) -> None:
        """A request leaves."""
        session, receipt = self._names.pop(line.id, ("", ""))
        line = replace(line, session=session, receipt=receipt)
        self._ids.append(line.id)
        self._running[line.id] = _Running(line)
        if len(self._ids) > MOST:
            oldest = self._ids.popleft()
            self._running.pop(oldest, None)
            self._ended.pop(oldest, None)

    def heard(self, request_id: str, fact: str, size: int, now: float) -> None:
        """A fact of its transport: "connected", "opened", "received" with the bytes so far."""
        running = self._running.get(request_id)
        if running is None:
            return
        after = now - running.line.since
        if fact == "connected":
            running.connected = after
        elif fact == "opened":
            # a retry begins anew: what counts is the answer that came
            running.opened, running.first_byte, running.size = after, None, 0
        elif fact == "received":
            running.size = size
            if running.first_byte is None:
                running.first_byte = after

    def took(self, request_id: str, event: Event, now: float) -> None:
        """An event of it."""
        running = self._running.get(request_id)
        if running is None:
            return
        data = event.data
        if event.event == events.DELTA:
            self._text(running, len(data["content"]), now)
        elif event.event == events.STEP:
            if data.get("step") == "retrying":
                running.retries += 1
            elif data.get("details"):
                self._text(running, 0, now)
        elif event.event in _ENDS:
            del self._running[request_id]
            after = now - running.line.since
            self._ended[request_id] = _ended(running.now(), event.event, data, after)

    def sums(self) -> tuple[Sum, ...]:
        """What each backend did, in the order of their names."""
        by_name: dict[str, list[Line]] = {}
        for line in self.lines:
            by_name.setdefault(line.backend, []).append(line)
        return tuple(_sum(name, by_name[name]) for name in sorted(by_name))

    def _text(self, running: _Running, chars: int, now: float) -> None:
        running.events += 1
        running.chars += chars
        if running.first_text is None:
            running.first_text = now - running.line.since


def _ended(line: Line, event: str, data: Mapping[str, Any], after: float) -> Line:
    return replace(
        line,
        end=after,
        state=_ENDS[event],
        code=str(data.get("code") or ""),
        skipped=int(data.get("skipped") or 0),
        usage=dict(data.get("usage") or {}),
        chars=max(line.chars, len(data.get("content") or "")),
    )


def _sum(name: str, lines: list[Line]) -> Sum:
    good = [one for one in lines if one.state == "completed"]
    return Sum(
        name,
        len(lines),
        len(good),
        sum(one.state == "failed" for one in lines),
        _mean([one.end for one in good if one.end is not None]),
        _mean([one.first_text for one in good if one.first_text is not None]),
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
