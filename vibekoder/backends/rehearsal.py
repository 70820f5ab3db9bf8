"""The rehearsal: embedded, without key and network; says back what would have been sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from vibekoder.backends.base import AIBackend, Capabilities, Models, Talk, Tell
from vibekoder.core import events
from vibekoder.wire import rehearsal
from vibekoder.wire.http import ChatRequest

MODEL = "rehearsal"


class RehearsalBackend(AIBackend):
    """Plays the script of ``wire.rehearsal``; its signals are those of ``AIBackend``.

    ``defaults`` are its own parameters where a request has none, such as its speed.
    """

    def __init__(
        self, name: str, defaults: Mapping[str, Any] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(name, parent)
        self._defaults = dict(defaults or {})

    @property
    def capabilities(self) -> Capabilities:
        """Everything that is played."""
        return Capabilities(needs_network=False)

    def list_models(self, answer: Models) -> None:
        """There is one."""
        QTimer.singleShot(0, self, lambda: answer([MODEL]))

    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        return _Script(self, request, {**self._defaults, **request.params}, tell)


class _Script(QObject):
    """Plays one script, beat by beat."""

    def __init__(
        self, parent: QObject, request: ChatRequest, params: Mapping[str, Any], tell: Tell
    ) -> None:
        super().__init__(parent)
        self._tell = tell
        self._said: list[str] = []
        self._beats = iter(rehearsal.play(request.messages, params))
        self._next = next(self._beats, None)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._play)

    def start(self) -> None:
        self._arm()

    def cancel(self) -> None:
        self._next = None
        self._timer.stop()
        self._tell([events.cancelled("".join(self._said))])
        self.deleteLater()

    def _play(self) -> None:
        beat, self._next = self._next, next(self._beats, None)
        if beat is None:
            return
        event = beat[1]
        if event.event == events.DELTA:
            self._said.append(event.data["content"])
        self._tell([event])
        if event.event in events.TERMINAL:
            self.deleteLater()
        else:
            self._arm()

    def _arm(self) -> None:
        if self._next is not None:
            self._timer.start(round(self._next[0] * 1000))
