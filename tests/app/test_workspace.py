"""One open project: its sessions, its tabs, what runs in them, and its end."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import Room, begin, end, put_back, replaced_by_a_file, type_in
from tests.support.builders import file_text
from tests.support.server import openai_stream
from vibekoder.app.tab import Tab
from vibekoder.store.drafts import Drafts

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


def heard(workspace: object, name: str) -> list[Any]:
    told: list[Any] = []
    getattr(workspace, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


def test_the_sessions_are_listed_and_listed_again_when_others_make_one(room: Room) -> None:
    room.write(TWO)
    room.workspace.start()
    room.until(lambda: [row.title for row in room.workspace.rows] == ["One"])
    room.write(file_text("u: Another"), "002.md")
    room.until(lambda: [row.title for row in room.workspace.rows] == ["One", "Another"])


def test_a_new_session_is_a_file_with_the_next_number(room: Room) -> None:
    room.write(TWO)
    tab = room.new()
    assert tab.path == room.sessions / "002.md"
    assert tab.path.read_bytes() == b""


def test_a_folder_of_sessions_that_is_missing_is_made_with_the_first(room: Room) -> None:
    room.sessions.rmdir()
    room.workspace.start()
    tab = room.new()
    assert tab.path.is_file()
    room.until(lambda: [row.path for row in room.workspace.rows] == [tab.path])


def test_sessions_that_cannot_be_listed_are_said(room: Room) -> None:
    away = replaced_by_a_file(room.sessions)
    room.workspace.listing.look()
    room.until(lambda: room.titles == ["The sessions cannot be listed"])
    put_back(room.sessions, away)
    room.workspace.listing.look()
    room.until(lambda: "list" in room.over)


def test_a_setting_that_is_not_used_is_said(rooms: Rooms, room: Room) -> None:
    file = room.root / "vibekoder.toml"
    file.write_text(f"colour = 3\n{file.read_text()}")
    again = rooms()
    again.workspace.start()
    assert "colour" in again.notices[0].text


def test_a_session_has_one_tab_however_often_it_is_opened(room: Room, tab: Tab) -> None:
    opened = heard(room.workspace, "opened")
    link = room.root / "link.md"
    link.symlink_to(tab.path)
    room.workspace.open(tab.path)
    room.workspace.open(link)
    assert opened == [tab, tab]
    other = room.write(TWO, "002.md")
    room.workspace.open(other)
    room.workspace.open(other)
    room.until(lambda: len(opened) == 3)
    assert len(room.workspace.tabs) == 2


def test_a_session_that_cannot_be_read_is_said_and_can_be_opened_later(room: Room) -> None:
    room.workspace.open(room.sessions / "009.md")
    room.until(lambda: room.titles == ["009.md cannot be opened"])
    assert room.open(room.write(TWO, "009.md")).title == "One"


def test_a_draft_that_cannot_be_read_is_said_and_the_session_opens(room: Room) -> None:
    path = room.write(TWO)
    drafts = Drafts(room.state)
    drafts.save(path, "A thought")
    file = next(room.state.drafts.iterdir())
    file.unlink()
    file.mkdir()
    tab = room.open(path)
    assert tab.draft == ""
    assert room.titles == ["The unsent prompt of 001.md cannot be read"]


def test_a_draft_is_there_when_the_session_opens(room: Room) -> None:
    path = room.write(TWO)
    Drafts(room.state).save(path, "A thought")
    assert room.open(path).draft == "A thought"


def test_a_session_that_is_not_utf8_says_so_when_it_opens(room: Room) -> None:
    tab = room.open(room.write(b"=={ User }==\ncaf\xe9\n"))
    assert room.titles == ["001.md is open for reading only"]
    assert room.notices[0].text == tab.session.readonly
    assert "UTF-8" in room.notices[0].text


def test_what_others_write_comes_into_an_open_session(room: Room, tab: Tab) -> None:
    room.write(TWO.replace("Two", "2"))
    room.until(lambda: [one.text for one in tab.session.slices] == ["One", "2"])


def test_a_closed_tab_lingers_until_its_answer_is_saved(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    room.workspace.close_tab(tab)
    room.workspace.close_tab(tab)
    assert room.workspace.tabs == {}
    assert room.workspace.all_tabs == [tab]
    assert room.workspace.tab_of(room.workspace.arriving[0].id) is tab
    call.play(openai_stream(["Hi"]))
    room.until(lambda: not room.workspace.all_tabs)
    assert room.texts(room.sessions / "001.md")[-1] == "Hi"


def test_a_tab_that_is_opened_again_while_it_lingers_is_the_same(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    begin(call, ["Hi"])
    room.workspace.close_tab(tab)
    room.workspace.open(tab.path)
    assert room.workspace.tabs == {tab.path: tab}
    end(call)
    room.rest(tab)
    assert room.workspace.all_tabs == [tab]


def test_a_tab_that_is_opened_again_hears_what_others_write(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    room.workspace.close_tab(tab)
    room.workspace.open(tab.path)
    call.play(openai_stream(["Hi"]))
    room.rest(tab)
    text = tab.path.read_text()
    tab.path.write_text(text.replace("Two", "2"))
    room.until(lambda: "2" in [one.text for one in tab.session.slices])


def test_a_closed_tab_that_cannot_be_saved_is_said_and_can_be_let_go(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    away = replaced_by_a_file(room.sessions)
    room.workspace.close_tab(tab)
    room.until(lambda: "001.md cannot be saved" in room.titles)
    assert room.actions("001.md cannot be saved") == ["save", "elsewhere", "drop"]
    assert room.workspace.unsaved == [tab]
    room.workspace.drop_tab(tab)
    assert room.workspace.all_tabs == []
    assert room.over[-1] == f"unsaved:{tab.path}"
    put_back(room.sessions, away)
    assert room.texts(room.sessions / "001.md") == ["One", "Two"]


def test_an_open_tab_that_cannot_be_saved_offers_to_be_let_go_once_it_is_closed(
    room: Room, tab: Tab
) -> None:
    tab.path.unlink()
    room.until(lambda: "001.md cannot be saved" in room.titles)
    assert room.actions("001.md cannot be saved") == ["anew", "elsewhere"]
    room.workspace.close_tab(tab)
    assert room.actions("001.md cannot be saved") == ["anew", "elsewhere", "drop"]


def test_requests_of_all_tabs_are_listed_oldest_first(room: Room, tab: Tab) -> None:
    other = room.open(room.write(TWO, "002.md"))
    for one in (tab, other, tab):
        room.send(one)
    tabs = [room.workspace.tab_of(run.id) for run in room.workspace.runs]
    assert tabs == [tab, other, tab]
    assert room.workspace.tab_of("nobody") is None


def test_a_session_is_renamed_open_or_not(room: Room, tab: Tab) -> None:
    closed = room.write(TWO, "002.md")
    room.workspace.describe(tab.path, {"title": "First"})
    room.workspace.describe(closed, {"title": "Second"})
    room.until(lambda: b"title: First" in tab.path.read_bytes())
    room.until(lambda: b"title: Second" in closed.read_bytes())
    room.until(lambda: room.workspace.all_tabs == [tab])


def test_a_session_that_opens_while_it_is_renamed_has_one_tab(room: Room) -> None:
    path = room.write(TWO)
    room.workspace.open(path)
    room.workspace.describe(path, {"title": "First"})
    room.until(lambda: b"title: First" in path.read_bytes())
    assert [tab.title for tab in room.workspace.all_tabs] == ["First"]
    other = room.write(TWO, "002.md")
    room.workspace.describe(other, {"title": "Second"})
    tab = room.open(other)
    room.until(lambda: b"title: Second" in other.read_bytes())
    room.rest(tab)
    assert room.workspace.tabs[other] is tab
    assert tab.title == "Second"


@pytest.mark.parametrize("data", ["---\n{\n---\n" + TWO, b"=={ User }==\ncaf\xe9\n"])
def test_a_session_that_cannot_be_renamed_says_so_and_stays_as_it_is(
    room: Room, data: str | bytes
) -> None:
    path = room.write(data)
    before = path.read_bytes()
    room.workspace.describe(path, {"title": "First"})
    room.until(lambda: "001.md cannot be changed" in room.titles)
    room.until(lambda: not room.workspace.all_tabs)
    assert path.read_bytes() == before


def test_shutting_down_saves_all_and_then_settles(room: Room, tab: Tab) -> None:
    settled = heard(room.workspace, "settled")
    type_in(tab, " more")
    room.workspace.shut_down()
    assert settled == []
    room.until(lambda: settled)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_a_project_without_sessions_settles_too(room: Room) -> None:
    settled = heard(room.workspace, "settled")
    room.workspace.shut_down()
    assert settled == []
    room.until(lambda: settled)


def test_shutting_down_waits_for_answers_or_stops_them(room: Room, tab: Tab) -> None:
    settled = heard(room.workspace, "settled")
    call = room.send(tab)
    begin(call, ["Hi"])
    room.workspace.shut_down()
    room.until(lambda: tab.writer.busy is False)
    assert settled == []
    room.workspace.shut_down(stop=True)
    room.until(lambda: settled)
    assert call.cancelled
    assert room.on_disk(tab.path).slices[-1].status == "stopped"
    assert not room.journals()


def test_a_stop_before_a_prompt_is_on_its_way_settles_too(room: Room, tab: Tab) -> None:
    settled = heard(room.workspace, "settled")
    room.workspace.send(tab, "Hello")
    room.workspace.shut_down(stop=True)
    room.until(lambda: settled)
    assert not room.transport.calls
    assert room.texts(tab.path) == ["One", "Two", "Hello"]


def test_a_session_that_cannot_be_saved_holds_the_end_up_and_says_so(room: Room, tab: Tab) -> None:
    stuck, settled = heard(room.workspace, "stuck"), heard(room.workspace, "settled")
    type_in(tab, " more")
    away = replaced_by_a_file(room.sessions)
    room.workspace.shut_down()
    room.until(lambda: stuck)
    assert room.workspace.unsaved == [tab]
    assert room.workspace.tabs == {tab.path: tab}
    put_back(room.sessions, away)
    room.until(lambda: settled)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_who_stays_after_all_goes_on_as_before(room: Room, tab: Tab) -> None:
    stuck, settled = heard(room.workspace, "stuck"), heard(room.workspace, "settled")
    away = replaced_by_a_file(room.sessions)
    room.workspace.shut_down()
    room.until(lambda: stuck)
    room.workspace.stay()
    put_back(room.sessions, away)
    room.until(lambda: tab.problem is None)
    room.ask(tab)
    assert settled == []
    assert room.texts(tab.path)[-1] == "Hi"


def test_an_answer_that_cannot_be_saved_is_in_its_journal_when_the_program_leaves(
    rooms: Rooms,
) -> None:
    room = rooms()
    tab = room.open(room.write(TWO))
    call = room.send(tab)
    away = replaced_by_a_file(room.sessions)
    call.play(openai_stream(["Hi"]))
    room.until(lambda: tab.problem is not None)
    room.workspace.abandon()
    put_back(room.sessions, away)
    again = rooms()
    again.workspace.start()
    again.until(lambda: again.titles == ["An answer was recovered"])
    assert again.texts(tab.path) == ["One", "Two", "Hello", "Hi"]
    assert again.on_disk(tab.path).slices[-1].status == "complete"


def test_a_project_whose_folder_is_gone_drops_nothing(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    shutil.rmtree(room.root)
    room.until(lambda: "001.md cannot be saved" in room.titles)
    assert "One more" in tab.desk.text()
    assert room.workspace.tabs == {tab.path: tab}
    tab.write_anew()
    room.until(lambda: tab.problem is None)
    assert room.texts(tab.path) == ["One more", "Two"]
