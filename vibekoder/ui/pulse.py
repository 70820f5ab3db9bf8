"""The slow breath of running dots: one timer for all of them, none while nothing runs."""

import math
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from vibekoder.ui.theme import Theme

PERIOD_MS: Final = 1200
BEAT_MS: Final = 100
FAINTEST: Final = 0.55


class Pulse(QObject):
    """How strongly running dots are painted now.

    A widget that shows a running dot says so with ``set_beating`` and repaints its dots at each
    beat. The timer runs only while such a widget is visible and motion is wanted.

    Signals:
        beat(): the opacity is another one; emitted ten times a second at most.
    """

    beat = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._widgets: set[QWidget] = set()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)
        theme.changed.connect(self._arm)

    @property
    def active(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    @property
    def opacity(self) -> float:
        """Between 0.55 and 1; 1 always, where no motion is wanted."""
        if not self.active:
            return 1.0
        turn = self._clock.elapsed() % PERIOD_MS / PERIOD_MS
        return FAINTEST + (1 - FAINTEST) * (0.5 + 0.5 * math.cos(turn * math.tau))

    def set_beating(self, widget: QWidget, beating: bool) -> None:
        """Tell whether this widget shows a running dot at the moment."""
        if beating and widget not in self._widgets:
            self._widgets.add(widget)
            widget.installEventFilter(self)
        elif not beating and widget in self._widgets:
            self._widgets.discard(widget)
            widget.removeEventFilter(self)
        self._arm()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Show, QEvent.Type.Hide):
            # during these events the widget does not yet know whether it is visible
            QTimer.singleShot(0, self, self._arm)
        return False

    def _arm(self) -> None:
        # a widget that goes with its parent says no word before
        self._widgets = {widget for widget in self._widgets if isValid(widget)}
        wanted = not self._theme.reduced and any(widget.isVisible() for widget in self._widgets)
        if wanted != self._timer.isActive():
            if wanted:
                self._timer.start()
            else:
                self._timer.stop()
            self.beat.emit()
