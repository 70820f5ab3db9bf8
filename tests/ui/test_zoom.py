"""Steps of the text's size."""

from __future__ import annotations

from vibekoder.ui.zoom import LEAST, MOST, Zoom


def test_steps_go_up_and_down_from_the_setting_s_size() -> None:
    zoom = Zoom()
    zoom.set_usual(1.2)
    zoom.step(1)
    assert zoom.factor > 1.2
    zoom.step(0)
    assert zoom.factor == 1.2


def test_the_size_stays_within_its_limits() -> None:
    zoom = Zoom()
    for _ in range(40):
        zoom.step(1)
    assert zoom.factor == MOST
    zoom.step(-1)
    assert zoom.factor < MOST
    for _ in range(40):
        zoom.step(-1)
    assert zoom.factor == LEAST


def test_each_change_is_told_once() -> None:
    zoom = Zoom()
    told: list[float] = []
    zoom.changed.connect(told.append)
    zoom.set_steps(2)
    zoom.set_steps(2)
    zoom.set_steps("junk")
    assert len(told) == 2
    assert zoom.steps == 0
