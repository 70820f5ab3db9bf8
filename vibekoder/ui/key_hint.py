"""Words that name keys, and give way where there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel


class KeyHint(QLabel):
    """Shown whole or not at all: it never makes what it stands in wider."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing, where the words would be cut."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
