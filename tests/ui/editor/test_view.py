"""Places of the document move with what stands there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.mirror import Change
from vibekoder.ui.editor.view import kept_caret, moved

NO = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("place", "change", "goes"),
    [
        (5, Change(9, 0, "abc"), 5),
        (5, Change(5, 0, "abc"), 8),
        (5, Change(2, 0, "😀"), 7),
        (5, Change(2, 3, ""), 2),
        (5, Change(4, 4, "a"), 5),
        (6, Change(4, 4, "a"), 5),
        (5, Change(5, 2, "abc"), 5),
    ],
)
def test_what_stands_at_a_place_stays_there(place: int, change: Change, goes: int) -> None:
    assert moved(place, [change]) == goes


def test_a_caret_stays_before_what_is_put_in_behind_it() -> None:
    assert kept_caret(5, [Change(5, 0, "abc")]) == 5
    assert kept_caret(6, [Change(5, 0, "abc")]) == 9


def test_changes_are_followed_one_after_the_other() -> None:
    assert moved(10, [Change(0, 0, "ab"), Change(4, 2, "")]) == 10


def turn(owner: Owner, pixels: int, modifier: Qt.KeyboardModifier = NO) -> None:
    """Scroll as a touchpad does: positive pixels bring back what is above."""
    viewport = owner.editor.viewport()
    middle = viewport.rect().center().toPointF()
    event = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(0, pixels),
        QPoint(0, pixels * 8),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def height_of(owner: Owner, text: str) -> float:
    """Where a line of text stands in the view."""
    rows = owner.editor.scene.rows(owner.editor.viewport().rect())
    return next(row.top for row in rows if row.block.text() == text)


def test_the_wheel_moves_the_text_by_pixels(make: Make) -> None:
    owner = make(talk(60))
    owner.editor.grab()
    line = "Line 1 of slice 3."
    places = [height_of(owner, line)]
    for _ in range(20):
        turn(owner, -7)
        owner.editor.grab()
        places.append(height_of(owner, line))
    assert {round(b - a) for a, b in pairwise(places)} == {-7}
    for _ in range(20):
        turn(owner, 7)
        owner.editor.grab()
    assert height_of(owner, line) == places[0]


def test_a_click_hits_what_is_seen_after_scrolling_by_pixels(make: Make) -> None:
    owner = make(talk(60))
    turn(owner, -53)
    owner.editor.grab()
    rows = list(owner.editor.scene.rows(owner.editor.viewport().rect()))
    row = next(row for row in rows if row.block.text() == "Line 1 of slice 2.")
    middle = row.top + (row.data.top + row.data.bottom) / 2
    place = QPoint(round(owner.editor.page.column.left) + 2, round(middle))
    QTest.mouseClick(owner.editor.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert owner.editor.textCursor().block().text() == "Line 1 of slice 2."


def test_what_is_written_above_leaves_the_pixels_where_they_are(make: Make) -> None:
    owner = make(talk(60))
    owner.start(1)
    for _ in range(12):
        turn(owner, -53)
    owner.editor.grab()
    rows = list(owner.editor.scene.rows(owner.editor.viewport().rect()))
    line, before = rows[3].block.text(), rows[3].top
    owner.grow(1, "more\nand more\n")
    owner.editor.grab()
    assert height_of(owner, line) == before


def test_scrolling_to_the_end_follows_and_up_lets_go(make: Make) -> None:
    owner = make(talk(30))
    for _ in range(100):
        turn(owner, -90)
    assert owner.editor.following
    turn(owner, 5)
    assert not owner.editor.following


def test_with_control_the_wheel_changes_the_size(make: Make, qtbot: QtBot) -> None:
    owner = make(talk(3))
    with qtbot.waitSignal(owner.editor.zoomWanted) as wanted:
        turn(owner, 15, Qt.KeyboardModifier.ControlModifier)
    assert wanted.args == [1]


def test_lines_that_were_seen_stay_counted_when_the_window_gets_another_width(make: Make) -> None:
    owner = make("".join(f"{number} {60 * 'long line '}\n\n" for number in range(200)))
    owner.editor.viewport().grab()
    first = owner.editor.document().firstBlock()
    wrapped = first.lineCount()
    owner.editor.to_bottom()
    owner.editor.resize(900, 600)
    assert first.lineCount() == wrapped > 1
