"""A panel lies over the text where beside it there is no room, and goes back beside it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from vibekoder.ui.look import Look


class Overlay(QWidget):
    """Holds one panel of a splitter at an edge of ``area`` as long as it is narrow.

    ``at`` is the panel's place in the splitter: the first lies left, any other right.
    """

    def __init__(
        self, look: Look, panel: QWidget, splitter: QSplitter, at: int, area: QWidget
    ) -> None:
        super().__init__(area)
        self._look = look
        self._panel = panel
        self._splitter = splitter
        self._at = at
        column = QVBoxLayout(self)
        # the line towards the text
        column.setContentsMargins(*((0, 0, 1, 0) if at == 0 else (1, 0, 0, 0)))
        self.hide()

    @property
    def holds(self) -> bool:
        """Whether the panel lies over the text now."""
        return self._panel.parentWidget() is self

    def take(self, width: int) -> None:
        """Let the panel lie over the text, so wide."""
        area = self.parentWidget()
        layout = self.layout()
        if area is None or layout is None:
            return
        if not self.holds:
            layout.addWidget(self._panel)
        wide = min(width, area.width())
        left = 0 if self._at == 0 else area.width() - wide
        self.setGeometry(QRect(left, 0, wide, area.height()))
        self._panel.show()
        self.show()
        self.raise_()

    def give_back(self) -> None:
        """Let the panel stand beside the text again, as it was: shown or hidden."""
        if self.holds:
            self.hide()
            self._splitter.insertWidget(self._at, self._panel)
            # only what lies between takes what the window gains
            self._splitter.setStretchFactor(self._at, 0)
            self._splitter.setStretchFactor(1 - self._at, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the line is seen of it."""
        QPainter(self).fillRect(self.rect(), self._look.theme.color("border"))
