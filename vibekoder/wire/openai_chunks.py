"""What the chunks of OpenAI's chat completions say, in every spelling that servers use.

The same reader takes whole answers (``message`` instead of ``delta``) and the old completions
(``text``). Only the choice with index 0 is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vibekoder.core import events
from vibekoder.core.errors import Failure
from vibekoder.core.events import Event
from vibekoder.wire import failures, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.normal import Normal, whole
from vibekoder.wire.openai_shapes import (
    PLAIN,
    REASONING,
    Choice,
    Chunk,
    Said,
    chunk_of,
    decode,
)
from vibekoder.wire.sse import END_MARK
from vibekoder.wire.steps import Call, Calls
from vibekoder.wire.think import Think

# The provider's word, lower case, to the program's; what is not here is "other".
FINISH: Mapping[str, str] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "completed": "stop",
    "complete": "stop",
    "stop_sequence": "stop_sequence",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "context_window",
    "exceed_context_size_error": "context_window",
    "context_length_exceeded": "context_window",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "content_filter",
    "safety": "content_filter",
    "blocklist": "content_filter",
    "prohibited_content": "content_filter",
    "spii": "content_filter",
    "model_armor": "content_filter",
    "recitation": "content_filter",
    "refusal": "refusal",
    "pause_turn": "pause",
}

# A plain "stop" that comes later does not take these back.
STANDING = frozenset({"length", "content_filter", "tool_calls"})

_LONGEST_WORD = 200  # characters of a provider's word
_DETAILS = {"reasoning.text": "text", "reasoning.summary": "summary"}


class Chunks:
    """The meaning of one answer's frames; see `vibekoder.wire.http.Decoder` for its properties."""

    def __init__(self, place: Place | None = None, *, thinking: bool = False) -> None:
        self.done = False
        self.raw: str | None = None
        self.usage: dict[str, int] = {}
        self.note = ""
        self.skipped = 0
        self.read = 0
        self.failure: Failure | None = None
        self._place = place or Place()
        self._think = Think(inside=thinking)
        self._normal = {"text": Normal(), "reasoning": Normal()}
        self._calls = Calls()
        self._kind = "stop"
        self._refused = False
        self._hidden = False
        self._streamed = False
        self._plain = ""  # the spelling that the last chunk used, if it was a plain one
        self._now = "text"
        self._run: list[str] = []
        self._events: list[Event] = []

    @property
    def finish(self) -> str:
        """Why the answer ended; the presence of calls and refusals counts more than "stop"."""
        if self.raw is None and not self.done:
            return ""
        if self._kind == "stop":
            return "refusal" if self._refused else "tool_calls" if self._calls else "stop"
        return self._kind

    def feed(self, frames: Sequence[Frame]) -> list[Event]:
        """What the frames say, up to the end mark or an error."""
        at, count = 0, len(frames)
        while at < count and not self.done and self.failure is None:
            if self._plain:
                at += self._read_plain(frames[at:] if at else frames)
            if at < count:
                self._read(frames[at])
                at += 1
        return self._taken()

    def end(self) -> list[Event]:
        """What was held back."""
        for kind, text in self._think.end():
            self._add(kind, text)
        made = self._taken()
        rests = ((kind, normal.end()) for kind, normal in self._normal.items())
        return [*made, *(_event(kind, rest) for kind, rest in rests if rest)]

    def _read_plain(self, frames: Sequence[Frame]) -> int:
        """Read as long as chunks are plain; how many were."""
        self._turn("text" if self._plain == "content" else "reasoning")
        run, plain = self._run, PLAIN[self._plain]
        add, before = run.append, len(run)
        try:
            for frame in frames:
                add(plain(frame).choices[0].delta.said)
        except (ValueError, TypeError, RecursionError):
            self._plain = ""
        count = len(run) - before
        self.read += count
        return count

    def _read(self, frame: Frame) -> None:
        name, data = (frame.name, frame.data) if isinstance(frame, Named) else ("", frame)
        try:
            chunk = decode(data)
        except (ValueError, RecursionError):
            chunk = self._lenient(data)
        if name == "error" or (chunk is not None and chunk.error):
            self._fail(data, chunk)
        elif chunk is None:
            return
        elif chunk.choices is None and (error := _flat_error(data)):
            self._fail(data, Chunk(error=error))
        if chunk is not None:
            self._chunk(chunk)

    def _lenient(self, data: bytes) -> Chunk | None:
        """Whatever can be had from a frame that is not as it should be."""
        if data.strip() == END_MARK:
            self.done = True
            return None
        try:
            value = loose.read(data)
        except ValueError:
            self.skipped += 1
            return None
        known = loose.fields(next(iter(loose.entries(value)), value))
        if not known:
            return None
        chunk = chunk_of(known)
        self.skipped += chunk.broken
        return chunk

    def _fail(self, data: bytes, chunk: Chunk | None) -> None:
        """The server's error. A finish reason that is only its echo is taken back."""
        error: object = chunk.error if chunk is not None and chunk.error else _value(data)
        self.failure = failures.in_stream(error, self._place, data.decode("utf-8", "replace"))
        if self.raw == "error":
            self.raw, self._kind = None, "stop"

    def _chunk(self, chunk: Chunk) -> None:
        plain = ""
        for choice in chunk.choices or ():
            if not choice.index:
                plain = self._choice(choice)
        usage = chunk.usage or loose.fields((chunk.x_groq or {}).get("usage"))
        self.usage = tokens(usage) or self.usage
        if chunk.prompt_progress:
            more: dict[str, Any] = _progress(chunk.prompt_progress)
            self._step(events.step("waiting", **more))
        self._plain = "" if usage else plain
        # An empty object keeps a connection alive; it is no progress.
        self.read += bool(chunk.choices is not None or usage or chunk.prompt_progress)

    def _choice(self, choice: Choice) -> str:
        """Read one choice; the spelling under which chunks like it can be read fast."""
        said = choice.delta
        if choice.message is not None and self._is_whole(choice):
            said, self.done = choice.message, True
        elif said is None and choice.text:
            said = Said(content=choice.text)
        self._streamed = self._streamed or said is not None
        plain = self._said(said) if said is not None else ""
        if choice.finish_reason and self.failure is None:
            self._finish(choice.finish_reason)
        return plain

    def _is_whole(self, choice: Choice) -> bool:
        """Whether the message is the answer; in a stream it may stand beside each delta."""
        delta = choice.delta
        silent = delta is None or (bool(choice.finish_reason) and not delta.content)
        return silent and not self._streamed

    def _said(self, said: Said) -> str:
        spelling = next((name for name in REASONING if getattr(said, name)), "")
        if spelling:
            self._add("reasoning", getattr(said, spelling))
        elif said.reasoning_details:
            self._details(said.reasoning_details)
        if isinstance(said.content, list):
            self._parts(said.content)
        elif said.content:
            self._text(said.content)
            spelling = "content" if self._think.settled else ""
        if said.refusal:
            self._refused = True
            self._text(said.refusal)
        calls = list(said.tool_calls or ())
        if said.function_call is not None:
            calls.append(Call(index=-1, function=said.function_call))
        for step in self._calls.take(calls):
            self._step(step)
        return spelling

    def _text(self, text: str) -> None:
        for kind, piece in self._think.feed(text):
            self._add(kind, piece)

    def _parts(self, parts: Sequence[object]) -> None:
        """Content as a list: texts, and reasoning that is a list again."""
        for part in parts:
            known = loose.fields(part)
            self._add("reasoning", _thinking(known.get("thinking")))
            self._text(loose.text(part) or loose.text(known.get("text")))

    def _details(self, details: Sequence[object]) -> None:
        for detail in details:
            known = loose.fields(detail)
            kind = loose.text(known.get("type"))
            self._add("reasoning", loose.text(known.get(_DETAILS.get(kind, ""))))
            if kind == "reasoning.encrypted" and not self._hidden:
                self._hidden = True
                self._step(events.step("reasoning", hidden=True))

    def _finish(self, word: str) -> None:
        if word == "stop" and (self._kind in STANDING or self.raw == "error"):
            return
        lower = word.lower()
        other = "content_filter" if lower.startswith("image_") else "other"
        self.raw, self._kind = whole(word[:_LONGEST_WORD]), FINISH.get(lower, other)

    def _add(self, kind: str, text: str) -> None:
        if text:
            self._turn(kind)
            self._run.append(text)

    def _turn(self, kind: str) -> None:
        """What follows is of this kind."""
        if kind != self._now:
            self._flush()
            self._now = kind

    def _step(self, step: Event) -> None:
        self._flush()
        self._events.append(step)

    def _flush(self) -> None:
        if self._run:
            if text := self._normal[self._now].feed("".join(self._run)):
                self._events.append(_event(self._now, text))
            self._run = []

    def _taken(self) -> list[Event]:
        self._flush()
        taken, self._events = self._events, []
        return taken


