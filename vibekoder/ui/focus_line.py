"""A line beside what is read by keys and has neither caret nor rows to show that it has them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.look import Look


class FocusLine(QWidget):
    """Lies over the left edge of an area as long as that has the keys, and takes no click.

    A frame around a whole page would be the loudest thing in the window.
    """

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
            QPainter(self).fillRect(self.rect(), self._look.theme.color("focus"))

    def _lie(self) -> None:
        width = round(self._look.theme.border("stateRail"))
        self.setGeometry(0, 0, width, self._area.height())
        self.show()
        self.raise_()
