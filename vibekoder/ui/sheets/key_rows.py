"""The rows of the list of keys: an action, its menu, and the keys that do it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from vibekoder.app.actions import Action
from vibekoder.ui.draw import RIGHT, draw_key, draw_text
from vibekoder.ui.keymap import native_key
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.rows import ROW, Index, Rows


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action as it is now; ``own`` if a person has chosen its keys."""

    action: Action
    text: str
    menu: str
    own: bool = False


class KeyRows(Rows[KeyRow]):
    """The actions that are listed."""

    def show(self, rows: Sequence[KeyRow]) -> None:
        """Show these; the same actions keep their places and the current one."""
        same = [one.action.id for one in rows] == [one.action.id for one in self.rows]
        (self.renew if same else super().show)(rows)

    def tell(self, row: KeyRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            keys = [native_key(key) for key in row.action.keys] or [self.tr("no key")]
            told = (row.text, row.menu, *keys, self.tr("yours") if row.own else "")
            return ", ".join(one for one in told if one)
        return None


class KeyDelegate(RowDelegate):
    """Paints one action with its keys at the right."""

    height = "rowPalette"

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, box = self._look.theme, at.box
        row: KeyRow = index.data(ROW)
        menu = QRect(box.x() + 10, box.y(), 66, box.height())
        draw_text(painter, menu, row.menu, theme.font("small"), theme.color("dim"))
        right = self._keys(painter, box.adjusted(0, 0, -10, 0), row)
        left = menu.right() + 8
        place = QRect(left, box.y(), max(0, right - left - 8), box.height())
        draw_text(painter, place, row.text, theme.font("body"), theme.color("text"))

    def _keys(self, painter: QPainter, box: QRect, row: KeyRow) -> int:
        """The keys from the right, and whose choice they are; where they begin."""
        theme, right = self._look.theme, box.right()
        for key in reversed(row.action.keys):
            middle = box.center().y()
            right = draw_key(painter, right, middle, native_key(key), self._look, "text") - 6
        words = [] if row.action.keys else [(self.tr("no key"), "dim")]
        words += [(self.tr("yours"), "accentText")] if row.own else []
        for word, color in words:
            small = theme.font("small")
            width = QFontMetrics(small).horizontalAdvance(word) + 2
            place = QRect(right - width, box.y(), width, box.height())
            draw_text(painter, place, word, small, theme.color(color), RIGHT)
            right = place.left() - 8
        return right

    def box(self, rect: QRect) -> QRect:
        return rect.adjusted(4, 1, -4, -1)
