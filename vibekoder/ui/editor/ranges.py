"""Stretches of a line with their formats: cut, joined, and moved apart for what is composed."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextLine

from vibekoder.ui.editor.stand_ins import units


def x_of(line: QTextLine, position: int) -> float:
    """The x of a place in a line of text, in pixels of the layout."""
    found: object = line.cursorToX(position)
    if isinstance(found, tuple):  # as PySide gives it, with the place it was rounded to
        found = cast("tuple[float, int]", found)[0]
    return cast("float", found)


def joined(boxes: list[QRectF]) -> list[QRectF]:
    """Boxes that touch are one: signs and code have formats of their own."""
    joined = list[QRectF]()
    for box in boxes:
        if joined and joined[-1].top() == box.top() and abs(joined[-1].right() - box.left()) < 1:
            joined[-1].setRight(box.right())
        else:
            joined.append(QRectF(box))
    return joined


def range_of(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, form
    return found


def cut_out(
    ranges: list[QTextLayout.FormatRange], place: int, size: int
) -> list[QTextLayout.FormatRange]:
    """The ranges without a stretch."""
    kept = list[QTextLayout.FormatRange]()
    for one in ranges:
        end = one.start + one.length
        if end <= place or one.start >= place + size:
            kept.append(one)
            continue
        if one.start < place:
            kept.append(range_of(one.start, place - one.start, one.format))
        if end > place + size:
            kept.append(range_of(place + size, end - place - size, one.format))
    return kept


def around_preedit(
    ranges: list[QTextLayout.FormatRange], layout: QTextLayout, base: QTextCharFormat
) -> list[QTextLayout.FormatRange]:
    """The ranges moved apart for what an input method is composing, which is underlined."""
    at = layout.preeditAreaPosition()
    length = units(layout.preeditAreaText())
    form = QTextCharFormat(base)
    form.setFontUnderline(True)
    moved = [range_of(at, length, form)]
    for one in ranges:
        start, end = one.start, one.start + one.length
        if start < at:
            moved.append(range_of(start, min(end, at) - start, one.format))
        if end > at:
            low = max(start, at)
            moved.append(range_of(low + length, end - low, one.format))
    return sorted(moved, key=lambda one: one.start)
