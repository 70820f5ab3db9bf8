"""The ground of a list or a text, in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from vibekoder.ui.look import Look


class Ground(QObject):
    """Keeps the ground of a widget in one colour through every change of the theme."""

    def __init__(self, look: Look, widget: QWidget, color: str) -> None:
        super().__init__(widget)
        self._look = look
        self._widget = widget
        self._color = color
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        palette = self._look.theme.palette()
        palette.setColor(palette.ColorRole.Base, self._look.theme.color(self._color))
        self._widget.setPalette(palette)
