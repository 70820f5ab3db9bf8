"""What is in the view: its lines, banners and boxes, painted, and found again by a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor.banners import Act, Arranger, Banner, Item, hit
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.notes import COPY, Notes
from vibekoder.ui.editor.page import HEADER, PageLayout, x_of
from vibekoder.ui.editor.paper import Paper, Row
from vibekoder.ui.look import Look


@dataclass(frozen=True, slots=True)
class Spot:
    """An act under a point: of a part's banner or box, or (``code``) of the fence at a unit."""

    act: Act
    part: int
    code: int | None = None


class Scene:
    """Arranges, paints and finds what an editor shows beside its plain text."""

    def __init__(
        self,
        editor: QPlainTextEdit,
        look: Look,
        mirror: Mirror,
        page: PageLayout,
        notes: Notes,
        arranger: Arranger,
    ) -> None:
        self._editor = editor
        self._look = look
        self._mirror = mirror
        self._page = page
        self._notes = notes
        self._arranger = arranger
        self._paper = Paper(look, page, notes.role)
        self.hovered: Spot | None = None
        self.copied: int | None = None

    def rows(self, area: QRect) -> Iterator[Row]:
        """The lines in an area of the viewport, from the top."""
        editor = self._editor
        block = editor.firstVisibleBlock()
        top = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
        bottom = area.bottom() + 1
        while block.isValid() and top <= bottom:
            data = self._page.data(block)
            if top + data.height >= area.top():
                place = QRectF(0, top, self._page.column.right, data.height)
                yield Row(block, place, data, self._mirror.part_at(block.position()))
            top += data.height
            block = block.next()

    def row_at(self, at: QPointF) -> Row | None:
        """The line at a point of the viewport."""
        for row in self.rows(self._editor.viewport().rect()):
            if row.rect.top() <= at.y() < row.rect.bottom():
                return row
        return None

    def spot(self, at: QPointF) -> Spot | None:
        """The act at a point of the viewport."""
        row = self.row_at(at)
        if row is None:
            return None
        if row.data.kind == HEADER and (act := hit(self._banner_items(row), at)):
            return Spot(act, row.part)
        if self._paper.has_copy(row) and self._paper.copy_zone(row).contains(at):
            return Spot(COPY, row.part, row.block.position())
        place, state = self._box_place(row), self._notes.state(row.part)
        if place is not None and state.box is not None and place.contains(at):
            act = hit(self._arranger.box(place, state.box), at)
            return Spot(act, row.part) if act else None
        return None

    def banner(self, part: int) -> Banner | None:
        """What a part's banner shows now; None for the head."""
        header = self._notes.header(part)
        if header is None:
            return None
        active = (
            part == len(self._mirror.parts) - 1
            or (self.hovered is not None and self.hovered.part == part)
            or (self._editor.hasFocus() and self._part_of_caret() == part)
        )
        return Banner(header, self._notes.state(part), active)

    def under(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """Paint what lies under the text."""
        cursor = self._editor.textCursor()
        self._paper.under(painter, rows, (cursor.selectionStart(), cursor.selectionEnd()))

    def over(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """Paint what covers lines, and what stands under them."""
        self._paper.over(painter, rows)
        spot = self.hovered
        for row in rows:
            act = spot.act if spot and spot.part == row.part and spot.code is None else None
            if row.data.kind == HEADER:
                self._arranger.paint(painter, self._banner_items(row), act)
            elif self._paper.has_copy(row):
                place = row.block.position()
                over = spot is not None and spot.code == place
                self._paper.paint_copy(painter, row, hover=over, done=self.copied == place)
            box, state = self._box_place(row), self._notes.state(row.part)
            if box is not None and state.box:
                self._arranger.paint_box(painter, box, state.box, act)
            if self._mirror.parts[row.part].growing:
                self._paint_end(painter, row)

    def _paint_end(self, painter: QPainter, row: Row) -> None:
        """The block at the end of what grows."""
        part = self._mirror.parts[row.part]
        place = self._mirror.end(row.part) - len(part.tail) - row.block.position()
        if not 0 <= place < row.block.length() or row.data.kind == HEADER:
            return
        line = row.block.layout().lineForTextPosition(place)
        if line.isValid():
            y = row.top + line.y() + line.height() / 2 - 9
            end = QRectF(x_of(line, place) + 2, y, 7, 17)
            painter.fillRect(end, self._look.theme.color("accent"))

    def _banner_items(self, row: Row) -> list[Item]:
        column = self._page.column
        height = row.data.bottom - row.data.top
        place = QRectF(column.left, row.top + row.data.top, column.width, height)
        banner = self.banner(row.part)
        return self._arranger.banner(place, banner) if banner else []

    def _box_place(self, row: Row) -> QRectF | None:
        """Where the state box is that stands under this row, if it is a part's last."""
        below = row.block.next()
        if below.isValid() and not self._mirror.is_header(below.position()):
            return None
        state = self._notes.state(row.part)
        if state.box is None:
            return None
        column = self._page.column
        height = self._arranger.box_height(state.box, column.width)
        return QRectF(column.left, self._paper.box_top(row), column.width, height)

    def _part_of_caret(self) -> int:
        return self._mirror.part_at(self._editor.textCursor().block().position())
