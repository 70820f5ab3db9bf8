"""The panel at the side of the text: the outline, and under it what else tells of the session."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.panels.outline import OutlinePanel
from vibekoder.ui.style import Splitter

MOST = 0.4
"""The outline takes no more of the height than this, until its divider is moved."""


class SidePanel(QWidget):
    """The outline above one divider; ``add_below`` gives the rest of the height to another.

    Alone it has all of the height.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._height = 0
        self.outline = OutlinePanel(look, self)
        self.down = Splitter(look, Qt.Orientation.Vertical, self)
        self.down.addWidget(self.outline)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.down)
        self.down.splitterMoved.connect(self._on_moved)
        self.outline.resized.connect(self.fit)

    def add_below(self, panel: QWidget) -> None:
        """Put a panel under the outline."""
        self.down.addWidget(panel)
        self.down.setStretchFactor(self.down.count() - 1, 1)
        self.fit()

    @property
    def outline_height(self) -> int:
        """The outline's height that a person chose; 0 while it follows its rows."""
        return self._height

    @outline_height.setter
    def outline_height(self, height: int) -> None:
        self._height = height
        self.fit()

    def fit(self) -> None:
        """Give the outline the height that was chosen, else what its rows need, up to a part."""
        if self.down.count() < 2:
            return
        whole = sum(self.down.sizes())
        wanted = self._height or min(self.outline.sizeHint().height(), round(whole * MOST))
        wanted = min(max(wanted, self.outline.minimumSizeHint().height()), whole)
        if self.down.sizes()[0] != wanted:
            self.down.setSizes([wanted, whole - wanted])

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.size("sidePanel"), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def _on_moved(self) -> None:
        self._height = self.down.sizes()[0]
