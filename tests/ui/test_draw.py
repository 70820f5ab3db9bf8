"""Strokes: what is painted where, looked at pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from vibekoder.ui.draw import (
    draw_badge,
    draw_line,
    draw_node,
    draw_ring,
    draw_shadow,
    draw_text,
    fill_box,
    node_of,
)
from vibekoder.ui.look import Look

GROUND = QColor("white")


def painted(paint: Callable[[QPainter], object], ratio: float = 1.0) -> QImage:
    canvas = QPixmap(round(40 * ratio), round(40 * ratio))
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(GROUND)
    painter = QPainter(canvas)
    paint(painter)
    painter.end()
    return canvas.toImage()


def ink(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y) != GROUND
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize(
    ("state", "node"),
    [
        ("complete", "idle"),
        ("stopped", "idle"),
        ("sending", "running"),
        ("answering", "running"),
        ("stopping", "running"),
        ("saving", "running"),
        ("tool_calls", "running"),
        ("retrying", "retrying"),
        ("interrupted", "cut"),
        ("length", "cut"),
        ("failed", "failed"),
        ("something new", "idle"),
    ],
)
def test_a_stop_is_no_fault_and_an_unknown_state_is_quiet(state: str, node: str) -> None:
    assert node_of(state) == node


@pytest.mark.parametrize("node", ["idle", "running", "retrying", "cut", "failed"])
def test_every_node_has_a_shape_of_its_own(look: Look, node: str) -> None:
    shapes = {
        name: ink(painted(lambda p, n=name: draw_node(p, QPointF(20, 20), n, look)))
        for name in ("idle", "running", "retrying", "cut", "failed")
    }
    assert shapes[node] > 0
    assert len(set(shapes.values())) == 5


def test_the_chosen_running_node_has_a_halo(look: Look) -> None:
    def node(selected: bool) -> int:
        return ink(
            painted(lambda p: draw_node(p, QPointF(20, 20), "running", look, selected=selected))
        )

    assert node(True) > node(False)


def test_a_box_keeps_its_line_inside(look: Look) -> None:
    image = painted(lambda p: fill_box(p, QRect(5, 5, 30, 30), 0, GROUND, QColor("black"), 2))
    assert image.pixelColor(5, 20) == QColor("black")
    assert image.pixelColor(6, 20) == QColor("black")
    assert image.pixelColor(4, 20) == GROUND
    assert image.pixelColor(7, 20) == GROUND


@pytest.mark.parametrize(("ratio", "pixels"), [(1.0, 1), (1.25, 1), (1.75, 1), (2.0, 2)])
def test_a_line_is_made_of_whole_pixels(look: Look, ratio: float, pixels: int) -> None:
    image = painted(lambda p: draw_line(p, 0, 10.3, 40, QColor("black")), ratio)
    column = [image.pixelColor(5, y) for y in range(image.height())]
    assert column.count(QColor("black")) == pixels
    assert set(map(QColor.name, column)) == {"#000000", "#ffffff"}


def test_an_upright_line_goes_down(look: Look) -> None:
    image = painted(lambda p: draw_line(p, 10, 0, 40, QColor("black"), upright=True))
    assert ink(image) == 40


def test_long_text_is_cut_to_its_place(look: Look) -> None:
    font = look.theme.font("body")
    widths: list[int] = []
    box = QRect(0, 10, 30, 20)
    painted(lambda p: widths.append(draw_text(p, box, "kettledrum", font, QColor("black"))))
    assert 0 < widths[0] <= 30


def test_shadow_ring_and_badge_leave_ink(look: Look) -> None:
    box = QRect(10, 10, 20, 20)
    assert ink(painted(lambda p: draw_shadow(p, box, 4))) > 400
    assert ink(painted(lambda p: draw_ring(p, box, 4, look))) > 100
    assert ink(painted(lambda p: draw_badge(p, box, "K", look))) > 300
