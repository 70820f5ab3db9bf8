"""How a row of any list is painted: its ground, what stands on it, the ring of the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.rows import Index

FLAG: Final = QStyle.StateFlag


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row is painted, and as what; ``box`` is its ground, which is less than all of it."""

    rect: QRect
    box: QRect
    state: QStyle.StateFlag

    @property
    def selected(self) -> bool:
        """It is the one that was chosen."""
        return bool(self.state & FLAG.State_Selected)


class RowDelegate(QStyledItemDelegate):
    """Paints rows that are marked by a tinted ground, and by a ring where the keys are.

    A list whose rows are more than words paints them by ``paint_row``, and says what differs from
    most lists: ``height``, a size of the theme; ``width``, which a row would like; ``marked``, the
    state that has the ground; ``idle``, its colour while the keys are elsewhere, "" for none.
    """

    height: ClassVar = "row"
    width: ClassVar = 120
    marked: ClassVar = FLAG.State_Selected
    idle: ClassVar = "accentTint"

    def __init__(self, look: Look, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.width, self._look.theme.size(self.height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box, theme = self.box(rect), self._look.theme
        ground = self.ground(state, index)
        if ground:
            fill_box(painter, box, theme.radius("control"), theme.color(ground))
        self.paint_row(painter, RowPlace(rect, box, state), index)
        if state & FLAG.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), self._look)

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        """Paint what is in the row: its words, grey where it cannot be chosen."""
        theme = self._look.theme
        pen = theme.color("text" if at.state & FLAG.State_Enabled else "faint")
        place = at.box.adjusted(12, 0, -8, 0)
        draw_text(painter, place, index.data(), theme.font("body"), pen)

    def box(self, rect: QRect) -> QRect:
        """The ground of a row in its rectangle."""
        inset = self._look.theme.space("rowInsetX")
        return rect.adjusted(inset, 0, -inset, -1)

    def ground(self, state: QStyle.StateFlag, index: Index) -> str:
        """The colour of a row's ground, "" for none."""
        shade = ""
        if state & self.marked:
            shade = "accentTint" if self._view.hasFocus() else self.idle
        return shade or ("hover" if state & FLAG.State_MouseOver else "")


class TreeRowDelegate(RowDelegate):
    """Paints rows of a tree, with a sign before those that have others below them."""

    def __init__(self, look: Look, view: QTreeView) -> None:
        super().__init__(look, view)
        self._tree = view

    def paint_fold(self, painter: QPainter, box: QRect, index: Index) -> None:
        """Show in a place whether what is below a row is seen; nothing where nothing is."""
        if index.model().rowCount(index):
            shape = "chevron-down" if self._tree.isExpanded(index) else "chevron-right"
            self._look.icons.paint(painter, box, shape, "dim", 10)
