"""The requests panel: every running request with its Stop, or quiet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.request_list import RequestRow
from vibekoder.ui.panels.requests import HEAD_HEIGHT, RequestsPanel

A = RequestRow("a", "Ties", "claude-sonnet", "answering", 14.2, 868, 61)
B = RequestRow("b", "Review", "qwen3", "reasoning", 41.0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> RequestsPanel:
    made = RequestsPanel(look)
    qtbot.addWidget(made)
    made.resize(1000, 180)
    made.show()
    return made


def test_nothing_runs_and_the_panel_says_so(panel: RequestsPanel) -> None:
    assert panel.quiet.isVisible()
    assert panel.quiet.title.text() == "Quiet"
    assert not panel.head.stop_all.isVisible()


def test_each_row_has_a_stop_that_names_its_request(qtbot: QtBot, panel: RequestsPanel) -> None:
    panel.set_rows((A, B))
    assert panel.view.isVisible()
    rect = panel.view.visualRect(panel.model.index(1))
    with qtbot.waitSignal(panel.cancelWanted, timeout=1000) as heard:
        spot = panel.view.delegate.stop_box(rect).center()
        QTest.mouseClick(panel.view.viewport(), LEFT, pos=spot)
    assert heard.args == ["b"]


def test_the_first_row_is_chosen_so_that_delete_stops_it(
    qtbot: QtBot, panel: RequestsPanel
) -> None:
    panel.set_rows((A, B))
    with qtbot.waitSignal(panel.cancelWanted, timeout=1000) as heard:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert heard.args == ["a"]


def test_return_opens_the_session_of_a_request(qtbot: QtBot, panel: RequestsPanel) -> None:
    panel.set_rows((A, B))
    with qtbot.waitSignal(panel.openWanted, timeout=1000) as heard:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert heard.args == ["a"]


def test_all_are_stopped_at_once_where_there_are_several(
    qtbot: QtBot, panel: RequestsPanel
) -> None:
    panel.set_rows((A,))
    assert not panel.head.stop_all.isVisible()
    panel.set_rows((A, B))
    with qtbot.waitSignal(panel.cancelAllWanted, timeout=1000):
        qtbot.mouseClick(panel.head.stop_all, LEFT)


def test_the_cross_asks_to_hide_the_panel(qtbot: QtBot, panel: RequestsPanel) -> None:
    with qtbot.waitSignal(panel.closeWanted, timeout=1000):
        qtbot.mouseClick(panel.head.close_panel, LEFT)


def test_it_is_as_tall_as_its_rows_up_to_five(look: Look, panel: RequestsPanel) -> None:
    row = look.theme.size("rowTable")
    empty = panel.sizeHint().height()
    panel.set_rows([replace(A, id=str(n)) for n in range(4)])
    assert panel.sizeHint().height() > empty
    panel.set_rows([replace(A, id=str(n)) for n in range(9)])
    assert panel.sizeHint().height() == HEAD_HEIGHT + 5 * row + 5
    assert panel.minimumSizeHint().height() < panel.sizeHint().height()


def test_a_changed_figure_keeps_choice_and_place(panel: RequestsPanel) -> None:
    panel.set_rows((A, B))
    panel.view.setCurrentIndex(panel.model.index(1))
    panel.set_rows((replace(A, elapsed=14.5), replace(B, tokens=12)))
    assert panel.view.currentIndex().row() == 1
    panel.set_rows((B,))
    assert panel.view.currentIndex().row() == 0


def test_dots_breathe_only_while_something_runs(
    qtbot: QtBot, look: Look, panel: RequestsPanel
) -> None:
    panel.set_rows((A,))
    with qtbot.waitSignal(look.pulse.beat, timeout=2000):
        pass
    panel.set_rows((replace(A, state="retrying"),))
    assert not look.pulse.active
    panel.set_rows(())
    assert panel.quiet.isVisible()


def test_a_theme_change_repaints_it(look: Look, panel: RequestsPanel) -> None:
    panel.set_rows((A, B))
    look.theme.use("dark")
    image = panel.grab().toImage()
    assert image.pixelColor(2, 5) == look.theme.color("panel")
    assert image.pixelColor(2, 170) == look.theme.color("panel")


def test_titles_stand_over_their_columns_beside_a_scroll_bar(
    qtbot: QtBot, panel: RequestsPanel
) -> None:
    panel.set_rows([replace(A, id=str(n)) for n in range(3)])
    before = panel.head.grab().toImage()
    panel.set_rows([replace(A, id=str(n)) for n in range(3)] * 1)
    assert panel.head.grab().toImage() == before
    panel.resize(1000, 70)
    qtbot.waitUntil(lambda: panel.view.verticalScrollBar().maximum() > 0)
    assert panel.head.grab().toImage() != before
