"""Words on a selection or a hit are read whatever colour they have elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextCharFormat, QTextDocument

from vibekoder.ui.editor.legible import draw_again
from vibekoder.ui.editor.ranges import range_of

RED, BLUE, WHITE = QColor("#FF0000"), QColor("#0000FF"), QColor("#FFFFFF")
SIZE = 200, 40
HALF = QRectF(0, 0, SIZE[0] / 2, SIZE[1])


def colors(first: QColor) -> set[str]:
    """The colours left and right of the middle after a word was drawn, and again in half."""
    document = QTextDocument("HHHHHHHH")
    font = QFont()
    font.setPixelSize(24)
    block = document.firstBlock()
    form = QTextCharFormat()
    form.setForeground(first)
    block.layout().setFormats([range_of(0, 3, form), range_of(3, 5, form)])
    block.layout().setFont(font)
    block.layout().beginLayout()
    block.layout().createLine().setLineWidth(SIZE[0])
    block.layout().endLayout()
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    block.layout().draw(painter, QPointF())
    draw_again(painter, block, QPointF(), [(HALF, WHITE)], BLUE)
    painter.end()
    wide, high = range(SIZE[0]), range(SIZE[1])
    sides = ((x < SIZE[0] / 2, image.pixelColor(x, y)) for x in wide for y in high)
    pure = {RED.name(): "red", BLUE.name(): "blue"}
    return {
        f"{pure[one.name()]} {'left' if left else 'right'}"
        for left, one in sides
        if one.name() in pure
    }


def test_words_change_their_colour_on_the_mark_alone(qapp: object) -> None:
    assert colors(RED) == {"blue left", "red right"}


def test_what_is_hidden_stays_hidden(qapp: object) -> None:
    assert colors(QColor(0, 0, 0, 0)) == set()
