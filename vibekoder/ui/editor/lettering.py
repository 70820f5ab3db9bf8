"""How the text of one line is lettered: its face and colour, what hangs, boxes and cells in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout

from vibekoder.core import marks
from vibekoder.core.marks import Kind, Style
from vibekoder.ui.editor import tables
from vibekoder.ui.editor.highlight import HEADINGS, TICK, Inks
from vibekoder.ui.editor.ranges import cut_out, joined, range_of, x_of
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.editor.tables import Pad

SIGNS = "`*_~[<\\"
COVERED = (Kind.FENCE, Kind.FENCE_END, Kind.DIRECTIVE, Kind.BLOCK, Kind.BLOCK_END)
"""Lines over which something is painted while the caret is elsewhere."""


def face_of(line: marks.Line) -> tuple[str, str]:
    """The type token and the colour of a line's text."""
    color = "dim" if line.inside else "text"
    if line.kind is Kind.HEADING:
        return HEADINGS[min(line.level, len(HEADINGS)) - 1], "heading"
    if line.kind is Kind.QUOTE:
        return "prose", "dim"
    if line.kind is Kind.CODE:
        return "code", "synText"
    if line.kind is Kind.TABLE:
        return "code", color
    if line.kind in COVERED:
        return "code", "mark"
    return "prose", color


def hanging(inks: Inks, line: marks.Line, text: str) -> float:
    """How far the wrapped lines of an item stand behind its sign."""
    blanks = len(text) - len(text.lstrip(" \t"))
    rest = text[blanks + len(line.word) : line.prefix]
    return (
        inks.metrics("inlineCode").horizontalAdvance(text[:blanks])
        + inks.metrics("proseStrong").horizontalAdvance(line.word)
        + inks.metrics("prose").horizontalAdvance(rest)
    )


def cell_width(inks: Inks, text: str, *, signs: bool) -> float:
    """How wide a cell's text is; without ``signs``, with those hidden."""
    hidden = 0.0
    seen = list(text)
    for span in marks.inline(text) if any(sign in text for sign in SIGNS) else ():
        if span.style & Style.MARK and not signs:
            for at in range(span.start, span.start + span.length):
                seen[at] = ""
            hidden += TICK * span.length if span.style & Style.CODE else 0.0
    return inks.metrics("code").horizontalAdvance("".join(seen)) + hidden


def padded(
    inks: Inks,
    ranges: list[QTextLayout.FormatRange],
    pads: Sequence[Pad],
    text: str,
    base: QTextCharFormat,
) -> list[QTextLayout.FormatRange]:
    """The ranges with a table's pipes dim, and the blanks of its cells made wider."""
    dim = inks.format("code", Style.MARK, "text")
    for at in tables.pipes(text):
        place = units(text[:at])
        ranges = [*cut_out(ranges, place, 1), range_of(place, 1, dim)]
    for at, pixels in pads:
        form = QTextCharFormat(base)
        font = form.font()
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, pixels)
        form.setFont(font)
        place, size = units(text[:at]), units(text[at])
        ranges = [*cut_out(ranges, place, size), range_of(place, size, form)]
    return sorted(ranges, key=lambda one: one.start)


def code_boxes(
    line: marks.Line, text: str, layout: QTextLayout, top: float, pitch: float, *, signs: bool
) -> list[QRectF]:
    """Where inline code stands, in pixels of the line's own room; ``signs`` are seen with it."""
    boxes = list[QRectF]()
    for span in marks.spans(line, text):
        if not span.style & Style.CODE or (span.style & Style.MARK and not signs):
            continue
        start = units(text[: span.start])
        end = start + units(text[span.start : span.start + span.length])
        for number in range(layout.lineCount()):
            row = layout.lineAt(number)
            low = max(start, row.textStart())
            high = min(end, row.textStart() + row.textLength())
            if low >= high:
                continue
            one, other = x_of(row, low), x_of(row, high)
            left, right = min(one, other), max(one, other)
            boxes.append(QRectF(left, top + number * pitch + 2, right - left, pitch - 4))
    return joined(boxes)
