"""How a row of the preflight is painted: fold, check box, icon, name, figures, state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView

from vibekoder.engine.flight import CHANGED, NEW, SAME
from vibekoder.ui import words
from vibekoder.ui.draw import RIGHT, draw_check, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.rows import ROW, Index
from vibekoder.ui.sheets.flight_rows import Row

ICONS: Final = {
    "system": "system",
    "earlier": "session",
    "words": "user",
    "envelope": "receipt",
    "command": "command",
    "picture": "file",
    "heading": "outline",
}
SINCE: Final = {SAME: ("check", "dim"), CHANGED: ("drift", "warn"), NEW: ("plus", "info")}


class FlightDelegate(RowDelegate):
    """Paints one row."""

    height = "rowTable"
    width = 400
    idle = "selectionIdle"

    def __init__(
        self,
        look: Look,
        view: QListView,
        columns: Callable[[QRect], Any],
        check_box: Callable[[QRect, Row], QRect],
        is_open: Callable[[Row], bool],
    ) -> None:
        super().__init__(look, view)
        self._columns = columns
        self._check_box = check_box
        self._is_open = is_open

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        row: Row = index.data(ROW)
        self._paint_name(painter, at.rect, row)
        self._paint_figures(painter, at.rect, row)

    def box(self, rect: QRect) -> QRect:
        return rect.adjusted(0, 0, -2, -1)

    def _paint_name(self, painter: QPainter, rect: QRect, row: Row) -> None:
        look, theme, line = self._look, self._look.theme, row.line
        check = self._check_box(rect, row)
        if row.below:
            shape = "chevron-down" if self._is_open(row) else "chevron-right"
            fold = QRect(rect.x(), rect.y(), 12, rect.height())
            look.icons.paint(painter, fold, shape, "dim", 10)
        if row.checked is not None:
            draw_check(painter, check, look, on=row.checked and not line.why)
        file = "glob" if line.count > 1 else "file"
        shape = "file-missing" if line.why else ICONS.get(line.kind, file)
        spot = QRect(check.right() + 8, rect.y(), 16, rect.height())
        look.icons.paint(painter, spot, shape, "error" if row.wrong else "dim", 14)
        off = line.kind == "off" or bool(line.why)
        font = theme.font("chip" if line.source or line.kind == "file" else "body")
        color = theme.color("dim" if off or row.depth else "text")
        name = self._columns(rect).name
        left = spot.right() + 8
        draw_text(painter, name.adjusted(left - name.left(), 0, 0, 0), row.name, font, color)

    def _paint_figures(self, painter: QPainter, rect: QRect, row: Row) -> None:
        look, theme, line = self._look, self._look.theme, row.line
        place = self._columns(rect)
        small, dim = theme.font("small"), theme.color("dim")
        off = line.kind == "off"
        draw_text(painter, place.where, row.where if place.where.width() else "", small, dim)
        if not off:
            draw_text(painter, place.bytes, f"{line.bytes:,}", small, dim, RIGHT)
        if line.kind != "envelope":
            tokens = words.UNKNOWN if off or line.why else f"~{words.count(line.tokens)}"
            strong = theme.font("small")
            if not row.depth:
                strong.setWeight(strong.Weight.DemiBold)
            color = dim if off or row.depth else theme.color("text")
            draw_text(painter, place.tokens, tokens, strong, color, RIGHT)
            cost = words.UNKNOWN if off or line.why else row.cost
            draw_text(painter, place.cost, cost, small, dim, RIGHT)
        if place.share.width() and row.share > 0 and not line.why:
            width = max(3.0, place.share.width() * row.share)
            bar = QRectF(place.share.x(), rect.center().y() - 2, width, 5)
            color = "accent" if line.since == SAME else "brass"
            fill_box(painter, bar, 2.5, theme.color("press" if row.depth else color))
        icon, color = SINCE.get(line.since, ("", "dim"))
        if row.wrong:
            icon, color = ("file-missing" if line.why else "lock"), "error"
        if icon:
            spot = QRect(place.since.x(), rect.y(), 14, rect.height())
            look.icons.paint(painter, spot, icon, color, 13)
        if color != "dim":
            small.setWeight(small.Weight.Medium)
        told = place.since.adjusted(20 if icon else 0, 0, 0, 0)
        draw_text(painter, told, row.since, small, theme.color(color))
