"""The rows of the palette's list: a choice with the letters that were meant, or a head."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
)

from vibekoder.ui.draw import RIGHT, draw_key, draw_text
from vibekoder.ui.keymap import native_key
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.sheets.sifting import Choice, Found


class FoundRows(Rows[Found]):
    """The rows of the list; heads cannot be chosen."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        known = index.isValid() and self.rows[index.row()].choice is not None
        return super().flags(index) if known else Qt.ItemFlag.NoItemFlags

    def tell(self, row: Found, role: int) -> Any:
        if row.choice is None:
            return row.head if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.choice.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            one = row.choice
            facts = (one.text, one.detail, one.right, native_key(one.keys) if one.keys else "")
            return ", ".join(fact for fact in facts if fact)
        return None


class FoundDelegate(RowDelegate):
    """Paints one row: icon, text with the meant letters, detail, keys or figures."""

    height = "rowPalette"

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, rect = self._look.theme, at.rect
        found: Found = index.data(ROW)
        if found.choice is None:
            head = rect.adjusted(18, 4, -18, 0)
            draw_text(painter, head, found.head, theme.font("bodyStrong"), theme.color("dim"))
            return
        one = found.choice
        if one.icon:
            spot = QRectF(rect.x() + 18, rect.y(), 16, rect.height())
            self._look.icons.paint(painter, spot, one.icon, "dim")
        right = self._right(painter, rect, one)
        place = QRect(rect.x() + 45, rect.y(), max(0, right - rect.x() - 45 - 12), rect.height())
        used = self._marked(painter, place, found)
        if one.detail:
            rest = place.adjusted(used + 12, 0, 0, 0)
            if rest.width() > 24:
                draw_text(painter, rest, one.detail, theme.font("small"), theme.color("dim"))

    def _right(self, painter: QPainter, rect: QRect, one: Choice) -> int:
        """Keys or figures at the end of the row; where they begin."""
        theme = self._look.theme
        end = rect.right() - 18
        if one.keys:
            return draw_key(painter, end, rect.center().y(), native_key(one.keys), self._look)
        if one.right:
            font = theme.font("small")
            width = min(QFontMetrics(font).horizontalAdvance(one.right) + 2, rect.width() // 2)
            box = QRect(end - width, rect.y(), width, rect.height())
            draw_text(painter, box, one.right, font, theme.color("dim"), RIGHT)
            return box.left()
        return end

    def _marked(self, painter: QPainter, rect: QRect, found: Found) -> int:
        """The text with the meant letters in bold and colour; its width."""
        if found.choice is None:
            return 0
        theme, text = self._look.theme, found.choice.text
        plain = theme.font("code" if found.choice.is_code else "body")
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        x, at = rect.x(), 0
        for start, end in (*found.match.spans, (len(text), len(text))):
            for piece, font, color in (
                (text[at:start], plain, "text"),
                (text[start:end], bold, "accentText"),
            ):
                room = QRect(x, rect.y(), max(0, rect.right() - x), rect.height())
                if piece and room.width() > 0:
                    x += draw_text(painter, room, piece, font, theme.color(color))
            at = end
        return x - rect.x()

    def box(self, rect: QRect) -> QRect:
        inset = self._look.theme.space("rowInsetX")
        return rect.adjusted(inset, 1, -inset, -1)

    def ground(self, state: QStyle.StateFlag, index: Index) -> str:
        found: Found = index.data(ROW)
        return super().ground(state, index) if found.choice is not None else ""
