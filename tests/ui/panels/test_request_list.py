"""The rows of the requests panel: in place, in columns, with a Stop that keys reach."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.request_list import (
    RequestList,
    RequestRow,
    RequestView,
    columns,
)
from vibekoder.ui.rows import ROW

A = RequestRow("a", "Ties", "claude-sonnet", "answering", 14.2, 868, 61)
B = RequestRow("b", "Review", "qwen3", "reasoning", 41.0)
C = RequestRow("c", "MIDI", "gpt-5-mini", "retrying", 22.6, words="rate limit, sends in 18 s")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> RequestView:
    made = RequestView(look)
    qtbot.addWidget(made)
    model = RequestList(made)
    model.show((A, B, C))
    made.setModel(model)
    made.resize(1000, 120)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def stop_of(view: RequestView, at: int) -> QPoint:
    return view.delegate.stop_box(view.visualRect(view.model().index(at))).center()


def test_only_rows_that_changed_are_painted_anew(qtbot: QtBot, view: RequestView) -> None:
    changed: list[int] = []
    view.model().dataChanged.connect(lambda first, last: changed.append(first.row()))
    view.model().show((A, replace(B, elapsed=41.3), C))
    assert changed == [1]


def test_rows_keep_their_place_while_others_come_and_go(view: RequestView) -> None:
    model = view.model()
    kept = QPersistentModelIndex(model.index(1))
    model.show((replace(A, id="d"), C, B))
    assert [row.id for row in model.rows] == ["b", "c", "d"]
    assert kept.row() == 0
    model.show(())
    assert model.rowCount() == 0


def test_a_row_says_all_of_itself_and_how_to_stop_it(view: RequestView) -> None:
    model = view.model()
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Ties, claude-sonnet, answering, 14.2 s, ~868 tokens, Delete stops it"
    waiting = model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert "rate limit, sends in 18 s" in waiting
    assert "tokens" not in waiting


def test_outside_the_list_there_is_nothing(view: RequestView) -> None:
    model = view.model()
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(0)) == "Ties"
    assert model.data(model.index(0), ROW) == A
    assert model.rowCount(model.index(0)) == 0


def test_the_stop_of_a_row_is_clicked(qtbot: QtBot, view: RequestView) -> None:
    with qtbot.waitSignal(view.delegate.stopPressed, timeout=1000) as heard:
        QTest.mouseClick(view.viewport(), LEFT, pos=stop_of(view, 1))
    assert heard.args[0].row() == 1


@pytest.mark.parametrize("end", [(300, 10), (-1, -1)])
def test_a_press_that_leaves_the_stop_stops_nothing(
    qtbot: QtBot, view: RequestView, end: tuple[int, int]
) -> None:
    spot = stop_of(view, 0) if end == (-1, -1) else QPoint(*end)
    start = QPoint(300, 10) if end == (-1, -1) else stop_of(view, 0)
    with qtbot.assertNotEmitted(view.delegate.stopPressed):
        QTest.mousePress(view.viewport(), LEFT, pos=start)
        assert not view.grab().isNull()
        QTest.mouseRelease(view.viewport(), LEFT, pos=spot)


def test_the_right_button_stops_nothing(qtbot: QtBot, view: RequestView) -> None:
    with qtbot.assertNotEmitted(view.delegate.stopPressed):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=stop_of(view, 0))


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Space])
def test_keys_stop_the_chosen_row(qtbot: QtBot, view: RequestView, key: Qt.Key) -> None:
    view.setCurrentIndex(view.model().index(0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.stopWanted, timeout=1000) as heard:
        QTest.keyClick(view, key)
    assert heard.args[0].row() == 1


def test_return_or_a_double_click_opens(qtbot: QtBot, view: RequestView) -> None:
    view.setCurrentIndex(view.model().index(2))
    with qtbot.waitSignal(view.openWanted, timeout=1000) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args[0].row() == 2
    spot = QPoint(60, stop_of(view, 0).y())
    QTest.mouseClick(view.viewport(), LEFT, pos=spot)
    with qtbot.waitSignal(view.openWanted, timeout=1000):
        QTest.mouseDClick(view.viewport(), LEFT, pos=spot)


def test_the_stop_under_the_pointer_shows_it(look: Look, view: RequestView) -> None:
    spot = stop_of(view, 1)
    QTest.mouseMove(view.viewport(), spot)
    QTest.mouseMove(view.viewport(), spot + QPoint(1, 0))
    inside = view.viewport().grab().toImage().pixelColor(spot.x() + 28, spot.y() - 8)
    assert inside == look.theme.color("hover")
    view.delegate.forget_pointer()
    inside = view.viewport().grab().toImage().pixelColor(spot.x() + 28, spot.y() - 8)
    assert inside == look.theme.color("raised")


def test_the_chosen_row_is_tinted_while_the_list_has_the_focus(
    look: Look, view: RequestView
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(view.model().index(0))
    image = view.viewport().grab().toImage()
    assert image.pixelColor(400, 4) == look.theme.color("accentTint")
    assert image.pixelColor(400, 0) == look.theme.color("focus")


@pytest.mark.parametrize(
    ("width", "gone"),
    [(1000, set()), (600, {"rate"}), (500, {"rate", "tokens"}), (400, {"rate", "tokens", "model"})],
)
def test_a_narrow_row_drops_what_matters_least(width: int, gone: set[str]) -> None:
    place = columns(QRect(0, 0, width, 27))
    names = ("title", "model", "state", "elapsed", "tokens", "rate", "stop")
    assert {name for name in names if getattr(place, name).width() == 0} == gone
    boxes = [getattr(place, name) for name in names if name not in gone]
    assert all(one.right() < two.x() for one, two in pairwise(boxes))
