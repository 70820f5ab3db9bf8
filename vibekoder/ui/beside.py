"""The text and the panel at its side, with a divider; where it is narrow the panel lies over it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.overlay import Overlay
from vibekoder.ui.style import Splitter


class Beside(Splitter):
    """Holds both; ``area`` is what the panel lies over.

    ``panel_width`` is how wide it was left, and how wide it comes back.
    """

    def __init__(self, look: Look, middle: QWidget, panel: QWidget, area: QWidget) -> None:
        super().__init__(look, Qt.Orientation.Horizontal, area)
        self._panel = panel
        self._area = area
        self.panel_width = look.theme.size("sidePanel")
        self.addWidget(middle)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self._over = Overlay(look, panel, self, 1, area)
        self.splitterMoved.connect(self._on_moved)

    @property
    def shows_panel(self) -> bool:
        """Whether the panel is shown, beside the text or over it."""
        return self._panel.isVisibleTo(self._area)

    @property
    def lies_over(self) -> bool:
        """Whether the panel lies over the text now."""
        return self._over.holds

    def show_panel(self, *, shown: bool, over: bool, whole: int) -> bool:
        """Show or hide the panel, over the text or beside it with so much room for both; tells
        whether that was a change."""
        before = self.shows_panel
        if shown and over:
            self._over.take(self.panel_width)
        else:
            self._over.give_back()
            self._panel.setVisible(shown)
        if shown and not over:
            self.setSizes([max(0, whole - self.panel_width), self.panel_width])
        return shown != before

    def _on_moved(self) -> None:
        self.panel_width = self.sizes()[1]
