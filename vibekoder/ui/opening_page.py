"""What stands in a tab while its long session is brought in: how far it is, and a way out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.draw import fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

WIDTH: Final = 320
BAR: Final = 4


class OpeningPage(QWidget):
    """Tells how much of a session is there.

    Signals:
        stopped(): the person does not want to wait for it.
    """

    stopped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._percent = 0
        self.told = Paragraph(look, parent=self)
        self.stop = Button(look, self.tr("Close it"), parent=self)
        self.stop.clicked.connect(self.stopped)
        inner = QWidget(self)
        inner.setFixedWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setSpacing(12)
        column.addWidget(self.told)
        column.addSpacing(BAR)
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self._inner = inner
        self.show_progress(0)

    def show_progress(self, percent: int) -> None:
        """So many percent of the session are there."""
        self._percent = percent
        words = self.tr("Opening a long session: %1 %").replace("%1", str(percent))
        self.told.set_text(words)
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the bar."""
        theme, painter = self._look.theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("editor"))
        left = self._inner.x() + self.told.x()
        top = self._inner.y() + self.told.geometry().bottom() + 8
        box = QRectF(left, top, self.told.width(), BAR)
        fill_box(painter, box, BAR / 2, theme.color("sunken"))
        box.setWidth(box.width() * self._percent / 100)
        fill_box(painter, box, BAR / 2, theme.color("accent"))
