"""What the lines of Ollama's native API say: ``/api/chat``, ``/api/generate``, ``/api/pull``.

The same reader takes whole answers: those are the one line that is the last.
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
from vibekoder.wire.normal import whole
from vibekoder.wire.ollama_shapes import PLAIN, Line, Said, decode, line_of
from vibekoder.wire.runs import Runs
from vibekoder.wire.runs import Said as Kind
from vibekoder.wire.steps import Call, Calls
from vibekoder.wire.think import Think

# The server's word to the program's; what is not here is "other". A model that was only loaded or
# unloaded has nothing to say.
FINISH: Mapping[str, str] = {
    "": "stop",
    "stop": "stop",
    "load": "stop",
    "unload": "stop",
    "length": "length",
}

_LONGEST_WORD = 200  # characters of a server's word


class Lines:
    """The meaning of one answer's lines; see `vibekoder.wire.http.Decoder` for its properties."""

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
        self._runs = Runs()
        self._calls = Calls()
        self._called = 0
        self._plain: Kind | None = None  # what the last line said, if it was a plain one

    @property
    def finish(self) -> str:
        """Why the answer ended; this server says "stop" for tool calls too."""
        if not self.done:
            return ""
        kind = FINISH.get(self.raw or "", "other")
        return "tool_calls" if kind == "stop" and self._calls else kind

    def feed(self, frames: Sequence[Frame]) -> list[Event]:
        """What the frames say, up to the last line or an error."""
        at, count = 0, len(frames)
        while at < count and not self.done and self.failure is None:
            if self._plain is not None:
                at += self._read_plain(self._plain, frames[at:] if at else frames)
            if at < count:
                self._read(frames[at])
                at += 1
        return self._runs.taken()

    def end(self) -> list[Event]:
        """What was held back."""
        for kind, text in self._think.end():
            self._add(kind, text)
        return self._runs.end()

    def _read_plain(self, kind: Kind, frames: Sequence[Frame]) -> int:
        """Read as long as lines are plain; how many were."""
        self._runs.turn(kind)
        pieces, plain = self._runs.pieces, PLAIN[kind]
        add, before = pieces.append, len(pieces)
        self._plain = None
        try:
            for frame in frames:
                line = plain(frame)
                if line.done:
                    break
                add(line.message.said)
            else:
                self._plain = kind
        except (ValueError, TypeError, RecursionError):
            pass
        count = len(pieces) - before
        self.read += count
        return count

    def _read(self, frame: Frame) -> None:
        data = frame.data if isinstance(frame, Named) else frame
        try:
            self._line(decode(data), data)
        except (ValueError, RecursionError):
            self._lenient(data)

    def _lenient(self, data: bytes) -> None:
        """Whatever can be had from a line that is not as it should be, or from an array of them."""
        try:
            value = loose.read(data)
        except ValueError:
            self.skipped += 1
            return
        for entry in loose.entries(value) or [value]:
            if self.done or self.failure is not None:
                return
            line = line_of(loose.fields(entry))
            self.skipped += line.broken
            self._line(line, data)

    def _line(self, line: Line, data: bytes) -> None:
        if line.error:
            detail = data.decode("utf-8", "replace")
            self.failure = failures.in_stream(line.error, self._place, detail)
            return
        said = line.message
        if said is None and (line.response is not None or line.thinking):
            said = Said(content=line.response, thinking=line.thinking)
        if said is not None:
            self._said(said)
        if line.status:
            self._runs.step(events.step("waiting", **_progress(line)))
        self.usage |= _known(input=line.prompt_eval_count, output=line.eval_count)
        if line.done:
            self.done = True
            self.raw = whole(line.done_reason[:_LONGEST_WORD]) if line.done_reason else None
        # An empty object is no progress.
        self.read += bool(said is not None or line.status or line.done)

    def _said(self, said: Said) -> None:
        self._plain = None
        if said.thinking:
            self._runs.add("reasoning", said.thinking)
            self._plain = "reasoning"
        if said.content:
            for kind, text in self._think.feed(said.content):
                self._add(kind, text)
            self._plain = "text" if self._think.settled else None
        for call in said.tool_calls or ():
            self._call(call)

    def _call(self, call: Call) -> None:
        # Each call comes whole; their own numbers are missing at first and are not needed.
        for step in self._calls.take([Call(self._called, call.id, call.function)]):
            self._runs.step(step)
        self._called += 1

    def _add(self, kind: str, text: str) -> None:
        self._runs.add("text" if kind == "text" else "reasoning", text)


def _progress(line: Line) -> dict[str, Any]:
    """What the server does before it answers, and how far it is."""
    said = whole((line.status or "")[:_LONGEST_WORD])
    return {"message": said, **_known(processed=line.completed, total=line.total)}


def _known(**counts: int | None) -> dict[str, int]:
    """The numbers that were told and can be ones."""
    return {
        name: count for name, count in counts.items() if count is not None and 0 <= count < 2**53
    }
