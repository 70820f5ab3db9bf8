"""The page: where each line of the document stands, how high it is and in which formats.

The only module that lays out lines, and the only one that sets formats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QTextBlock,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout

from vibekoder.core import marks
from vibekoder.core.header import read_header
from vibekoder.core.marks import Kind
from vibekoder.core.messages import Role
from vibekoder.ui.editor import tables
from vibekoder.ui.editor.fences import Fences
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.editor.highlight import UNKNOWN, Frame, Inks, States
from vibekoder.ui.editor.lettering import (
    COVERED,
    cell_width,
    code_boxes,
    face_of,
    hanging,
    padded,
)
from vibekoder.ui.editor.lines import above, below
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.ranges import around_preedit, range_of
from vibekoder.ui.editor.rooms import (
    BETWEEN,
    BLOCK_INDENT,
    CARD_BOTTOM,
    FIRST_TOP,
    FREE_BELOW,
    FRONT,
    GIST,
    HEADER,
    QUOTE_INDENT,
    ROOMS,
    RULE,
    SPARE,
    TAIL_OF_BLANK,
    Column,
    LineData,
)
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.editor.syntax import Palette, Tints
from vibekoder.ui.editor.tables import Pad, Table


class PageLayout(QPlainTextDocumentLayout):
    """Lays out each line when it is looked at, after the look of its kind."""

    def __init__(self, document: QTextDocument, mirror: Mirror, inks: Inks) -> None:
        super().__init__(document)
        self.mirror = mirror
        self.inks = inks
        self.states = States(document, mirror)
        self.fences = Fences(document, mirror, Palette(inks.theme.tokens.syntax_map), self)
        self.fences.colored.connect(self._on_colored)
        self._fence_epoch = 0
        self._tables: dict[int, Table] = {}
        self._tables_epoch = -1
        self.column = Column(18.0, 690.0, 18.0)
        self.revealed: int | None = None
        self.fresh: int | None = None
        self.room_below: Callable[[int], float] = lambda part: 0.0
        self.edited: Callable[[QTextBlock, QTextBlock, int], None] = lambda first, last, more: None
        self.dimmed = False  # signs are shown in every line
        self.loading = False
        self.top: tuple[int, float] = (0, 0.0)
        """The unit of the line at the top of the view, and how much of it is above the view."""
        self.epoch = 0
        self._generation = 0
        self._deaf = False
        self._blocks = 1
        self._growth = QTimer(self)
        self._growth.setSingleShot(True)
        self._growth.setInterval(0)
        self._growth.timeout.connect(self.tell_size)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._retab()

    def set_column(self, column: Column) -> None:
        """Stand the text elsewhere; every line is laid out again when it is looked at."""
        if column != self.column:
            self.column = column
            self.restyle()

    def restyle(self) -> None:
        """Colours, fonts or the width are others."""
        self._generation += 1
        self._retab()
        self.touch()

    def touch(self) -> None:
        """Something may have changed: every line looks at its key once more."""
        self.epoch += 1

    @property
    def raw(self) -> bool:
        """Whether the text is shown as it is in the file."""
        return self.mirror.raw

    @property
    def recount(self) -> bool:
        """Whether lines were found that the scroll bar does not count yet."""
        return self._growth.isActive()

    def tell_size(self) -> None:
        """Let the scroll bar count the lines again."""
        self._growth.stop()
        self.documentSizeChanged.emit(self.documentSize())

    def data(self, block: QTextBlock) -> LineData:
        """What is known of a line, after laying it out if need be."""
        self.blockBoundingRect(block)
        return self.known(block)

    def known(self, block: QTextBlock) -> LineData:
        """What is known of a line already."""
        data = block.userData()
        if not isinstance(data, LineData):
            data = LineData()
            block.setUserData(data)
        return data

    @guarded(QRectF)
    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Qt asks for every line's room before it reads the line's layout."""
        if not block.isValid() or not block.isVisible():
            return QRectF()
        data = block.userData()
        if (
            not isinstance(data, LineData)
            or data.epoch != self.epoch
            or not block.layout().lineCount()
        ):
            data = self._look(block)
        return QRectF(0.0, 0.0, self.column.right, data.height - data.shift)

    @guarded(QSizeF)
    def documentSize(self) -> QSizeF:
        """As wide as the column, so that nothing scrolls sideways, and as high as its lines."""
        return QSizeF(1.0, self.document().lineCount())

    @guarded(nothing)
    def documentChanged(self, from_: int, charsRemoved: int, charsAdded: int) -> None:
        """Lay out one changed line at once; leave more than one to the next look."""
        if self._deaf:
            return
        document = self.document()
        end = self.mirror.units
        at = min(from_, end)
        added = min(charsAdded, end - at)
        self.touch()
        if self.loading:
            document.firstBlock().setUserState(UNKNOWN)
            self.fences.forget()
            self.states.forget()
            self._fence_epoch += 1
            super().documentChanged(from_, charsRemoved, charsAdded)
            self._blocks = document.blockCount()
            return
        self.states.changed(at, charsRemoved, added)
        block = document.findBlock(at)
        old = block.userData()
        last = document.findBlock(at + added)
        more = document.blockCount() - self._blocks
        alone = last == block and not more
        self.fences.changed(block.blockNumber(), more)
        if charsRemoved or _may_fence(block, last):
            self._fence_epoch += 1
        self._blocks += more
        self.edited(block, last, more)
        if not alone or not isinstance(old, LineData):
            super().documentChanged(from_, charsRemoved, charsAdded)
            self.known(block).key = ()
            return
        height, count = old.height, block.lineCount()
        old.key = ()
        data = self._look(block)
        if block.lineCount() != count:
            self.tell_size()
        if data.height == height:
            self.updateBlock.emit(block)
        else:
            self.update.emit()

    def _look(self, block: QTextBlock) -> LineData:
        """Make sure that the line is laid out as it should be now."""
        data = self.known(block)
        place = block.position()
        header = self.mirror.is_header(place)
        soft = not header and self.mirror.is_soft(place)
        state = marks.START if header else self.states.before(block)
        extra: object = None
        last = not below(block).isValid()
        if header or last:
            extra = self._extra(block, place, last)
        tints: Tints = ()
        if marks.in_fence(state) and not soft and not header and not self.raw:
            tints = self._tints(block, data, state)
        offset = self._offset(block, data) if tints or marks.in_fence(state) else None
        pads = ()
        text = block.text()
        if text.endswith("|") and not (header or self.raw or marks.in_fence(state)):
            pads = self._pads(block, text)
        inert = self._is_inert(text, place)
        key = (
            self._generation,
            state,
            header,
            soft,
            inert,
            self.revealed == place,
            self.fresh == place,
            data.folded,
            self._shift(place),
            extra,
            tints,
            pads,
            offset,
        )
        if data.key != key or not block.layout().lineCount():
            data.tints, data.pads, data.offset = tints, pads, offset
            data.shift = self._shift(place)
            self._lay_out(block, data, state, header, soft, inert)
            data.key = key
        data.epoch = self.epoch
        return data

    def _is_inert(self, text: str, place: int) -> bool:
        """Whether it would be a directive, were it a person who said it."""
        if "<!-- " not in text:
            return False
        part = self.mirror.part_at(place)
        header = read_header(self.mirror.parts[part].header) if part else None
        return header is None or header.role == Role.ASSISTANT

    def _offset(self, block: QTextBlock, data: LineData) -> float | None:
        """How far a line of code that is not wrapped is moved to the left."""
        fence = None if self.raw else self.fence_of(block, data)
        known = self.known(fence) if fence is not None else None
        return known.offset or 0.0 if known is not None and known.unwrapped else None

    def _pads(self, block: QTextBlock, text: str) -> tuple[Pad, ...]:
        """What a row of a table lacks in each cell; nothing where the whole is too wide."""
        if not tables.is_row(text):
            return ()
        width = partial(cell_width, self.inks, signs=self.dimmed)
        if self._tables_epoch != self.epoch:
            self._tables.clear()
            self._tables_epoch = self.epoch
        block_above = block.previous()
        known = self._tables.get(block_above.position()) if block_above.isValid() else None
        if known is None or not tables.is_row(block_above.text()):
            _, known = tables.table_at(block, width)
        self._tables[block.position()] = known
        room = self.column.width - 12 * (len(known.widths) + 1)
        if sum(known.widths) > room:
            return ()
        return tables.pads(text, known, width)

    def _tints(self, block: QTextBlock, data: LineData, state: int) -> Tints:
        """The colours of a line of code, as far as they are found already."""
        if not marks.in_fence(marks.step(state, block.text())):
            return ()
        fence = self.fence_of(block, data)
        if fence is None:
            return ()
        word = marks.read(self.states.before(fence), fence.text()).word
        return self.fences.tints(fence, block.blockNumber() - fence.blockNumber() - 1, word)

    def fence_of(self, block: QTextBlock, data: LineData) -> QTextBlock | None:
        """The line that opened the fence in which a line of code stands."""
        if data.fence_epoch != self._fence_epoch or data.fence is None:
            data.fence = self._find_fence(block)
            data.fence_epoch = self._fence_epoch
        return data.fence if data.fence is not None and data.fence.isValid() else None

    def _find_fence(self, block: QTextBlock) -> QTextBlock | None:
        line = block.previous()
        while line.isValid():
            known = line.userData()
            if (
                isinstance(known, LineData)
                and known.fence is not None
                and known.fence_epoch == self._fence_epoch
            ):
                return known.fence
            before = line.previous()
            state = before.userState() if before.isValid() else marks.START
            if state == UNKNOWN:
                state = self.states.before(line)
            if not marks.in_fence(state) or self.mirror.is_header(before.position()):
                return line
            line = before
        return None

    def _on_colored(self) -> None:
        self.touch()
        self.update.emit()

    def _shift(self, place: int) -> float:
        return self.top[1] if self.top[0] == place else 0.0

    def _extra(self, block: QTextBlock, place: int, last: bool) -> tuple[object, ...]:
        part = self.mirror.part_at(place)
        line = above(block)
        blank = line.isValid() and line.length() == 1
        return (blank, last, self.room_below(part - 1), self.room_below(part) if last else 0)

    def _lay_out(
        self,
        block: QTextBlock,
        data: LineData,
        state: int,
        header: bool,
        soft: bool,
        inert: bool,
    ) -> None:
        text = block.text()
        place = block.position()
        data.revealed = self.revealed == place
        if header:
            data.kind, data.line = HEADER, marks.Line(Kind.TEXT)
            face, color = "small", "dim"
            frame = self._header_frame(block, place)
        elif self.raw:
            data.kind, data.line = Kind.TEXT, marks.Line(Kind.CODE)
            face, color = "code", "text"
            frame = Frame(face, pitch=self.inks.pitch(face))
        elif block.blockNumber() < self.mirror.front:
            data.kind, data.line = FRONT, marks.Line(Kind.CODE)
            face, color = "chip", "dim"
            frame = Frame(face, pitch=self.inks.pitch(face))
        else:
            line = marks.Line(Kind.TEXT) if soft and not marks.in_fence(state) else None
            data.line = line or marks.read(state, text)
            if inert and data.line.kind is Kind.DIRECTIVE:
                data.line = marks.Line(Kind.TEXT, inside=data.line.inside)
            data.kind = int(data.line.kind)
            face, color = face_of(data.line)
            frame = self._frame(data, face, place, soft)
            if data.kind == Kind.TABLE and not data.revealed and tables.is_rule(text):
                frame = replace(frame, pitch=RULE * self.inks.zoom)
        if place == 0 and not header:
            frame = replace(frame, top=frame.top + FIRST_TOP * self.inks.zoom)
        if not below(block).isValid():
            frame = replace(frame, bottom=frame.bottom + self._room_at_end(block, place))
        self._set_formats(block, data, text, face, color)
        self._set_lines(block, data, text, frame)

    def _frame(self, data: LineData, face: str, place: int, soft: bool) -> Frame:
        line, zoom = data.line, self.inks.zoom
        pitch = self.inks.pitch(face)
        room = ROOMS.get(line.kind, ROOMS[Kind.TEXT])
        inset = BLOCK_INDENT if line.inside and line.kind is not Kind.BLOCK else 0.0
        if line.kind is Kind.QUOTE:
            inset += QUOTE_INDENT * line.level
        height = pitch
        if room.pitch and not (data.revealed and room.grows) and self.fresh != place:
            height = room.pitch * zoom
        top = 0.0 if soft else room.top * zoom
        return Frame(
            face, top, room.bottom * zoom, (inset + room.left) * zoom, room.right * zoom, height
        )

    def _header_frame(self, block: QTextBlock, place: int) -> Frame:
        zoom = self.inks.zoom
        theme = self.inks.theme
        line = above(block)
        if line.isValid():
            part = self.mirror.part_at(place)
            top = self.room_below(part - 1) + self.tail(line) + BETWEEN * zoom
        else:
            top = FIRST_TOP * zoom
        height = theme.space("bannerHeight") * zoom
        gap = GIST * zoom if self.known(block).folded else theme.space("bannerBelow") * zoom
        return Frame("small", top, gap, pitch=height)

    def tail(self, last: QTextBlock) -> float:
        """How far below a part's last line its card ends, without the room of a state box."""
        if self.known(last).folded:
            return 4 * self.inks.zoom
        blank = last.length() == 1 and not self.mirror.is_header(last.position())
        return (TAIL_OF_BLANK if blank else CARD_BOTTOM) * self.inks.zoom

    def _room_at_end(self, block: QTextBlock, place: int) -> float:
        box = self.room_below(self.mirror.part_at(place))
        return self.tail(block) + box + (FREE_BELOW + SPARE) * self.inks.zoom

    def _set_formats(
        self, block: QTextBlock, data: LineData, text: str, face: str, color: str
    ) -> None:
        layout = block.layout()
        covered = {HEADER}
        if not data.revealed:
            covered |= {*COVERED, Kind.RULE}
        data.rule = data.kind == Kind.TABLE and not data.revealed and tables.is_rule(text)
        if data.kind in covered or data.rule:
            ranges = [range_of(0, units(text), self.inks.hidden())] if text else []
        else:
            calm = not data.revealed and not self.dimmed
            ranges = self.inks.ranges(data.line, text, face, color, calm=calm, tints=data.tints)
        if data.kind == Kind.TABLE and not data.rule:
            ranges = padded(self.inks, ranges, data.pads, text, self.inks.format(face, 0, color))
        if layout.preeditAreaText():
            ranges = around_preedit(ranges, layout, self.inks.format(face, 0, color))
        if not ranges and not layout.formats():
            return
        self._deaf = True
        try:
            layout.setFormats(ranges)
            # setFormats counts as a change of the whole line, and would be told to every listener
            # together with the next real one
            self.document().markContentsDirty(block.position(), 0)
        finally:
            self._deaf = False

    def _set_lines(self, block: QTextBlock, data: LineData, text: str, frame: Frame) -> None:
        layout = block.layout()
        option = self._option
        option.setTextDirection(block.textDirection())
        rtl = block.textDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        wraps = QTextOption.WrapMode
        # where lines wrap, Qt gives no place left of the view: a line that is moved needs one
        cut = data.offset is not None
        option.setWrapMode(wraps.NoWrap if cut else wraps.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        metrics = self.inks.metrics(frame.face)
        # text stands in the middle of its pitch; lines of several fonts share the base line
        rise = (frame.pitch - metrics.height()) / 2 + metrics.ascent()
        left = self.column.left + frame.left - (data.offset or 0.0)
        width = max(40.0, self.column.width - frame.left - frame.right)
        if data.offset is not None:
            width = 1e6
        hangs = hanging(self.inks, data.line, text) if data.kind == Kind.ITEM else 0.0
        top = frame.top
        # a header's text is painted over, and stands where Qt takes the banner's room into account
        # when it counts the last page; only a caret that has nowhere else to be needs the place
        first = 0.5 - rise + metrics.ascent() if self._is_banner(data) else top
        layout.beginLayout()
        count = 0
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            inset = hangs if count else 0.0
            # a header is never wrapped: its text is painted over and has no width
            line.setLineWidth(1e6 if data.kind == HEADER else width - inset)
            y = first + count * frame.pitch + rise - line.ascent()
            line.setPosition(
                QPointF(left + (0.0 if rtl else inset), max(0.5, round(y)) - data.shift)
            )
            count += 1
        layout.endLayout()
        before = self.document().lineCount()
        block.setLineCount(max(1, count))
        if self.document().lineCount() != before:
            self._growth.start()
        data.top = top
        data.bottom = top + max(1, count) * frame.pitch
        data.height = float(round(data.bottom + frame.bottom))
        data.boxes = []
        if "`" in text and data.kind < FRONT and not layout.preeditAreaText():
            signs = data.revealed or self.dimmed
            data.boxes = code_boxes(data.line, text, layout, top, frame.pitch, signs=signs)

    def _is_banner(self, data: LineData) -> bool:
        return data.kind == HEADER and not data.revealed

    def _retab(self) -> None:
        self._option.setTabStopDistance(4 * self.inks.metrics("code").horizontalAdvance(" "))


def _may_fence(first: QTextBlock, last: QTextBlock) -> bool:
    """Whether a fence may begin or end in one of these lines."""
    block = first
    while block.isValid():
        text = block.text()
        if "```" in text or "~~~" in text or text.startswith("<"):
            return True
        if block == last:
            return False
        block = block.next()
    return False
