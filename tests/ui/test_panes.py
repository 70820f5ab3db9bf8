"""The panes and their dividers: shown, hidden, dragged, and as large as before afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.request_list import RequestRow
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.panes import QUIET_MS, Panes
from vibekoder.ui.shell import NARROW
from vibekoder.ui.style import Splitter

LEFT = Qt.MouseButton.LeftButton
ROWS = [RequestRow(str(n), "Ties", "small", "answering", 1.0) for n in range(5)]


@dataclass
class Desk:
    """The panes with what is in them."""

    panes: Panes
    project: ProjectPanel
    middle: QWidget
    requests: RequestsPanel

    def sizes(self) -> tuple[int, int]:
        """The project panel's width and the requests panel's height."""
        return self.project.width(), self.requests.height()


@pytest.fixture
def desk(qtbot: QtBot, look: Look) -> Desk:
    return make_desk(qtbot, look)


def make_desk(qtbot: QtBot, look: Look, width: int = 1200, **remembered: Any) -> Desk:
    project, middle, requests = ProjectPanel(look), QWidget(), RequestsPanel(look)
    panes = Panes(look, project, middle, requests, SidePanel(look))
    qtbot.addWidget(panes)
    panes.restore(remembered)
    panes.resize(width, 700)
    panes.show()
    qtbot.waitExposed(panes)
    return Desk(panes, project, middle, requests)


def drag(qtbot: QtBot, splitter: Splitter, way: QPoint) -> None:
    """Drag a divider, once it lies where its areas end."""
    handle = splitter.handle(1)
    across = splitter.orientation() is Qt.Orientation.Horizontal

    def place() -> QPoint:
        end = splitter.sizes()[0]
        return handle.mapFrom(splitter, QPoint(end, 5) if across else QPoint(5, end))

    qtbot.waitUntil(lambda: handle.rect().contains(place()))
    middle = place()
    QTest.mousePress(handle, LEFT, pos=middle)
    QTest.mouseMove(handle, middle + way)
    QTest.mouseRelease(handle, LEFT)


def test_at_first_the_project_is_shown_and_the_requests_are_not(look: Look, desk: Desk) -> None:
    assert desk.project.isVisible()
    assert desk.middle.isVisible()
    assert not desk.requests.isVisible()
    assert desk.project.width() == look.theme.size("projectPanel")


def test_a_panel_that_is_shown_or_hidden_is_told_once(qtbot: QtBot, desk: Desk) -> None:
    for show in (desk.panes.show_project, desk.panes.show_requests):
        for wanted in (True, False, True):
            told: list[bool] = []
            desk.panes.changed.connect(lambda told=told: told.append(True))
            was = desk.panes.shows_project, desk.panes.shows_requests
            show(wanted=wanted)
            changed = was != (desk.panes.shows_project, desk.panes.shows_requests)
            assert len(told) == changed


def test_the_requests_are_as_tall_as_their_rows_need(qtbot: QtBot, desk: Desk) -> None:
    desk.panes.show_requests(wanted=True)
    qtbot.waitUntil(lambda: desk.requests.height() == desk.requests.sizeHint().height())
    low = desk.requests.height()
    desk.requests.set_rows(ROWS)
    desk.panes.fit_requests()
    qtbot.waitUntil(lambda: desk.requests.height() == desk.requests.sizeHint().height() > low)


def test_a_chosen_height_stays_however_many_rows_there_are(qtbot: QtBot, desk: Desk) -> None:
    desk.panes.show_requests(wanted=True)
    drag(qtbot, desk.panes.down, QPoint(0, -100))
    chosen = desk.panes.down.sizes()[1]
    desk.requests.set_rows(ROWS)
    desk.panes.fit_requests()
    assert desk.panes.down.sizes()[1] == chosen


def test_a_panel_comes_back_as_large_as_it_was_dragged(qtbot: QtBot, desk: Desk) -> None:
    desk.panes.show_requests(wanted=True)
    drag(qtbot, desk.panes.across, QPoint(70, 0))
    drag(qtbot, desk.panes.down, QPoint(0, -50))
    sizes = desk.panes.across.sizes()[0], desk.panes.down.sizes()[1]
    for show in (desk.panes.show_project, desk.panes.show_requests):
        show(wanted=False)
        show(wanted=True)
    qtbot.waitUntil(lambda: desk.sizes() == sizes)


def test_a_divider_that_was_dragged_is_told(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.panes.changed, timeout=1000):
        drag(qtbot, desk.panes.across, QPoint(30, 0))


def test_no_divider_squeezes_an_area_to_nothing(qtbot: QtBot, desk: Desk) -> None:
    drag(qtbot, desk.panes.across, QPoint(-600, 0))
    assert desk.panes.across.sizes()[0] >= desk.project.minimumSizeHint().width()


def test_the_project_panel_keeps_its_width_when_the_window_grows(qtbot: QtBot, desk: Desk) -> None:
    width = desk.project.width()
    desk.panes.resize(1500, 700)
    qtbot.waitUntil(lambda: desk.middle.width() > 800)
    assert desk.project.width() == width


def test_a_narrow_window_hides_the_project_and_a_wide_one_shows_it(
    qtbot: QtBot, desk: Desk
) -> None:
    for width, shown in ((NARROW - 1, False), (NARROW, True)):
        with qtbot.waitSignal(desk.panes.changed, timeout=1000):
            desk.panes.resize(width, 700)
        assert desk.panes.shows_project is shown
    assert desk.panes.remembered()["project_panel"] is True


def test_a_wide_window_does_not_show_a_panel_that_was_hidden_by_choice(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.panes.show_project(wanted=False)
    for width in (NARROW - 1, NARROW + 300):
        desk.panes.resize(width, 700)
        qtbot.waitUntil(lambda width=width: desk.panes.across.width() == width)
    assert not desk.panes.shows_project


def test_what_is_remembered_comes_back_in_another_window(
    qtbot: QtBot, look: Look, desk: Desk
) -> None:
    desk.panes.show_requests(wanted=True)
    drag(qtbot, desk.panes.across, QPoint(70, 0))
    drag(qtbot, desk.panes.down, QPoint(0, -50))
    again = make_desk(qtbot, look, **json.loads(json.dumps(desk.panes.remembered())))
    qtbot.waitUntil(lambda: again.sizes() == desk.sizes())
    assert again.panes.remembered() == desk.panes.remembered()


def test_a_panel_that_was_hidden_at_the_end_comes_back_with_its_width(
    qtbot: QtBot, look: Look, desk: Desk
) -> None:
    drag(qtbot, desk.panes.across, QPoint(70, 0))
    width = desk.panes.across.sizes()[0]
    desk.panes.show_project(wanted=False)
    again = make_desk(qtbot, look, **desk.panes.remembered())
    assert not again.project.isVisible()
    again.panes.show_project(wanted=True)
    qtbot.waitUntil(lambda: again.project.width() == width)


@pytest.mark.parametrize("strange", ["wide", None, -4, 0, 10**9, 2.5, [290]])
def test_sizes_that_make_no_sense_are_as_if_nothing_was_remembered(
    qtbot: QtBot, look: Look, strange: Any
) -> None:
    desk = make_desk(qtbot, look, project_width=strange, requests_height=strange)
    assert desk.project.width() == look.theme.size("projectPanel")
    desk.panes.show_requests(wanted=True)
    qtbot.waitUntil(lambda: desk.requests.height() == desk.requests.sizeHint().height())


def test_requests_that_came_by_themselves_go_when_it_is_quiet(qtbot: QtBot, desk: Desk) -> None:
    desk.panes.bring_requests()
    assert desk.panes.shows_requests
    assert desk.panes.remembered()["requests_panel"] is False
    desk.panes.release_requests()
    desk.panes.bring_requests()
    desk.panes.release_requests()
    qtbot.waitUntil(lambda: not desk.panes.shows_requests, timeout=3 * QUIET_MS)


def test_requests_that_the_person_has_opened_stay(desk: Desk) -> None:
    desk.panes.show_requests(wanted=True)
    desk.panes.bring_requests()
    desk.panes.release_requests()
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    timers = desk.panes.findChildren(QTimer, options=direct)
    assert not [one for one in timers if one.isActive()]
    assert desk.panes.shows_requests
    assert desk.panes.remembered()["requests_panel"] is True
