"""What a person sees change in a window: pixels before and after."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from vibekoder.ui.theme import contrast

SEEN = 3.0
"""So much contrast with what was there before makes a change visible (WCAG 2.2, 1.4.11)."""


def picture(widget: QWidget) -> QImage:
    """The widget's place in its window, as it is seen there."""
    window = widget.window()
    place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def changed(before: QImage, after: QImage) -> int:
    """How many pixels differ so much that it is seen."""
    one, other = bytes(before.constBits()), bytes(after.constBits())
    pairs: dict[tuple[bytes, bytes], int] = {}
    for at in range(0, min(len(one), len(other)), 4):
        if one[at : at + 4] != other[at : at + 4]:
            pair = (one[at : at + 4], other[at : at + 4])
            pairs[pair] = pairs.get(pair, 0) + 1
    return sum(n for (old, new), n in pairs.items() if contrast(_color(old), _color(new)) >= SEEN)


def _color(pixel: bytes) -> QColor:
    blue, green, red, _ = pixel
    return QColor(red, green, blue)
