"""How the lines of Markdown look: their states, found lazily, and the formats of their spans."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)

from vibekoder.core import marks
from vibekoder.core.marks import Kind, Style
from vibekoder.ui.editor.lines import held
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.editor.syntax import Tints
from vibekoder.ui.theme import Theme

UNKNOWN: Final = -1
BUDGET: Final = 400
FAR: Final = 400
APART: Final = 1 << 16
TICK: Final = 2.5
"""The width of a hidden sign of inline code: half of it is the room of the code's box."""
HEADINGS: Final = ("h1", "h2", "h3")


class States:
    """What each line leaves behind, kept in the document's own state of the line.

    A state is known or -1, and the known lines of a part are its upper ones, but for islands: of
    a line with nothing known above it for long, the state comes from the part's text, in which
    only the lines are looked at that matter. A part's first line begins anew.
    """

    def __init__(
        self, document: QTextDocument, mirror: Mirror, budget: int = BUDGET, far: int = FAR
    ) -> None:
        self._document = document
        self._mirror = mirror
        self._budget = budget
        self._far = far
        self._islands: list[QTextCursor] = []

    def forget(self) -> None:
        """Everything is another text."""
        self._islands.clear()

    def before(self, block: QTextBlock) -> int:
        """The state with which this line is to be read."""
        part = self._mirror.part_at(block.position())
        top, broken = self._mirror.start(part), bool(self._mirror.parts[part].breaks)
        unread = list[QTextBlock]()
        state = marks.START
        line = block
        while line.position() > top:
            line = line.previous()
            found = line.userState()
            if found >= 0:
                state = found
                break
            unread.append(line)
            if len(unread) > self._far:
                state = self._far_below(part, line)
                break
        for line in reversed(unread):
            # below its first line a part has no header: of very many lines none is looked up
            if broken or line.position() == top:
                state = self._after(line, state)
            else:
                state = marks.step(state, line.text())
            line.setUserState(state)
        return state

    def _far_below(self, part: int, block: QTextBlock) -> int:
        """The state before a line that has nothing known above it for long.

        From now on known lines begin there, too, in the middle of a part: an *island*.
        """
        mine = self._mirror.parts[part]
        point = mine.point(block.position() - self._mirror.start(part))
        at, state = (len(mine.header) + 1 if part else 0), marks.START
        if not mine.stops:
            mine.stops.append((at, state))
        known = bisect_right(mine.stops, point, key=lambda stop: stop[0])
        if known:
            at, state = mine.stops[known - 1]
        kept = at
        text = mine.text
        for begins, left in marks.steps(text, at, point, state):
            state = left
            if begins - kept >= APART and known == len(mine.stops) and begins <= point:
                mine.stops.append((begins, state))
                kept, known = begins, known + 1
        if point - kept >= APART and known == len(mine.stops):
            # between the last line that mattered and this one, nothing has changed
            mine.stops.append((text.rfind("\n", 0, point) + 1, state))
        self._islands.append(held(block))
        return state

    def _drop_below(self, place: int) -> None:
        """What was known of lines far below a place is known no longer."""
        kept = list[QTextCursor]()
        for island in self._islands:
            if island.position() <= place:
                kept.append(island)
                continue
            block = island.block()
            while block.isValid() and block.userState() != UNKNOWN:
                if self._mirror.begins_slice(block.position()):
                    break
                block.setUserState(UNKNOWN)
                block = block.next()
        self._islands = kept

    def changed(self, at: int, removed: int, added: int) -> None:
        """Text was put in, or taken out, at this unit: bring the states below in order again."""
        block = self._document.findBlock(at)
        # the tail of a line that was split lies in the line of the last unit, not before it
        last = self._document.findBlock(min(at + added, self._mirror.units)).position()
        top = self._mirror.start(self._mirror.part_at(block.position()))
        state = marks.START if block.position() <= top else block.previous().userState()
        budget = self._budget
        while block.isValid():
            place = block.position()
            if self._mirror.begins_slice(place):
                if place > last:
                    return
                state = marks.START
            if state == UNKNOWN or not budget:
                state = UNKNOWN
                if place > last and block.userState() == UNKNOWN:
                    self._drop_below(place)
                    return
                block.setUserState(UNKNOWN)
                if place < last and not removed:
                    # what was put in is unknown from birth, and may be very long
                    block = self._document.findBlock(last)
                    continue
            else:
                state = self._after(block, state)
                if place > last and block.userState() == state:
                    return
                block.setUserState(state)
                budget -= 1
            block = block.next()

    def _after(self, block: QTextBlock, state: int) -> int:
        place = block.position()
        if self._mirror.begins_slice(place):
            return marks.START
        if self._mirror.is_soft(place):
            return state
        return marks.step(state, block.text())


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of one line, in pixels: distances around it, its pitch and its font's token."""

    face: str
    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0


