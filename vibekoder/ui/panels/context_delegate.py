"""How a row of the tree of pieces is painted: fold, check box, icon, name, state, tokens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter

from vibekoder.engine.pieces import Source
from vibekoder.ui.draw import RIGHT, draw_check, draw_text, fill_box
from vibekoder.ui.panels.context_rows import Face
from vibekoder.ui.row_delegate import RowPlace, TreeRowDelegate
from vibekoder.ui.rows import ROW, Index

FACE: Final = ROW + 1
"""The role under which the tree tells how a row is painted."""

CHECK: Final = 14
EDGE: Final = 14
INSIDE: Final = 22
TOKENS_WIDTH: Final = 46
SIZE_WIDTH: Final = 56
COST_WIDTH: Final = 58
WIDE: Final = 400
"""From so many pixels on size and cost have columns; below, they are told under the tree."""


class ContextDelegate(TreeRowDelegate):
    """Paints one row: fold, check box, icon, name, state, tokens."""

    idle = "hover"

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        look, theme, rect = self._look, self._look.theme, at.rect
        face: Face = index.data(FACE)
        below = index.parent().isValid()
        self.paint_fold(painter, self.fold_box(rect), index)
        check = self.check_box(rect, index)
        if face.checked is not None:
            self._paint_check(painter, check, face)
        # a heading's box takes the place of an icon, which would be the same in each row
        bare = below and face.checked is not None
        left = check.left() + (0 if bare else 22)
        if not bare:
            color = "faint" if face.dim and face.icon_color == "dim" else face.icon_color
            spot = QRect(left, rect.y(), 16, rect.height())
            look.icons.paint(painter, spot, face.icon, color, theme.size("iconSmall"))
        edge = self._paint_figures(painter, face, at.box, below=below)
        edge = self._paint_state(painter, face, edge - 4, rect)
        font = theme.font("chip" if face.code else "body")
        name = QRect(left + 22, rect.y(), max(0, edge - left - 28), rect.height())
        draw_text(painter, name, face.name, font, theme.color("dim" if face.dim else "text"))

    def check_box(self, rect: QRect, index: Index) -> QRect:
        """Where the check box of a row lies."""
        row = index.data(ROW)
        deeper = 10 * (row.level - 1) if isinstance(row, Source) and row.level else 0
        inset = INSIDE + deeper if index.parent().isValid() else 0
        y = rect.y() + (rect.height() - CHECK) // 2
        return QRect(rect.x() + EDGE + inset, y, CHECK, CHECK)

    def fold_box(self, rect: QRect) -> QRect:
        """Where the sign lies that shows or hides what is below a row."""
        return QRect(1, rect.y(), 12, rect.height())

    def _paint_figures(self, painter: QPainter, face: Face, box: QRect, *, below: bool) -> int:
        """Tokens, where there is room size and cost beside them; where they begin."""
        theme = self._look.theme
        small, dim = theme.font("small"), theme.color("dim")
        strong = theme.color("dim" if face.dim or below else "text")
        wide = box.width() >= WIDE
        told = (
            (face.cost if wide else "", COST_WIDTH if wide else 0, dim),
            (face.tokens, TOKENS_WIDTH, strong),
            (face.size if wide else "", SIZE_WIDTH if wide else 0, dim),
        )
        right = box.right() + 1 - 8
        for text, width, color in told:
            place = QRect(right - width, box.y(), width, box.height() + 1)
            draw_text(painter, place, text, small, color, RIGHT)
            right -= width
        return right

    def _paint_state(self, painter: QPainter, face: Face, right: int, rect: QRect) -> int:
        """Icon and word of the state, right before the tokens; where they begin."""
        if not face.state:
            return right
        theme = self._look.theme
        font = theme.font("small")
        if face.state_color != "dim":
            font.setWeight(font.Weight.Medium)
        width = QFontMetrics(font).horizontalAdvance(face.state) + 2
        place = QRect(right - width, rect.y(), width, rect.height())
        draw_text(painter, place, face.state, font, theme.color(face.state_color), RIGHT)
        if not face.state_icon:
            return place.left()
        spot = QRect(place.left() - 16, rect.y(), 14, rect.height())
        self._look.icons.paint(painter, spot, face.state_icon, face.state_color, 13)
        return spot.left()

    def _paint_check(self, painter: QPainter, box: QRect, face: Face) -> None:
        if not (face.checked and face.partly):
            draw_check(painter, box, self._look, on=bool(face.checked))
            return
        theme = self._look.theme
        fill_box(painter, box, theme.radius("check"), theme.color("accent"))
        bar = QRect(box.x() + 3, box.center().y(), box.width() - 6, 2)
        painter.fillRect(bar, theme.color("onAccent"))
