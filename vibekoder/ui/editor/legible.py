"""Words on the ground of a selection or of what was found, in a colour that is read on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock, QTextCharFormat, QTextLayout

from vibekoder.ui.draw import fill_box
from vibekoder.ui.editor.ranges import range_of


def draw_again(
    painter: QPainter,
    block: QTextBlock,
    origin: QPointF,
    marks: Iterable[tuple[QRectF, QColor]],
    color: QColor,
    radius: float = 0,
) -> None:
    """Draw what of a line lies in these places once more, each on its ground.

    Colours of code and of quiet signs are chosen for the paper, and are too near to these grounds.
    ``origin`` is where the line is drawn. What is hidden stays hidden.
    """
    seen = list(_seen(block, color))
    for place, ground in marks:
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        fill_box(painter, place, radius, ground)
        painter.setPen(color)
        block.layout().draw(painter, origin, seen)
        painter.restore()


def _seen(block: QTextBlock, color: QColor) -> Iterator[QTextLayout.FormatRange]:
    """The stretches that are not hidden, as long as can be: ranges that touch draw over another."""
    form = QTextCharFormat()
    form.setForeground(color)
    start = 0
    for one in block.layout().formats():
        old: QTextCharFormat = one.format  # pyright: ignore[reportAttributeAccessIssue]
        at: int = one.start  # pyright: ignore[reportAttributeAccessIssue]
        length: int = one.length  # pyright: ignore[reportAttributeAccessIssue]
        if not old.foreground().color().alpha():
            if at > start:
                yield range_of(start, at - start, form)
            start = at + length
    if start < block.length() - 1:
        yield range_of(start, block.length() - 1 - start, form)
