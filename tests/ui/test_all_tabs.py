"""The tabs of every window together."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.app.room import Room
from tests.support.builders import file_text
from vibekoder.app.tab import Tab
from vibekoder.ui.all_tabs import AllTabs
from vibekoder.ui.look import Look
from vibekoder.ui.session_tabs import SessionTabs

Two = tuple[SessionTabs, SessionTabs]


@pytest.fixture
def strips(qtbot: QtBot, look: Look) -> Two:
    made = SessionTabs(look), SessionTabs(look)
    for one in made:
        qtbot.addWidget(one)
    return made


@pytest.fixture
def tabs(strips: Two) -> AllTabs:
    made = AllTabs()
    for one in strips:
        made.add(one)
    return made


def tab(room: Room, name: str) -> Tab:
    return room.open(room.write(file_text("u aaaaaa: One"), name))


def test_a_session_is_found_in_whichever_window_it_is(
    room: Room, tabs: AllTabs, strips: Two
) -> None:
    here, there = tab(room, "001.md"), tab(room, "002.md")
    first, second = strips[0].open(here, show=True), strips[1].open(there, show=True)
    assert tabs.widgets == [first, second]
    assert tabs.widget_of(there) is second
    assert tabs.widget_at(here.path) is first
    assert tabs.tabs_of(second) is strips[1]


def test_the_shown_session_is_that_of_the_window_with_the_keys(
    qtbot: QtBot, room: Room, tabs: AllTabs, strips: Two
) -> None:
    second = strips[1].open(tab(room, "001.md"), show=True)
    assert tabs.current is None
    with qtbot.waitSignal(tabs.fronted, timeout=1000):
        tabs.set_front(strips[1])
    assert tabs.current is second
    tabs.remove(strips[1])
    assert tabs.front is strips[0]
