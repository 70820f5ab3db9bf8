"""What is in the view: its lines, banners and boxes, painted, and found again by a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.core.marks import Kind
from vibekoder.ui.editor.banners import Act, Arranger, Banner, Item, hit
from vibekoder.ui.editor.code_heads import FOLD, UNFOLD, CodeHeads
from vibekoder.ui.editor.directive_chips import ChipFace, DirectiveChips
from vibekoder.ui.editor.legible import draw_again
from vibekoder.ui.editor.lines import below
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.notes import Notes
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.paper import HIT, Paper, Row, selected
from vibekoder.ui.editor.ranges import x_of
from vibekoder.ui.editor.rooms import HEADER
from vibekoder.ui.look import Look


@dataclass(frozen=True, slots=True)
class Spot:
    """An act under a point: of a part's banner or box, or of what begins in the line at unit
    ``code``."""

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
        self._heads = CodeHeads(look, page)
        self._chips = DirectiveChips(look, page)
        self.hovered: Spot | None = None
        self.pointed: int | None = None
        self.copied: int | None = None
        self.codes: set[int] = set()
        self.marks: Callable[[Sequence[Row]], Iterable[tuple[QRectF, bool]]] = lambda rows: ()

    def rows(self, area: QRect) -> Iterator[Row]:
        """The lines in an area of the viewport, from the top."""
        editor = self._editor
        block = editor.firstVisibleBlock()
        top = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
        bottom = area.bottom() + 1
        while block.isValid() and top <= bottom:
            data = self._page.data(block)
            if top + data.height >= area.top():
                place = QRectF(0, top - data.shift, self._page.column.right, data.height)
                yield Row(block, place, data, self._mirror.part_at(block.position()))
            top += data.height - data.shift
            block = below(block)

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
        if act := self._fold_act(row, at):
            return Spot(act, row.part, row.block.position())
        if self._heads.is_head(row) and (act := self._heads.act_at(row, at)):
            return Spot(act, row.part, row.block.position())
        place, state = self._box_place(row), self._notes.state(row.part)
        if place is not None and state.box is not None and place.contains(at):
            act = hit(self._arranger.box(place, state.box), at)
            return Spot(act, row.part) if act else None
        return None

    def tip(self, at: QPointF) -> str:
        """What there is to know of the chip under a point; empty where there is none."""
        row = self.row_at(at)
        return self._chips.tip(row, at) if row is not None and self._chips.is_chip(row) else ""

    def set_faces(self, faces: Mapping[str, ChipFace]) -> None:
        """What the chips tell, by the words of their directives; paint anew if it is other."""
        if faces != self._chips.faces:
            self._chips.faces = faces
            self._editor.viewport().update()

    def banner(self, part: int) -> Banner | None:
        """What a part's banner shows now; None for the head, and in the raw view."""
        if self._page.raw:
            return None
        header = self._notes.header(part)
        if header is None:
            return None
        active = (
            part == len(self._mirror.parts) - 1
            or self.pointed == part
            or (self._editor.hasFocus() and self._part_of_caret() == part)
        )
        return Banner(header, self._notes.shown(part), active)

    def under(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """Paint what lies under the text."""
        self._paper.under(painter, rows, self._selection(), self.marks(rows))

    def over(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """Paint what covers lines, and what stands under them."""
        self._words_on_marks(painter, rows)
        self._paper.over(painter, rows)
        spot = self.hovered
        for row in rows:
            act = spot.act if spot and spot.part == row.part and spot.code is None else None
            if row.data.kind == HEADER:
                self._arranger.paint(painter, self._banner_items(row), act)
                self._paint_chevron(painter, row)
            elif self._heads.is_head(row):
                place = row.block.position()
                over = spot.act if spot is not None and spot.code == place else None
                active = place in self.codes or over is not None
                done = self.copied == place
                self._heads.paint(painter, row, over, active=active, copied=done)
            elif self._chips.is_chip(row):
                self._chips.paint(painter, row)
            state = self._notes.state(row.part)
            box = self._box_place(row) if state.box else None
            if box is not None and state.box:
                self._arranger.paint_box(painter, box, state.box, act)
            if self._mirror.parts[row.part].growing:
                self._paint_end(painter, row)

    def _selection(self) -> tuple[int, int]:
        cursor = self._editor.textCursor()
        return cursor.selectionStart(), cursor.selectionEnd()

    def _words_on_marks(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """What is selected or found is read whatever colour it has elsewhere."""
        theme, selection, hits = self._look.theme, self._selection(), list(self.marks(rows))
        if selection[0] == selection[1] and not hits:
            return
        for row in rows:
            origin = QPointF(row.rect.left(), row.top + row.data.shift)
            chosen = [(one, theme.color("selection")) for one in selected(row, selection)]
            draw_again(painter, row.block, origin, chosen, theme.color("selectionText"))
            found = [
                (place, theme.color("findCurrent" if meant else "findHit"))
                for place, meant in hits
                if row.top <= place.center().y() < row.rect.bottom()
            ]
            draw_again(painter, row.block, origin, found, theme.color("text"), HIT)

    def _fold_act(self, row: Row, at: QPointF) -> Act | None:
        """Folding by the chevron of a banner, or by the title of a block."""
        if row.data.kind == HEADER:
            zone = self._chevron(row)
        elif row.data.kind == Kind.BLOCK and not row.data.revealed:
            column = self._page.column
            zone = QRectF(column.left - 6, row.top, column.width, row.rect.height())
        else:
            return None
        if not zone.contains(at):
            return None
        return UNFOLD if row.data.folded else FOLD

    def _chevron(self, row: Row) -> QRectF:
        column = self._page.column
        height = row.data.bottom - row.data.top
        return QRectF(column.left - column.pad, row.top + row.data.top, column.pad, height)

    def _paint_chevron(self, painter: QPainter, row: Row) -> None:
        banner = self.banner(row.part)
        if row.data.folded or (banner is not None and banner.active):
            name = "chevron-right" if row.data.folded else "chevron-down"
            self._look.icons.paint(painter, self._chevron(row), name, "dim", 12)

    def _paint_end(self, painter: QPainter, row: Row) -> None:
        """The block at the end of what grows."""
        part = self._mirror.parts[row.part]
        place = self._mirror.end(row.part) - len(part.tail) - row.block.position()
        if not 0 <= place < row.block.length() or row.data.kind == HEADER:
            return
        line = row.block.layout().lineForTextPosition(place)
        if line.isValid():
            y = row.top + row.data.shift + line.y() + line.height() / 2 - 9
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
        line = below(row.block)
        if self._page.raw:
            return None
        if line.isValid() and not self._mirror.is_header(line.position()):
            return None
        state = self._notes.state(row.part)
        if state.box is None:
            return None
        column = self._page.column
        height = self._arranger.box_height(state.box, column.width)
        return QRectF(column.left, self._paper.box_top(row), column.width, height)

    def _part_of_caret(self) -> int:
        return self._mirror.part_at(self._editor.textCursor().block().position())
