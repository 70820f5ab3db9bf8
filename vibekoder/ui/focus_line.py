"""A line around what is read by keys and has neither caret nor rows to show that it has them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import draw_ring
from vibekoder.ui.look import Look


class FocusLine(QWidget):
    """Lies over the edge of an area as long as that has the keys, and takes no click."""

    def __init__(self, look: Look, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._look = look
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        area.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the keys."""
        kind = event.type()
        if kind is QEvent.Type.FocusIn or (kind is QEvent.Type.Resize and self.isVisible()):
            self._lie()
        elif kind is QEvent.Type.FocusOut:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, where it was the keyboard that led here."""
        if keyboard_focus(self._area):
            radius = self._look.theme.radius("control")
            draw_ring(QPainter(self), self.rect(), radius, self._look)

    def _lie(self) -> None:
        around = self._area.rect()
        width = round(self._look.theme.border("focus")) + 1
        self.setGeometry(around)
        # what scrolls below is moved and not painted anew
        self.setMask(QRegion(around) - QRegion(around.adjusted(width, width, -width, -width)))
        self.show()
        self.raise_()
