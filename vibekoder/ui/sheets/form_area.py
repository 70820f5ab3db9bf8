"""A form that scrolls in a sheet: as high as its words need, with what has the focus in view."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import thin_bars

AROUND: Final = 48
"""So many pixels are seen over and under the field that has the focus: its label and its hint."""


class FormPage(QWidget):
    """A page in a scroll area that is as high as its words need.

    A scroll area knows no height for a width: it would squeeze the fields under long hints.
    """

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(max(0, layout.totalHeightForWidth(self.width())))


class FormArea(QScrollArea):
    """Shows the part of a form that there is room for; ``rows`` takes what is in the form."""

    def __init__(self, look: Look, sheet: Sheet) -> None:
        super().__init__(sheet.box)
        page = FormPage()
        self.rows = QVBoxLayout(page)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thin_bars(look, self)
        self.setWidget(page)
        self.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        sheet.moved.connect(self._bring)

    def _bring(self, now: QWidget) -> None:
        """What has the focus is in view."""
        if self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, AROUND)