def tokens(usage: Mapping[str, Any]) -> dict[str, int]:
    """Token counts under the program's names; what a server does not tell is absent."""
    prompt = loose.fields(usage.get("prompt_tokens_details"))
    answer = loose.fields(usage.get("completion_tokens_details"))
    places = {
        "input": (usage.get("prompt_tokens"),),
        "output": (usage.get("completion_tokens"),),
        "reasoning": (answer.get("reasoning_tokens"), usage.get("reasoning_tokens")),
        "cached": (
            prompt.get("cached_tokens"),
            usage.get("prompt_cache_hit_tokens"),
            usage.get("cached_tokens"),
        ),
    }
    known = {name: [_count(value) for value in found] for name, found in places.items()}
    return {
        name: next(value for value in values if value is not None)
        for name, values in known.items()
        if any(value is not None for value in values)
    }


def _event(kind: str, text: str) -> Event:
    return events.delta(text) if kind == "text" else events.step("reasoning", text)


def _thinking(value: object) -> str:
    """Reasoning inside a content part: a text, or texts in a list."""
    texts = [loose.text(loose.fields(part).get("text")) for part in loose.entries(value)]
    return loose.text(value) or "".join(texts)


def _progress(progress: Mapping[str, Any]) -> dict[str, Any]:
    """How much of the prompt the server has read."""
    counts = {name: _count(progress.get(name)) for name in ("processed", "total")}
    return {name: count for name, count in counts.items() if count is not None}


def _count(value: object) -> int | None:
    """A number of tokens, if it can be one; a longer number could not even be printed."""
    count = loose.of(int, value)
    return count if count is not None and 0 <= count < 2**53 else None


def _flat_error(data: bytes) -> object:
    """An error without a member around it, as old servers send it; None if it is none."""
    known = loose.fields(_value(data))
    named = known.get("object") == "error" or known.get("type") == "error"
    return known if named and known.get("message") else None


def _value(data: bytes) -> object:
    try:
        return loose.read(data)
    except ValueError:
        return data.decode("utf-8", "replace")
