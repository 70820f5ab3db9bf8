"""Answers that a test lets go on piece by piece."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from tests.support.server import Answer, chunk, sse


@dataclass(slots=True)
class Paced:
    """An answer in pieces; each piece after the first waits for ``go``."""

    pieces: tuple[str, ...]
    gates: list[threading.Event] = field(default_factory=list)
    gone: int = 0

    def go(self, count: int = 1) -> None:
        """Let the next pieces come, or the end."""
        for gate in self.gates[self.gone : self.gone + count]:
            gate.set()
        self.gone += count

    def end(self) -> None:
        """Let everything come that is left."""
        self.go(len(self.gates))

    @property
    def text(self) -> str:
        """All that it says."""
        return "".join(self.pieces)

    @property
    def answer(self) -> Answer:
        """What the server plays."""
        body: list[bytes | threading.Event] = [chunk({"role": "assistant", "content": ""})]
        for piece, gate in zip(self.pieces, self.gates, strict=True):
            body += [chunk({"content": piece}), gate]
        return Answer(body=[*body, chunk({}, "stop"), sse("[DONE]")])


def paced(*pieces: str) -> Paced:
    """An answer in these pieces."""
    return Paced(pieces, [threading.Event() for _ in pieces])