class Inks:
    """The formats and measures of one theme, made once each and kept until it changes."""

    def __init__(self, theme: Theme, zoom: float = 1.0) -> None:
        self.theme = theme
        self.zoom = zoom
        self._formats: dict[tuple[str, int, str], QTextCharFormat] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._hidden = self._make_hidden()
        self._edge = self._make_hidden(TICK)

    def forget(self) -> None:
        """The theme is another one."""
        self._formats.clear()
        self._metrics.clear()
        self._hidden = self._make_hidden()
        self._edge = self._make_hidden(TICK)

    def metrics(self, face: str) -> QFontMetricsF:
        """The measures of a type token."""
        found = self._metrics.get(face)
        if found is None:
            found = self._metrics[face] = QFontMetricsF(self.theme.font(face, self.zoom))
        return found

    def pitch(self, face: str) -> float:
        """The distance from line to line of a type token."""
        return self.theme.line(face, self.zoom)

    def format(self, face: str, style: int, color: str) -> QTextCharFormat:
        """The format of a span in a line of this face and colour."""
        key = (face, style, color)
        found = self._formats.get(key)
        if found is None:
            found = self._formats[key] = self._make(face, Style(style), color)
        return found

    def hidden(self) -> QTextCharFormat:
        """The format of what is not shown: no colour and no width."""
        return self._hidden

    def ranges(
        self,
        line: marks.Line,
        text: str,
        face: str,
        color: str,
        *,
        calm: bool,
        tints: Tints = (),
    ) -> list[QTextLayout.FormatRange]:
        """The formats of a line. Signs are hidden where ``calm``, and dim elsewhere.

        ``tints`` are the colours of a line of code.
        """
        found = list[QTextLayout.FormatRange]()
        base = self.format(face, 0, color) if (face, color) != ("prose", "text") else None
        at = 0
        wide = not text.isascii() and len(text) != units(text)

        def put(start: int, end: int, form: QTextCharFormat | None) -> None:
            if form is None or start >= end:
                return
            span = QTextLayout.FormatRange()
            low = units(text[:start]) if wide else start
            span.start = low
            span.length = units(text[start:end]) if wide else end - start
            span.format = form
            found.append(span)

        for start, length, tint in tints:
            end = min(start + length, len(text))
            put(at, start, base)
            put(start, end, self.format(face, 0, tint))
            at = max(at, end)
        for mark in self._spans(line, text):
            start, end = mark.start, mark.start + mark.length
            put(at, start, base)
            if calm and mark.style & Style.MARK:
                put(start, end, self._edge if mark.style & Style.CODE else self._hidden)
            else:
                put(start, end, self.format(face, int(mark.style), color))
            at = end
        put(at, len(text), base)
        return found

    def _spans(self, line: marks.Line, text: str) -> list[marks.Span]:
        spans = marks.spans(line, text)
        blanks = len(text) - len(text.lstrip(" \t"))
        if blanks and line.kind in (Kind.TEXT, Kind.ITEM):
            # blanks as wide as in code, else a list's depth cannot be seen
            spans.insert(0, marks.Span(0, blanks, Style.CODE | Style.BULLET))
        return spans

    def _make(self, face: str, style: Style, color: str) -> QTextCharFormat:
        form = QTextCharFormat()
        code = bool(style & Style.CODE)
        font = self.theme.font("inlineCode" if code and face != "code" else face, self.zoom)
        if style & Style.STRONG or (style & Style.BULLET and not code):
            font.setWeight(QFont.Weight.DemiBold)
        if style & Style.EMPHASIS:
            font.setItalic(True)
        if style & Style.STRIKE:
            font.setStrikeOut(True)
        form.setFont(font)
        pen = color
        if style & Style.MARK:
            pen = "mark"
        elif style & Style.LINK:
            pen = "link"
        elif style & Style.BULLET:
            pen = "accentText"
        elif style & Style.STRIKE:
            pen = "dim"
        form.setForeground(self.theme.color(pen))
        return form

    def _make_hidden(self, width: float = 0.0) -> QTextCharFormat:
        form = QTextCharFormat()
        font = self.theme.font("prose", self.zoom)
        font.setPixelSize(1)
        # the size alone leaves a gap of half a pixel for each sign
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 0.5)
        if width:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, width)
        form.setFont(font)
        form.setForeground(QColor(0, 0, 0, 0))
        return form
