"""Reads answers out to a screen reader as they come: the shown session's, sentence by sentence."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from vibekoder.app.loosely import loosely
from vibekoder.app.run import Run
from vibekoder.app.tongue import tr
from vibekoder.core import pacing, settings
from vibekoder.core.pacing import Pace
from vibekoder.core.settings import Values
from vibekoder.ui.session_tab import SessionTabWidget

BEAT_MS: Final = 250


class Announcing(QObject):
    """Announces the answers of the tab that is shown; the others are told by their states.

    It costs nothing where no one listens, and nothing while no answer runs.

    Signals:
        said(str): this was announced.
    """

    said = Signal(str)

    def __init__(
        self,
        values: Callable[[], Values],
        current: Callable[[], SessionTabWidget | None],
        parent: QObject,
        *,
        listens: Callable[[], bool] = QAccessible.isActive,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._values = values
        self._current = current
        self._listens = listens
        self._now = now
        self._paces: dict[str, Pace] = {}
        self._over: set[str] = set()
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)

    @property
    def active(self) -> bool:
        """Whether something is being read out."""
        return self._timer.isActive()

    def follow(self, widget: SessionTabWidget) -> None:
        """Hear the answers that begin in this tab."""
        widget.tab.runAdded.connect(self._on_added)

    def _on_added(self, run: Run) -> None:
        if not (self._listens() and self._values()[settings.ANNOUNCE]):
            return
        self._paces[run.id] = Pace()
        run.grew.connect(loosely(self._on_grew, run.id))
        run.arrived.connect(loosely(self._on_arrived, run.id))
        self._timer.start()

    def _on_grew(self, name: str, text: str) -> None:
        """A frame's worth of text has come."""
        widget = self._current()
        if name in self._paces and widget is not None and name in widget.tab.runs:
            self._paces[name] = pacing.heard(self._paces[name], text)

    def _on_arrived(self, name: str) -> None:
        if name in self._paces:
            self._paces[name] = pacing.ended(self._paces[name])
            self._over.add(name)

    def _beat(self) -> None:
        now, wanted = self._now(), self._values()[settings.ANNOUNCE]
        for name, pace in list(self._paces.items()):
            pace, text = pacing.due(pace, now)
            if name in self._over and not pace.waiting:
                text = " ".join(part for part in (text, self._left_out(pace.words)) if part)
            if text and wanted:
                self._say(text)
            if not wanted or (name in self._over and not pace.waiting):
                del self._paces[name]
                self._over.discard(name)
            else:
                self._paces[name] = pace
        if not self._paces:
            self._timer.stop()

    def _left_out(self, words: int) -> str:
        if not words:
            return ""
        return tr("%n words were left out.", words)

    def _say(self, text: str) -> None:
        widget = self._current()
        if widget is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget.editor, text))
            self.said.emit(text)
