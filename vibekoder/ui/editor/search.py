"""Looks for a query in the whole session a little at a time, and marks what is in sight."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.core.edits import Edit
from vibekoder.core.finding import Query, Span, spans
from vibekoder.ui.editor.folds import Folds
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.paper import Row
from vibekoder.ui.editor.part import Part
from vibekoder.ui.editor.ranges import x_of
from vibekoder.ui.editor.rooms import HEADER
from vibekoder.ui.editor.stand_ins import units

SLICE: Final = 0.008
AGAIN_MS: Final = 120
"""So long after a change of the text it is counted anew."""


class Search(QObject):
    """The hits of one query, part by part; header lines are looked through in the raw view only.

    Signals:
        counted(): more is known than before: how many hits, which of them is selected.
        went(int, int): the hit at this place, a part and a code point in it, is selected now.
    """

    counted = Signal()
    went = Signal(int, int)

    def __init__(self, editor: QPlainTextEdit, mirror: Mirror, folds: Folds) -> None:
        super().__init__(editor)
        self._editor = editor
        self._mirror = mirror
        self._folds = folds
        self._query: Query | None = None
        self._pattern: re.Pattern[str] | None = None
        self._going = 0
        self._from: int | None = None
        self.complaint = ""
        self.done = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_slice)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._on_slice)

    def look_for(self, query: Query | None, *, go: bool = True) -> None:
        """Look for this from now on; None ends it. ``go``: to the first hit from the caret on."""
        self._query = query if query is not None and query.text else None
        self._pattern, self.complaint, self._going = None, "", 0
        self.done = True
        if self._query is not None:
            try:
                self._pattern = self._query.pattern()
            except ValueError as problem:
                self.complaint = str(problem)
        if self._pattern is not None:
            self.done = False
            self._going = 1 if go else 0
            self._from = self._editor.textCursor().selectionStart()
            self._soon.start()
        self._editor.viewport().update()
        self.counted.emit()

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for."""
        return self._pattern

    @property
    def active(self) -> bool:
        """Whether something is looked for."""
        return self._pattern is not None

    @property
    def count(self) -> int:
        """How many hits are known so far."""
        return sum(len(self._hits(part) or ()) for part in self._mirror.parts)

    @property
    def place(self) -> int:
        """The how many-th hit is selected; 0 if none is."""
        cursor = self._editor.textCursor()
        if not cursor.hasSelection():
            return 0
        part, start = self._mirror.place(cursor.selectionStart())
        other, end = self._mirror.place(cursor.selectionEnd())
        hits = self._hits(self._mirror.parts[part]) or []
        at = bisect_left(hits, (start, end))
        if part != other or at == len(hits) or hits[at] != (start, end):
            return 0
        return at + 1 + sum(len(self._hits(one) or ()) for one in self._mirror.parts[:part])

    def go(self, by: int) -> None:
        """Go to the next hit, or back to the one before; over the end it goes on at the top."""
        if self._pattern is None:
            return
        cursor = self._editor.textCursor()
        self._from = cursor.selectionEnd() if by > 0 else cursor.selectionStart()
        self._going = by
        if not self._try():
            self._soon.start()
        self.counted.emit()

    def text_changed(self) -> None:
        """The text is another one: count again, when there is time."""
        if self._pattern is not None and not self._soon.isActive():
            self.done = False
            self._again.start()

    def replace(self, text: str) -> bool:
        """Put this in the place of the selected hit; tells whether one was selected."""
        cursor = self._editor.textCursor()
        if self._pattern is None or self._query is None or not self.place:
            return False
        part, start = self._mirror.place(cursor.selectionStart())
        _, end = self._mirror.place(cursor.selectionEnd())
        found = self._pattern.match(self._mirror.parts[part].text, start)
        if found is None or found.end() != end or self._mirror.parts[part].growing:
            return False
        cursor.insertText(self._query.replacement(found, text))
        return True

    def replacements(self, text: str) -> tuple[list[Edit], int]:
        """The edits, one for each part, that put this in the place of all hits; how many."""
        edits, count = list[Edit](), 0
        if self._pattern is None or self._query is None:
            return edits, count
        for number, part in enumerate(self._mirror.parts):
            hits = [] if part.growing else self._all_hits(part, number)
            if not hits:
                continue
            whole, pieces, at = part.text, list[str](), hits[0][0]
            for start, end in hits:
                found = self._pattern.match(whole, start)
                new = self._query.replacement(found, text) if found else whole[start:end]
                pieces += (whole[at:start], new)
                at = end
            edits.append(Edit(number, hits[0][0], number, at, "".join(pieces)))
            count += len(hits)
        return edits, count

    def marks(self, rows: Sequence[Row]) -> Iterator[tuple[QRectF, bool]]:
        """Where hits are in sight, and whether each is the selected one."""
        if self._pattern is None:
            return
        cursor = self._editor.textCursor()
        chosen = (cursor.selectionStart(), cursor.selectionEnd())
        for group in self._stretches(rows):
            text = "\n".join(row.block.text() for row in group)
            begin = group[0].block.position()
            for span in spans(self._pattern, text):
                if span is not None:
                    low = begin + units(text[: span[0]])
                    high = low + units(text[span[0] : span[1]])
                    for row in group:
                        for box in _boxes(row, low, high):
                            yield box, (low, high) == chosen

    def _stretches(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        """Rows that follow each other in the text."""
        group = list[Row]()
        for row in rows:
            follows = group and group[-1].block.next() == row.block
            if group and (not follows or row.data.kind == HEADER):
                yield group
                group = []
            if row.data.kind != HEADER:
                group.append(row)
        if group:
            yield group

    def _hits(self, part: Part) -> list[Span] | None:
        """The hits of a part, if it has been looked through as it is now."""
        if part.hits is None:
            return None
        pattern, length, hits = part.hits
        return hits if pattern is self._pattern and length == part.length else None

    def _all_hits(self, part: Part, number: int) -> list[Span]:
        known = self._hits(part)
        if known is None:
            known = [one for one in self._spans(part, number) if one is not None]
            part.hits = (self._pattern, part.length, known)
        return known

    def _spans(self, part: Part, number: int) -> Iterator[Span | None]:
        start = 0 if number == 0 or self._mirror.raw else len(part.header) + 1
        if self._pattern is not None:
            yield from spans(self._pattern, part.text, start)

    def _on_slice(self) -> None:
        if self._pattern is None:
            return
        until = time.perf_counter() + SLICE
        finished = True
        for number in self._order():
            part = self._mirror.parts[number]
            if self._hits(part) is None and not self._look_through(part, number, until):
                finished = False
                break
            if self._going and self._try():
                until = max(until, time.perf_counter() + SLICE / 2)
        if finished:
            self.done = True
            self._going = 0
        else:
            self._soon.start()
        self.counted.emit()

    def _look_through(self, part: Part, number: int, until: float) -> bool:
        """Look on in a part; what is half done is kept in it."""
        if part.half is None or part.half[0] is not self._pattern or part.half[1] != part.length:
            part.half = (self._pattern, part.length, [], self._spans(part, number))
        _, length, hits, rest = part.half
        for count, span in enumerate(rest):
            if span is not None:
                hits.append(span)
            if (span is None or count % 256 == 255) and time.perf_counter() > until:
                return False
        part.half = None
        part.hits = (self._pattern, length, hits)
        return time.perf_counter() <= until

    def _order(self) -> list[int]:
        """All parts from where one looks, in the direction in which one looks."""
        count = len(self._mirror.parts)
        begin = self._mirror.place(self._from or 0)[0]
        step = -1 if self._going < 0 else 1
        return [(begin + step * number) % count for number in range(count)]

    def _try(self) -> bool:
        """Go to the hit that is wanted, if it is known by now."""
        unit = self._from or 0
        part, point = self._mirror.place(unit)
        order = [*self._order(), part]
        for turn, number in enumerate(order):
            hits = self._hits(self._mirror.parts[number])
            if hits is None:
                return False
            here = hits
            if turn == 0:
                here = [h for h in hits if (h[0] >= point if self._going > 0 else h[1] <= point)]
            if here:
                self._show(number, here[0] if self._going > 0 else here[-1])
                self._going = 0
                return True
        self._going = 0
        return True

    def _show(self, part: int, hit: Span) -> None:
        low, high = self._mirror.unit(part, hit[0]), self._mirror.unit(part, hit[1])
        editor = self._editor
        self._folds.open_at(editor.document().findBlock(low))
        cursor = editor.textCursor()
        cursor.setPosition(low)
        cursor.setPosition(high, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
        if not editor.viewport().rect().adjusted(0, 40, 0, -40).contains(editor.cursorRect()):
            editor.centerCursor()
        self.went.emit(part, hit[0])


def _boxes(row: Row, low: int, high: int) -> Iterator[QRectF]:
    """The places of a line between two units of the document."""
    begin = row.block.position()
    low, high = max(low - begin, 0), min(high - begin, row.block.length() - 1)
    if low >= high:
        return
    layout = row.block.layout()
    count = layout.lineCount()
    pitch = (row.data.bottom - row.data.top) / max(1, count)
    for number in range(count):
        line = layout.lineAt(number)
        first = max(low, line.textStart())
        last = min(high, line.textStart() + line.textLength())
        if first < last:
            one, other = x_of(line, first), x_of(line, last)
            top = row.top + row.data.top + number * pitch
            yield QRectF(min(one, other) - 1, top + 1, abs(other - one) + 2, pitch - 2)
