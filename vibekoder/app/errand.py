"""An errand: one small request that belongs to no session and leaves nothing in a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from vibekoder.app.ends import Failed, told
from vibekoder.app.tongue import tr
from vibekoder.backends.base import AIBackend
from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.core.messages import Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an errand ended. Times are seconds since it began, None where that never came.

    ``reached``: the server has the request; ``first``: the first text or reasoning; ``pieces`` of
    the answer, ``skipped`` unreadable ones among them. ``failed`` is None where it was answered.
    """

    text: str = ""
    reached: float | None = None
    first: float | None = None
    took: float = 0.0
    pieces: int = 0
    skipped: int = 0
    tokens: int | None = None
    failed: Failed | None = None


class Errand(QObject):
    """One small request that belongs to no session and leaves nothing in a file.

    Signals:
        told(str): what it waits for now, in a word of ``AIBackend.statusChanged``.
        ended(object): its Outcome; once, last.
    """

    told = Signal(str)
    ended = Signal(object)

    def __init__(
        self,
        backend: AIBackend,
        messages: Sequence[Message],
        params: Mapping[str, Any],
        request_id: str,
        *,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """``params`` holds the ``model`` beside what is passed on to it."""
        super().__init__(parent)
        self.id = request_id
        self._backend = backend
        self._messages = messages
        self._params = params
        self._now = now
        self._started = now()
        self._outcome = Outcome()
        backend.runEvent.connect(self._on_event)
        backend.statusChanged.connect(self._on_status)

    def start(self) -> None:
        """Send it."""
        self._backend.start_request(self._messages, self._params, self.id)

    def stop(self) -> None:
        """End it now; safe at any time."""
        self._backend.cancel_request(self.id)

    def _on_status(self, request_id: str, status: str) -> None:
        if request_id == self.id:
            self.told.emit(status)

    def _on_event(self, request_id: str, event: Event) -> None:
        if request_id != self.id:
            return
        if "quirks" in event.data:
            # it has no receipt that would have to be kept first
            self._backend.resume_request(self.id)
        took = self._now() - self._started
        known = replace(self._outcome, took=took)
        arrived = event.event == events.DELTA or bool(event.data.get("details"))
        if known.reached is None and (arrived or event.data.get("step") == "waiting"):
            known = replace(known, reached=took)
        if arrived:
            first = took if known.first is None else known.first
            known = replace(known, first=first, pieces=known.pieces + 1)
        if event.event in events.TERMINAL:
            known = replace(known, **_end_of(event))
            self._backend.runEvent.disconnect(self._on_event)
            self._backend.statusChanged.disconnect(self._on_status)
        self._outcome = known
        if event.event in events.TERMINAL:
            self.ended.emit(known)


def _end_of(event: Event) -> dict[str, Any]:
    data = event.data
    if event.event == events.CANCELLED:
        return {"failed": Failed("stopped", tr("Stopped"))}
    if event.event == events.ERROR:
        return {"failed": told(data)}
    usage: Mapping[str, int] = data.get("usage") or {}
    known = [usage[name] for name in ("input", "output") if name in usage]
    return {
        "text": data["content"],
        "skipped": data.get("skipped") or 0,
        "tokens": sum(known) if known else None,
    }
