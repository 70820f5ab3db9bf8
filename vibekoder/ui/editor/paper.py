"""The paper: what is painted under and over the text, line by line as far as it is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTextBlock

from vibekoder.core.marks import Kind
from vibekoder.core.messages import Role
from vibekoder.ui.draw import draw_line, draw_text, fill_box
from vibekoder.ui.editor.lines import above, below
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.ranges import x_of
from vibekoder.ui.editor.rooms import BLOCK_INDENT, CARD_TOP, CODE_MARGIN, FRONT, HEADER, LineData
from vibekoder.ui.look import Look

IN_CODE = (Kind.FENCE, Kind.CODE, Kind.FENCE_END)
LOOKED_AT = 400
"""So many lines are looked at for the first words of what is folded."""
WORDS = 300
COVERED = (Kind.FENCE, Kind.DIRECTIVE, Kind.BLOCK, Kind.RULE)
HIT = 3
"""How round the box of a hit is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One visible line: its block, its room in the viewport, what is known of it, its part."""

    block: QTextBlock
    rect: QRectF
    data: LineData
    part: int

    @property
    def top(self) -> float:
        return self.rect.top()


class Paper:
    """Paints cards, boxes and bars under the text, and what covers a line over it."""

    def __init__(
        self,
        look: Look,
        page: PageLayout,
        role_of: Callable[[int], Role | None],
    ) -> None:
        self._look = look
        self._theme = look.theme
        self._page = page
        self._role_of = role_of

    def under(
        self,
        painter: QPainter,
        rows: Sequence[Row],
        selection: tuple[int, int],
        hits: Iterable[tuple[QRectF, bool]] = (),
    ) -> None:
        """Paint what lies under the text; ``hits`` are what was looked for, and which is meant."""
        if not self._page.raw:
            self._cards(painter, rows)
        self._code(painter, rows)
        for row in rows:
            self._bars(painter, row)
            for box in row.data.boxes:
                place = box.translated(row.rect.topLeft()).adjusted(-3, 0, 3, 0)
                fill_box(painter, place, 4, self._theme.color("inlineCodeBg"))
        if selection[0] != selection[1]:
            for row in rows:
                self._selection(painter, row, selection)
        for place, chosen in hits:
            fill_box(painter, place, HIT, self._theme.color("findCurrent" if chosen else "findHit"))

    def over(self, painter: QPainter, rows: Sequence[Row]) -> None:
        """Paint what covers a line: titles of reasoning, rules."""
        for row in rows:
            if row.data.kind == HEADER and row.data.folded:
                self._gist(painter, row)
            if row.data.kind == Kind.CODE and row.data.offset is not None:
                self._cut(painter, row)
            if row.data.revealed:
                continue
            match row.data.kind:
                case Kind.BLOCK:
                    self._block_title(painter, row)
                case Kind.TABLE if row.data.rule:
                    y = row.top + (row.data.top + row.data.bottom) / 2
                    layout = above(row.block).layout()
                    wide = layout.lineAt(0).naturalTextWidth() if layout.lineCount() else 0.0
                    left = self._page.column.left
                    draw_line(painter, left, y, wide, self._theme.color("border"))
                case Kind.RULE:
                    y = row.top + (row.data.top + row.data.bottom) / 2
                    column = self._page.column
                    draw_line(painter, column.left, y, column.width, self._theme.color("border"))
                case _:
                    pass

    def card(self, rows: Sequence[Row]) -> QRectF:
        """The room of a part's card, of which these rows are seen; it may reach out of them."""
        column = self._page.column
        first, last = rows[0], rows[-1]
        whole = first.data.kind == HEADER
        top = first.top + first.data.top - CARD_TOP if whole else first.top - 40
        bottom = self._part_bottom(last)
        return QRectF(
            column.left - column.pad, top, column.width + 2 * column.pad, max(0, bottom - top)
        )

    def box_top(self, row: Row) -> float:
        """Where the state box of the part that ends with this row begins."""
        if row.data.folded:
            return row.rect.bottom() + 4
        return row.top + row.data.bottom + (2 if row.block.length() == 1 else 10)

    def _part_bottom(self, last: Row) -> float:
        following = below(last.block)
        if following.isValid() and not self._page.mirror.is_header(following.position()):
            return last.rect.bottom() + 40
        room = self._page.room_below(last.part)
        end = last.rect.height() if last.data.folded else last.data.bottom
        return round(last.top + end + room + self._page.tail(last.block))

    def _cards(self, painter: QPainter, rows: Sequence[Row]) -> None:
        for group in _groups(rows, lambda row: row.part):
            role = self._role_of(group[0].part)
            tint = {Role.USER: "userTint", Role.SYSTEM: "systemTint"}.get(role) if role else None
            if tint:
                radius = self._theme.radius("card")
                fill_box(painter, self.card(group), radius, self._theme.color(tint))

    def _code(self, painter: QPainter, rows: Sequence[Row]) -> None:
        group = list[Row]()
        for row in rows:
            begins = row.data.kind == Kind.FENCE
            if group and (begins or row.data.kind not in IN_CODE or row.part != group[0].part):
                self._code_box(painter, group)
                group = []
            if row.data.kind in IN_CODE:
                group.append(row)
        if group:
            self._code_box(painter, group)

    def _code_box(self, painter: QPainter, rows: list[Row]) -> None:
        theme, column = self._theme, self._page.column
        first, last = rows[0], rows[-1]
        margin = CODE_MARGIN * self._page.inks.zoom
        inset = BLOCK_INDENT * self._page.inks.zoom if first.data.line.inside else 0.0
        top = first.top + margin if first.data.kind == Kind.FENCE else first.top - 40
        bottom = last.top + last.data.bottom
        following = below(last.block)
        if last.data.folded:
            bottom = last.rect.bottom() - 4
        elif last.data.kind != Kind.FENCE_END:
            cut = not following.isValid() or self._page.mirror.is_header(following.position())
            bottom += 2 if cut else 40
        box = QRectF(column.left + inset, top, column.width - inset, bottom - top)
        fill_box(painter, box, theme.radius("box"), theme.color("codeBg"), theme.color("border"))
        if first.data.kind == Kind.FENCE:
            painter.save()
            head = QRectF(box.left(), box.top(), box.width(), self._head_height(first))
            painter.setClipRect(head, Qt.ClipOperation.IntersectClip)
            radius = theme.radius("box")
            fill_box(painter, box, radius, theme.color("codeHead"), theme.color("border"))
            painter.restore()

    def _head_height(self, row: Row) -> float:
        return row.rect.height() - CODE_MARGIN * self._page.inks.zoom - 4

    def _bars(self, painter: QPainter, row: Row) -> None:
        column, zoom = self._page.column, self._page.inks.zoom
        line = row.data.line
        if row.data.kind in (HEADER, FRONT):
            return
        if line.inside and line.kind not in (Kind.BLOCK, Kind.BLOCK_END) and not self._edge(row):
            bar = QRectF(column.left + 6, row.top, 2, row.rect.height())
            if not below(row.block).isValid():
                bar.setHeight(row.data.bottom)
            painter.fillRect(bar, self._theme.color("border"))
        if line.kind is Kind.QUOTE:
            inset = BLOCK_INDENT * zoom if line.inside else 0.0
            for level in range(line.level):
                x = column.left + inset + level * 16 * zoom + 2
                bar = QRectF(x, row.top, 3, row.data.bottom + 1)
                painter.fillRect(bar, self._theme.color("border"))

    def _edge(self, row: Row) -> bool:
        """Whether this is the empty line at the beginning or the end of a block."""
        if row.data.kind != Kind.BLANK:
            return False
        line, other = above(row.block), below(row.block)
        if line.isValid() and self._page.data(line).kind == Kind.BLOCK:
            return True
        return other.isValid() and self._page.data(other).kind == Kind.BLOCK_END

    def _cut(self, painter: QPainter, row: Row) -> None:
        """Cover what of a long line of code is outside of its box."""
        theme, column = self._theme, self._page.column
        role = self._role_of(row.part)
        tint = {Role.USER: "userTint", Role.SYSTEM: "systemTint"}.get(role) if role else None
        left, right, pad = column.left, column.right, column.pad
        height = row.rect.height()
        for x, width, token in (
            (0.0, left - pad, "editor"),
            (left - pad, pad, tint or "editor"),
            (left, CODE_MARGIN, "codeBg"),
            (right - CODE_MARGIN, CODE_MARGIN, "codeBg"),
            (right, pad, tint or "editor"),
            (right + pad, float(painter.device().width()), "editor"),
        ):
            painter.fillRect(QRectF(x, row.top, width, height), theme.color(token))
        for x in (left, right - 1):
            painter.fillRect(QRectF(x, row.top, 1, height), theme.color("border"))

    def _block_title(self, painter: QPainter, row: Row) -> None:
        theme, column = self._theme, self._page.column
        line = row.data.line
        y, height = row.top + row.data.top, row.data.bottom - row.data.top
        chevron = "chevron-right" if row.data.folded else "chevron-down"
        self._look.icons.paint(painter, QRectF(column.left - 2, y, 14, height), chevron, "dim", 12)
        name = "reasoning" if line.name == "Reasoning" else "command"
        self._look.icons.paint(painter, QRectF(column.left + 14, y, 16, height), name, "dim")
        font = theme.font("body")
        font.setWeight(font.Weight.DemiBold)
        text = f"{line.name} · {line.word}" if line.word else line.name
        place = QRectF(column.left + 36, y, column.width - 36, height)
        used = draw_text(painter, place, text, font, theme.color("dim"))
        if row.data.folded:
            self._first_words(painter, row, place.adjusted(used + 12, 0, 0, 0))

    def _gist(self, painter: QPainter, row: Row) -> None:
        """How a folded slice begins, under its banner."""
        column = self._page.column
        top = row.top + row.data.bottom
        self._first_words(painter, row, QRectF(column.left, top, column.width, 22))

    def _first_words(self, painter: QPainter, row: Row, place: QRectF) -> None:
        font = self._theme.font("body")
        font.setItalic(True)
        draw_text(painter, place, first_words(row.block), font, self._theme.color("dim"))

    def _selection(self, painter: QPainter, row: Row, selection: tuple[int, int]) -> None:
        """Paint the selected part of a line over the whole pitch, without gaps between lines."""
        start = row.block.position()
        end = start + row.block.length()
        if selection[1] <= start or selection[0] >= end:
            return
        color = self._theme.color("selection")
        # words of roles, heads and chips keep their colours, and are read on this one
        covered = self._theme.color("accentTint")
        column = self._page.column
        low, high = max(selection[0], start) - start, min(selection[1], end) - start
        if row.data.kind == HEADER:
            place = QRectF(column.left, row.top + row.data.top, column.width, row.data.bottom)
            place.setHeight(row.data.bottom - row.data.top)
            fill_box(painter, place, 4, covered)
            return
        if row.data.kind in COVERED and not row.data.revealed:
            inset = BLOCK_INDENT * self._page.inks.zoom if row.data.line.inside else 0.0
            place = QRectF(column.left + inset, row.top, column.width - inset, row.rect.height())
            painter.fillRect(place, covered)
            return
        for place in _places(row, low, high):
            painter.fillRect(place, color)


