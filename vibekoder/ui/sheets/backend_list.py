"""The list of a project's backends: which there are, and what each of them lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QPointF,
    QRect,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QWidget,
)

from vibekoder.store.projects import BackendEntry
from vibekoder.ui.draw import RIGHT, draw_dot, draw_line, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.rows import ROW, Index, Rows

LIST_WIDTH: Final = 234


@dataclass(frozen=True, slots=True)
class BackendRow:
    """One line of the list: the entry, whether it is the default, and what is wrong with it."""

    entry: BackendEntry
    default: bool
    fault: str
    second: str


class BackendList(Rows[BackendRow]):
    """The entries in the list."""

    def show(self, rows: Sequence[BackendRow]) -> None:
        """Show these; with the same number of rows the selection stays."""
        (self.renew if len(rows) == len(self.rows) else super().show)(rows)

    def tell(self, row: BackendRow, role: int) -> Any:
        title = row.entry.shown or self.tr("New backend")
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = [title, row.fault or row.second]
            return ", ".join([*facts, self.tr("default")] if row.default else facts)
        return None


class BackendDelegate(RowDelegate):
    """Paints one backend: dot, title, and under it its model or what is missing."""

    height = "rowTwoLine"
    width = LIST_WIDTH

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, box = self._look.theme, at.box
        row: BackendRow = index.data(ROW)
        color = "warn" if row.fault else "success"
        draw_dot(painter, QPointF(box.x() + 16, box.y() + 16), self._look, color=color)
        left = box.x() + 30
        title = QRect(left, box.y() + 6, box.right() - left - 8, 18)
        if row.default:
            title.setRight(title.right() - 48)
            badge = QRect(title.right(), title.y(), 48, 18)
            caption = theme.font("caption")
            draw_text(painter, badge, self.tr("default"), caption, theme.color("dim"), RIGHT)
        font = theme.font("body")
        font.setWeight(font.Weight.Medium)
        draw_text(painter, title, index.data(), font, theme.color("text"))
        second = QRect(left, title.bottom() + 1, box.right() - left - 8, 17)
        pen = theme.color("warn" if row.fault else "dim")
        draw_text(painter, second, row.fault or row.second, theme.font("small"), pen)

    def box(self, rect: QRect) -> QRect:
        inset = self._look.theme.space("rowInsetX")
        return rect.adjusted(inset, 1, -inset - 2, -3)


class SidePane(QWidget):
    """The ground of the list, rounded where the sheet is, with a line to its right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        radius = theme.radius("sheet") - 1
        painter.setClipRect(self.rect())
        wide = self.rect().adjusted(0, 0, 20, 0)
        fill_box(painter, wide, radius, theme.color("panel"))
        line = theme.color("border")
        draw_line(painter, self.width() - 1, 0, self.height(), line, upright=True)
