"""What the lines of Ollama's native API say: ``/api/chat``, ``/api/generate``, ``/api/pull``.

The same reader takes whole answers: those are the one line that is the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vibekoder.core import events
from vibekoder.wire import loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.ollama_shapes import PLAIN, Line, Message, decode, line_of
from vibekoder.wire.reader import Reader, word
from vibekoder.wire.runs import Said
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


class Lines(Reader[Said]):
    """The meaning of one answer's lines."""

    def __init__(self, place: Place | None = None, *, thinking: bool = False) -> None:
        super().__init__(place, Think(inside=thinking))
        self.usage: dict[str, int] = {}
        self.note = ""
        self._calls = Calls()
        self._called = 0

    @property
    def finish(self) -> str:
        """Why the answer ended; this server says "stop" for tool calls too."""
        if not self.done:
            return ""
        kind = FINISH.get(self.raw or "", "other")
        return "tool_calls" if kind == "stop" and self._calls else kind

    def _read_plain(self, kind: Said, frames: Sequence[Frame]) -> int:
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
            line = decode(data)
        except (ValueError, RecursionError):
            super()._read(frame)  # whatever can be had
        else:
            if not self._line(line, data):
                super()._read(frame)

    def _object(self, kind: str, known: Mapping[str, Any], data: bytes) -> bool:
        line = line_of(known)
        self.skipped += line.broken
        return self._line(line, data)

    def _line(self, line: Line, data: bytes) -> bool:
        """Whether the line says anything."""
        if line.error:
            self._fail(line.error, data)
            return True
        said = line.message
        if said is None and (line.response is not None or line.thinking):
            said = Message(content=line.response, thinking=line.thinking)
        if said is not None:
            self._said(said)
        if line.status:
            self._runs.step(events.step("waiting", **_progress(line)))
        self.usage |= _known(input=line.prompt_eval_count, output=line.eval_count)
        if line.done:
            self.done = True
            self.raw = word(line.done_reason) if line.done_reason else None
        # An empty object is no progress.
        known = bool(said is not None or line.status or line.done)
        self.read += known
        return known

    def _said(self, said: Message) -> None:
        self._plain = None
        if said.thinking:
            self._runs.add("reasoning", said.thinking)
            self._plain = "reasoning"
        if said.content:
            self._text(said.content)
            self._plain = "text" if self._think.settled else None
        for call in said.tool_calls or ():
            self._call(call)

    def _call(self, call: Call) -> None:
        # Each call comes whole; their own numbers are missing at first and are not needed.
        for step in self._calls.take([Call(self._called, call.id, call.function)]):
            self._runs.step(step)
        self._called += 1


def _progress(line: Line) -> dict[str, Any]:
    """What the server does before it answers, and how far it is."""
    return {
        "message": word(line.status or ""),
        **_known(processed=line.completed, total=line.total),
    }


def _known(**counts: int | None) -> dict[str, int]:
    """The numbers that were told and can be ones."""
    return {
        name: known for name, told in counts.items() if (known := loose.count(told)) is not None
    }
