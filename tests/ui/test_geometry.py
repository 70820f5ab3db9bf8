"""Where a window fits when screens come and go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from vibekoder.ui.geometry import fitted, restore, written

LEFT = QRect(0, 0, 1920, 1040)
RIGHT = QRect(1920, 0, 2560, 1400)


@pytest.mark.parametrize(
    "there", [QRect(100, 80, 900, 700), QRect(1500, 300, 900, 700), QRect(2000, 900, 2000, 800)]
)
def test_a_window_within_reach_stays_where_it_was(there: QRect) -> None:
    assert fitted(there, [LEFT, RIGHT]) == there


def test_a_window_of_a_screen_that_is_gone_comes_to_the_nearest_one() -> None:
    moved = fitted(QRect(2500, 200, 900, 700), [LEFT])
    assert moved == QRect(1020, 200, 900, 700)


def test_a_head_above_the_screen_comes_down_into_reach() -> None:
    assert fitted(QRect(100, -500, 900, 700), [LEFT]).top() == 0


def test_a_window_that_is_larger_than_its_screen_becomes_as_large() -> None:
    assert fitted(QRect(-40, -40, 3840, 2160), [LEFT]) == LEFT


def test_without_a_screen_nothing_is_moved() -> None:
    assert fitted(QRect(1, 2, 3, 4), []) == QRect(1, 2, 3, 4)


def test_what_was_written_is_restored_on_a_screen_that_is_there(qtbot: QtBot) -> None:
    window, other = QWidget(), QWidget()
    for one in (window, other):
        qtbot.addWidget(one)
    window.setGeometry(9000, 9000, 300, 200)
    restore(other, written(window))
    screen = other.screen().availableGeometry()
    assert screen.contains(other.geometry().topLeft() + QPoint(8, 8))
    assert other.size() == window.size()


@pytest.mark.parametrize("odd", [None, 7, "", "no place"])
def test_what_is_no_place_moves_nothing(qtbot: QtBot, odd: object) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    restore(window, odd)
    assert (window.width(), window.height()) == (300, 200)


def test_a_window_that_was_left_on_a_screen_that_is_gone_opens_where_it_is_seen(
    opens: Opens,
) -> None:
    before = opens()
    before.ready()
    before.shell.setGeometry(9000, 9000, 700, 500)
    before.quit()
    after = opens()
    after.ready()
    place = after.shell.geometry()
    assert after.shell.screen().availableGeometry().contains(place.topLeft() + QPoint(8, 8))
    assert place.size() == QSize(700, 500)