def selected(row: Row, selection: tuple[int, int]) -> list[QRectF]:
    """Where words of a line are selected, line by line; none where the line is covered."""
    start = row.block.position()
    low, high = max(selection[0] - start, 0), min(selection[1] - start, row.block.length())
    covered = row.data.kind == HEADER or (row.data.kind in COVERED and not row.data.revealed)
    return list(_places(row, low, high)) if low < high and not covered else []


def _places(row: Row, low: int, high: int) -> Iterator[QRectF]:
    """The boxes of a stretch of a line, over the whole pitch."""
    layout = row.block.layout()
    count = layout.lineCount()
    pitch = (row.data.bottom - row.data.top) / max(1, count)
    for number in range(count):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if high < first or low > last or (low == last and number + 1 < count):
            continue
        left, right = x_of(line, max(low, first)), x_of(line, min(high, last))
        if high > last or (high == row.block.length() and number + 1 == count):
            right += 6  # the line end is selected too
        y = row.top + row.data.top + number * pitch
        yield QRectF(min(left, right), y, abs(right - left), pitch)


def first_words(block: QTextBlock) -> str:
    """The first line with words in what folds at one, without its signs; of a slice, after its
    reasoning."""
    line, inside = block.next(), False
    of_block = block.text().startswith("<details>")
    for _ in range(LOOKED_AT):
        text = line.text().strip()
        ends = text.startswith("</details>")
        if not line.isValid() or text.startswith("=={ ") or (ends and of_block):
            return ""
        if ends or text.startswith("<details>"):
            inside = not ends
        elif text and not inside:
            return text[:WORDS].lstrip("#>*- `")
        line = line.next()
    return ""


def _groups(rows: Sequence[Row], key: Callable[[Row], int]) -> list[list[Row]]:
    groups = list[list[Row]]()
    for row in rows:
        if groups and key(groups[-1][-1]) == key(row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
