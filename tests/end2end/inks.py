"""The texts that a window paints, each with its colour and that of what lies under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from PySide6.QtCore import QBuffer, QPointF, QRect
from PySide6.QtGui import QColor, QImage, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

SVG = "{http://www.w3.org/2000/svg}"
STILL = "matrix(1,0,0,1,0,0)"
NEAR = 60


@dataclass(frozen=True, slots=True)
class Ink:
    """One text as it is painted; ``ground`` is what most of its place is filled with.

    ``away`` tells how far the nearest colour there is from its own: far where it is covered.
    """

    text: str
    color: QColor
    ground: QColor
    place: QPointF
    away: int


def inks(widget: QWidget) -> Iterable[list[Ink]]:
    """All texts of a widget and of what is in it, but those that are transparent or covered.

    A text that is drawn over itself, as over a selection, comes with each of its colours.
    """
    buffer, drawing = QBuffer(), QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    widget.render(drawing)
    seen = widget.grab().toImage()
    drawn = fromstring(bytes(buffer.data().data()).decode())  # noqa: S314
    found: dict[tuple[str, int, int], list[Ink]] = {}
    for group in drawn.iter(f"{SVG}g"):
        for one in group.findall(f"{SVG}text"):
            text = "".join(one.itertext()).strip()
            strength = _opacity(group) * _opacity(one)
            ink = _ink(text, group, one, strength, seen) if text and strength else None
            if ink is not None:
                key = (text, round(ink.place.x()), round(ink.place.y()))
                found.setdefault(key, []).append(ink)
    return [same for same in found.values() if min(one.away for one in same) < NEAR]


def _ink(text: str, group: Element, one: Element, strength: float, seen: QImage) -> Ink | None:
    parts = group.get("transform", STILL).removeprefix("matrix(").rstrip(")").split(",")
    start = QPointF(float(one.get("x", "0")), float(one.get("y", "0")))
    place = QTransform(*map(float, parts)).map(start)
    high = round(float(one.get("font-size", "13")))
    box = QRect(round(place.x()), round(place.y()) - high, high * min(len(text), 12) // 2, high)
    colors = [QColor(pixel) for pixel, _ in _pixels(seen, box.intersected(seen.rect()))]
    if not colors:
        return None
    front = _mixed(QColor(one.get("fill", "")), colors[0], strength)
    away = min((_apart(front, color) for color in colors[1:]), default=NEAR)
    return Ink(text, front, colors[0], place, away)


def _opacity(one: Element) -> float:
    return float(one.get("fill-opacity", "1")) * float(one.get("opacity", "1"))


def _pixels(seen: QImage, box: QRect) -> list[tuple[int, int]]:
    columns, rows = range(box.left(), box.right() + 1), range(box.top(), box.bottom() + 1)
    return Counter(seen.pixel(x, y) for y in rows for x in columns).most_common()


def _apart(one: QColor, other: QColor) -> int:
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return sum(abs(a - b) for a, b in pairs)


def _mixed(front: QColor, back: QColor, strength: float) -> QColor:
    pairs = ((front.red(), back.red()), (front.green(), back.green()), (front.blue(), back.blue()))
    return QColor(*(round(one * strength + other * (1 - strength)) for one, other in pairs))
