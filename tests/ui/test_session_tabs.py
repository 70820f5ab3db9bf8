"""The open sessions as tabs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.app.room import Room, begin
from tests.support.builders import file_text
from tests.support.server import openai_stream
from vibekoder.app.tab import Tab
from vibekoder.ui.look import Look
from vibekoder.ui.session_tabs import SessionTabs, state_of, wanted_tabs


@pytest.fixture
def tabs(qtbot: QtBot, look: Look) -> SessionTabs:
    made = SessionTabs(look)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.set_project(is_open=True)
    return made


def opened(room: Room, *texts: str) -> list[Tab]:
    """Sessions with these prompts, open."""
    return [
        room.open(room.write(file_text(f"u aaaaaa: {text}", "a bbbbbb: Yes"), f"{text}.md"))
        for text in texts
    ]


def faces(tabs: SessionTabs) -> list[tuple[str, str]]:
    """Title and state of every tab."""
    return [(tabs.bar.tab(at).title, tabs.bar.tab(at).state) for at in range(tabs.bar.count())]


def heard(tabs: SessionTabs, name: str) -> list[Any]:
    told: list[Any] = []
    getattr(tabs, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


def test_the_first_session_is_shown_and_later_ones_as_it_is_wished(
    room: Room, tabs: SessionTabs
) -> None:
    one, two, three = opened(room, "One", "Two", "Three")
    added = heard(tabs, "added")
    first = tabs.open(one, show=False)
    tabs.open(two, show=False)
    assert tabs.current is first
    assert tabs.open(three, show=True) is tabs.current
    assert [widget.tab for widget in added] == [one, two, three]
    assert faces(tabs) == [("One", "complete"), ("Two", "complete"), ("Three", "complete")]


def test_a_session_that_has_a_tab_gets_no_second_one(room: Room, tabs: SessionTabs) -> None:
    one, two = opened(room, "One", "Two")
    widget = tabs.open(one, show=True)
    tabs.open(two, show=True)
    assert tabs.open(one, show=True) is widget
    assert tabs.current is widget
    assert tabs.widget_of(one) is tabs.widget_at(one.path) is widget
    assert tabs.widget_at(Path("nowhere.md")) is None


def test_the_chosen_session_has_the_keys(room: Room, tabs: SessionTabs) -> None:
    one, two = opened(room, "One", "Two")
    tabs.open(one, show=True)
    tabs.open(two, show=True)
    tabs.activateWindow()
    tabs.choose(0)
    assert tabs.current is not None
    assert tabs.current.tab is one
    room.until(tabs.current.composer.prompt.hasFocus)
    tabs.choose(7)
    assert tabs.current.tab is one


def test_stepping_goes_around_the_ends(room: Room, tabs: SessionTabs) -> None:
    tabs.step(1)
    for tab in opened(room, "One", "Two", "Three"):
        tabs.open(tab, show=True)
    seen = []
    for by in (1, 1, -1, -1):
        tabs.step(by)
        seen.append(tabs.bar.currentIndex())
    assert seen == [0, 1, 0, 2]


def test_a_moved_tab_stays_with_its_session(room: Room, tabs: SessionTabs) -> None:
    one, two = opened(room, "One", "Two")
    for tab in (one, two):
        tabs.open(tab, show=True)
    arranged = heard(tabs, "arranged")
    tabs.bar.moveTab(0, 1)
    assert arranged
    assert [widget.tab for widget in tabs.widgets] == [two, one]
    tabs.choose(0)
    assert tabs.current is not None
    assert tabs.current.tab is two


def test_closing_is_asked_for_and_done_by_who_may(room: Room, tabs: SessionTabs) -> None:
    one, two = opened(room, "One", "Two")
    for tab in (one, two):
        tabs.open(tab, show=True)
    wanted = heard(tabs, "closeWanted")
    tabs.bar.tabCloseRequested.emit(0)
    assert [widget.tab for widget in wanted] == [one]
    assert len(tabs.widgets) == 2


def test_what_is_being_written_is_kept_when_a_tab_goes(room: Room, tabs: SessionTabs) -> None:
    (one,) = opened(room, "One")
    widget = tabs.open(one, show=True)
    widget.composer.prompt.insertPlainText("A thought")
    tabs.remove(widget)
    assert one.draft == "A thought"
    assert tabs.widgets == []


def test_the_last_tab_leaves_a_page_that_says_what_to_do(room: Room, tabs: SessionTabs) -> None:
    (one,) = opened(room, "One")
    widget = tabs.open(one, show=True)
    changed = heard(tabs, "currentChanged")
    tabs.remove(widget)
    assert changed
    assert tabs.current is None
    assert tabs.pages.currentWidget() is tabs.no_session
    assert tabs.strip.isHidden()


@pytest.mark.parametrize(
    ("is_open", "has_sessions", "page"),
    [
        (False, False, "no_project"),
        (True, False, "no_session"),
        (True, True, "none_open"),
    ],
)
def test_without_an_open_session_the_next_step_is_shown(
    tabs: SessionTabs, is_open: bool, has_sessions: bool, page: str
) -> None:
    tabs.set_project(is_open=is_open, has_sessions=has_sessions)
    assert tabs.pages.currentWidget() is getattr(tabs, page)


def test_while_a_session_is_awaited_nothing_is_offered_in_its_place(
    room: Room, tabs: SessionTabs
) -> None:
    tabs.await_session(awaited=True)
    tabs.set_project(is_open=True, has_sessions=True)
    assert tabs.pages.currentWidget() is tabs.bare
    tabs.await_session(awaited=False)
    assert tabs.pages.currentWidget() is tabs.none_open
    tabs.open(opened(room, "One")[0], show=True)
    tabs.await_session(awaited=True)
    assert tabs.current is not None


def test_a_step_of_a_page_is_passed_on(tabs: SessionTabs) -> None:
    told = heard(tabs, "stepWanted")
    tabs.no_project.acted.emit("open_folder")
    assert told == ["open_folder"]


def test_a_tab_tells_what_runs_in_it_and_how_it_ended(room: Room, tabs: SessionTabs) -> None:
    (one,) = opened(room, "One")
    tabs.open(one, show=True)
    call = room.send(one)
    begin(call, ["Hi"])
    tabs.show_faces()
    assert faces(tabs) == [("One", "answering")]
    call.close()
    room.rest(one)
    tabs.show_faces()
    assert faces(tabs) == [("One", "interrupted")]


def test_a_prompt_without_an_answer_marks_its_tab_as_failed(room: Room) -> None:
    (one,) = opened(room, "One")
    call = room.send(one)
    call.open(401)
    call.close()
    room.rest(one)
    assert state_of(one) == "failed"
    room.send(one, "", one.session.slices[-1].id or "").play(openai_stream(["Hi"]))
    room.rest(one)
    assert state_of(one) == "complete"


def test_a_session_without_a_slice_is_new(room: Room) -> None:
    assert state_of(room.new()) == "new"


def test_a_pinned_tab_stands_before_the_others_and_stays_there(
    room: Room, tabs: SessionTabs
) -> None:
    one, two, three = [tabs.open(tab, show=True) for tab in opened(room, "One", "Two", "Three")]
    tabs.set_pinned(three, pinned=True)
    tabs.set_pinned(two, pinned=True)
    assert tabs.widgets == [three, two, one]
    tabs.put(one, 0)
    tabs.put(two, 0)
    assert tabs.widgets == [two, three, one]
    tabs.set_pinned(two, pinned=False)
    assert tabs.widgets == [three, two, one]
    assert [tabs.bar.tab(at).pinned for at in range(3)] == [True, False, False]


def test_the_pin_of_a_tab_lets_it_loose(room: Room, tabs: SessionTabs) -> None:
    (one,) = opened(room, "One")
    widget = tabs.open(one, show=True)
    tabs.set_pinned(widget, pinned=True)
    tabs.bar.unpinWanted.emit(0)
    assert not tabs.pinned(widget)


def test_tabs_are_remembered_in_their_order_with_the_shown_one(
    room: Room, tabs: SessionTabs
) -> None:
    one, two = opened(room, "One", "Two")
    for tab in (two, one):
        tabs.open(tab, show=True)
    known = json.loads(json.dumps(tabs.remembered()))
    assert [path for path, _ in wanted_tabs(known)] == [two.path, one.path]
    assert known["current"] == str(one.path)
    assert json.loads(json.dumps(tabs.remembered())) == known


@pytest.mark.parametrize("odd", [None, 3, [], {"tabs": 3}, {"tabs": [1, {"path": 2}, {}]}])
def test_what_is_no_memory_of_tabs_opens_none(odd: object) -> None:
    assert list(wanted_tabs(odd)) == []
