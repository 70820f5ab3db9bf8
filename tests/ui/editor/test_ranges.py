"""Stretches of a line with their formats."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextCharFormat

from vibekoder.ui.editor.ranges import cut_out, joined, range_of


def test_a_stretch_is_cut_out_of_what_lies_over_it() -> None:
    form = QTextCharFormat()
    ranges = [range_of(0, 4, form), range_of(4, 6, form), range_of(12, 2, form)]
    left = [(one.start, one.length) for one in cut_out(ranges, 3, 3)]
    assert left == [(0, 3), (6, 4), (12, 2)]


def test_boxes_that_touch_in_a_line_are_one() -> None:
    boxes = [QRectF(0, 0, 10, 5), QRectF(10.5, 0, 5, 5), QRectF(0, 20, 5, 5)]
    assert [(one.left(), one.right()) for one in joined(boxes)] == [(0, 15.5), (0, 5)]
