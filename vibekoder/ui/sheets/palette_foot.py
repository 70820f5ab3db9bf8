"""The line under the palette's list: what the keys do there, and how many rows fit."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QWidget,
)

from vibekoder.ui.draw import RIGHT, draw_line, draw_text
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look

FOOT: Final = 33


class Foot(QWidget):
    """The line under the list: what the keys do, and how many fit."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._verb = ""
        self._alternative = ""
        self._count = ""
        self.setFixedHeight(FOOT)

    def say(self, verb: str, alternative: str, count: str) -> None:
        """Name what Return and Alt+Return do, if they do something, and how many rows fit."""
        self._verb, self._alternative, self._count = verb, alternative, count
        self.setAccessibleName(count)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        draw_line(painter, 0, 0, self.width(), theme.color("border"))
        keys = [("Return", self._verb), ("Tab", self.tr("only this kind"))]
        if self._alternative:
            keys.insert(1, ("Alt+Return", self._alternative))
        keys.append(("Esc", self.tr("close")))
        x = 18
        strong, small = theme.font("caption"), theme.font("small")
        strong.setWeight(QFont.Weight.DemiBold)
        for key, word in keys:
            x += draw_text(
                painter, QRect(x, 1, 200, FOOT), native_key(key), strong, theme.color("text")
            )
            x += 6 + draw_text(painter, QRect(x + 6, 1, 200, FOOT), word, small, theme.color("dim"))
            x += 14
        place = QRect(x, 1, self.width() - x - 18, FOOT)
        draw_text(painter, place, self._count, small, theme.color("dim"), RIGHT)
