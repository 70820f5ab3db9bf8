"""What a decoder has read, as events in their order: pieces of one kind that are neighbours join.

The same for every dialect: the answer's text, its reasoning, and the steps between them.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire.normal import Normal

Said: TypeAlias = Literal["text", "reasoning"]


class Runs:
    """Text and reasoning as the program keeps them (`vibekoder.wire.normal`), and steps.

    ``pieces`` is the run that is open: who has called `turn` may append to it directly.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._now: Said = "text"
        self._normal: dict[Said, Normal] = {"text": Normal(), "reasoning": Normal()}
        self._events: list[Event] = []

    def turn(self, kind: Said) -> None:
        """What follows is of this kind."""
        if kind != self._now:
            self._flush()
            self._now = kind

    def add(self, kind: Said, text: str) -> None:
        """A piece; an empty one is none."""
        if text:
            self.turn(kind)
            self.pieces.append(text)

    def step(self, step: Event) -> None:
        """Something else that happened."""
        self._flush()
        self._events.append(step)

    def taken(self) -> list[Event]:
        """The events since the last call."""
        self._flush()
        taken, self._events = self._events, []
        return taken

    def end(self) -> list[Event]:
        """The events since the last call, and what was held back."""
        made = self.taken()
        rests = ((kind, normal.end()) for kind, normal in self._normal.items())
        return [*made, *(_event(kind, rest) for kind, rest in rests if rest)]

    def _flush(self) -> None:
        if self.pieces:
            if text := self._normal[self._now].feed("".join(self.pieces)):
                self._events.append(_event(self._now, text))
            self.pieces = []


def _event(kind: str, text: str) -> Event:
    return events.delta(text) if kind == "text" else events.step("reasoning", text)
