"""The rehearsal: embedded, without key and network; says back what would have been sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from vibekoder.backends.base import AIBackend, Models, Talk, Tell
from vibekoder.core import events
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.events import Event
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import REHEARSAL
from vibekoder.wire import rehearsal
from vibekoder.wire.http import ChatRequest

PLAYED: Final = Capabilities(reasoning=True)
BEATS: Final = 32  # played at once, where there are no pauses; then the window has its turn
LATE: Final = 1.0  # seconds behind that are not caught up: the machine slept


class RehearsalBackend(AIBackend):
    """Plays the script of ``wire.rehearsal``; its signals are those of ``AIBackend``.

    ``defaults`` are its own parameters where a request has none, such as its speed.
    """

    def __init__(
        self,
        name: str,
        defaults: Mapping[str, Any] | None = None,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        at_once: int | None = None,
    ) -> None:
        super().__init__(name, parent, now=now, at_once=at_once)
        self._defaults = dict(defaults or {})

    def capable(self, facts: ModelFacts) -> Capabilities:
        """Everything that is played; parameters are only said back."""
        return PLAYED

    def list_models(self, answer: Models) -> None:
        """There is one."""
        QTimer.singleShot(0, self, lambda: answer([ModelFacts(REHEARSAL.model)]))

    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        request = rehearsal.recalled(request)
        beats = rehearsal.play(request.messages, {**self._defaults, **request.params})
        return _Script(iter(beats), tell)


class _Script:
    """Plays one script, beat by beat."""

    def __init__(self, beats: Iterator[rehearsal.Beat], tell: Tell) -> None:
        self.due: float | None = None
        self._beats = beats
        self._next: Event | None = None
        self._tell = tell
        self._said: list[str] = []

    def start(self, now: float) -> None:
        self.due = now
        self._step()
        self._tell([])

    def tick(self, now: float) -> None:
        if self.due is not None and now - self.due > LATE:
            self.due = now
        played: list[Event] = []
        while self._next is not None and self.due is not None and self.due <= now:
            played.append(self._next)
            if self._next.event == events.DELTA:
                self._said.append(self._next.data["content"])
            self._step()
            if len(played) == BEATS:
                break
        self._tell(played)

    def resume(self, now: float) -> None:
        """Nothing is refused here, so nothing waits for it."""

    def cancel(self, now: float) -> None:
        self.due = self._next = None
        self._tell([events.cancelled("".join(self._said))])

    def _step(self) -> None:
        beat = next(self._beats, None)
        if beat is None or self.due is None:
            self.due = self._next = None
            return
        self.due += beat[0]
        self._next = beat[1]
