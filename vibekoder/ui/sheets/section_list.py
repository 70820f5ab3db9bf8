"""The list of a sheet's sections, at its left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.rows import Index
from vibekoder.ui.style import thin_bars


class SectionDelegate(QStyledItemDelegate):
    """Paints the name of a section."""

    def __init__(self, look: Look, view: QListWidget) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self._look.theme.size("rowPalette"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._look.theme
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box = rect.adjusted(6, 1, -6, -1)
        radius = theme.radius("control")
        if state & QStyle.StateFlag.State_Selected:
            fill_box(painter, box, radius, theme.color("accentTint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, radius, theme.color("hover"))
        known = bool(state & QStyle.StateFlag.State_Enabled)
        place = box.adjusted(12, 0, -8, 0)
        pen = theme.color("text" if known else "faint")
        draw_text(painter, place, index.data(), theme.font("body"), pen)
        if state & QStyle.StateFlag.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, radius, self._look)


class SectionList(QListWidget):
    """Names of sections; the arrows go through them.

    Signals:
        wanted(int): the section with this number is to be shown.
    """

    wanted = Signal(int)

    def __init__(self, look: Look, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(SectionDelegate(look, self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thin_bars(look, self)
        for name in names:
            self.addItem(name)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self.wanted)
        self.itemClicked.connect(self._on_clicked)

    def narrow(self, shown: Sequence[bool]) -> None:
        """Which sections have something to show; the others are greyed."""
        for at, known in enumerate(shown):
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            self.item(at).setFlags(flags if known else Qt.ItemFlag.NoItemFlags)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        # again on the current one: what was scrolled away comes back
        self.wanted.emit(self.row(item))
