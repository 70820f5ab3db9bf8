"""One open project: its sessions, its tabs, what runs in them, and its end."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import KEY, Room, begin, end, put_back, replaced_by_a_file
from tests.support.builders import file_text
from tests.support.server import chunk, openai_stream, sse
from vibekoder.app.tab import Tab
from vibekoder.core import settings
from vibekoder.core.edits import Edit
from vibekoder.core.errors import ProjectError, VibeKoderError
from vibekoder.engine.ledger import Line
from vibekoder.store.drafts import Drafts
from vibekoder.store.projects import Project

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


@pytest.fixture
def tab(room: Room) -> Tab:
    """A session of a question and its answer."""
    return room.open(room.write(TWO))


def type_in(tab: Tab, text: str) -> None:
    at = len(tab.desk.shown(1).rstrip("\n"))
    tab.edit(Edit(1, at, 1, at, text))


def heard(workspace: object, name: str) -> list[Any]:
    told: list[Any] = []
    getattr(workspace, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


# ------------------------------------------------------------------ sessions


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


# ------------------------------------------------------------------ tabs


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


def test_a_conflict_is_said(room: Room, tab: Tab) -> None:
    type_in(tab, " mine")
    room.write(TWO.replace("One", "One theirs"))
    room.until(lambda: room.titles == ["001.md was changed elsewhere too"])


def test_a_filtered_answer_that_is_not_sent_is_said(room: Room) -> None:
    tab = room.open(room.write("=={ User }==\nA\n\n=={ Assistant | status=filtered }==\nB\n"))
    room.ask(tab)
    assert room.titles == ["Not all of 001.md was sent"]
    assert room.notices[0].text == "An answer that was filtered is not sent."


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


def test_a_notice_that_something_is_unsaved_goes_when_it_is_saved(room: Room, tab: Tab) -> None:
    away = replaced_by_a_file(room.sessions)
    tab.save()
    room.until(lambda: "001.md cannot be saved" in room.titles)
    put_back(room.sessions, away)
    tab.save()
    room.until(lambda: f"unsaved:{tab.path}" in room.over)


@pytest.mark.logs
def test_a_copy_is_said_or_why_there_is_none(
    room: Room, tab: Tab, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tab.save_copy(tmp_path / "copy.md")
    tab.save_copy(tmp_path / "no" / "copy.md")
    room.until(lambda: len(room.titles) == 2)
    assert room.titles == ["A copy is saved", "No copy of 001.md was saved"]
    assert "saving a copy failed" in caplog.text


# ------------------------------------------------------------------ sending


def test_a_prompt_goes_with_the_settings_of_project_and_session(room: Room) -> None:
    head = "---\nmodel: tiny\nparams:\n  seed: 3\n---\n"
    tab = room.open(room.write(file_text("u aaaaaa: One", head=head)))
    call = room.send(tab, "")
    body = call.request.body
    assert b'"tiny"' in body
    assert b'"seed":3' in body.replace(b" ", b"")
    assert ("authorization", f"Bearer {KEY}") in [(k.lower(), v) for k, v in call.request.headers]


def test_a_backend_that_is_not_there_refuses_and_keeps_the_prompt(room: Room) -> None:
    tab = room.open(room.write("---\nbackend: nobody\n---\n" + TWO))
    refused = heard(tab, "refused")
    room.workspace.send(tab, "Hello")
    assert isinstance(refused[0], ProjectError)
    assert room.notices[-1].actions == (("backends", "Open backends"),)
    assert tab.draft == "Hello"
    with pytest.raises(ProjectError):
        room.workspace.choice(tab.session)


def test_a_warning_of_an_answer_is_said(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    call.play([chunk({"content": "Hi"}), sse("{no json"), *openai_stream([])])
    room.rest(tab)
    assert room.titles == ["1 piece of the answer was unreadable."]


def test_a_prompt_below_loose_text_is_sent_and_says_what_is_not(room: Room) -> None:
    tab = room.open(room.write("Some notes\n"))
    call = room.send(tab, "Hello")
    assert b"Some notes" not in call.request.body
    assert room.actions("no prompt yet") == ["prompt"]


def test_loose_text_alone_can_be_made_a_prompt(room: Room) -> None:
    tab = room.open(room.write("Some notes\n"))
    room.workspace.offer_prompt(tab)
    assert (room.actions("no prompt yet"), room.notices[-1].key) == (
        ["prompt"],
        f"loose:{tab.path}",
    )


def test_requests_of_all_tabs_are_listed_oldest_first(room: Room, tab: Tab) -> None:
    other = room.open(room.write(TWO, "002.md"))
    for one in (tab, other, tab):
        room.send(one)
    tabs = [room.workspace.tab_of(run.id) for run in room.workspace.runs]
    assert tabs == [tab, other, tab]
    assert room.workspace.tab_of("nobody") is None


def test_included_files_keep_the_limit_of_the_settings_also_after_a_change(
    room: Room, tab: Tab
) -> None:
    (room.root / "big.txt").write_text("x" * 3000)
    room.workspace.change_project(lambda one: one.save_setting(settings.INCLUDE_LIMIT, 1))
    room.workspace.send(tab, "<!-- include: big.txt -->")
    room.until(lambda: any("include" in title for title in room.titles))
    assert not room.transport.calls
    room.workspace.change_project(lambda one: one.save_setting(settings.INCLUDE_LIMIT, 4))
    assert b"xxx" in room.send(tab, "<!-- include: big.txt -->").request.body


def test_a_change_of_the_project_is_told_and_one_that_is_refused_changes_nothing(
    room: Room,
) -> None:
    told = heard(room.workspace, "projectChanged")
    before = room.workspace.project
    away = replaced_by_a_file(room.root)
    with pytest.raises(VibeKoderError):
        room.workspace.change_project(lambda one: one.save_setting(settings.BACKEND, "other"))
    put_back(room.root, away)
    assert room.workspace.project is before
    room.workspace.change_project(lambda one: one.save_setting(settings.BACKEND, "rehearsal"))
    assert told == [None]
    assert room.workspace.choice().entry.name == "rehearsal"


# ------------------------------------------------------------------ rename, delete


def test_a_session_is_renamed_open_or_not(room: Room, tab: Tab) -> None:
    closed = room.write(TWO, "002.md")
    room.workspace.rename(tab.path, "First")
    room.workspace.rename(closed, "Second")
    room.until(lambda: b"title: First" in tab.path.read_bytes())
    room.until(lambda: b"title: Second" in closed.read_bytes())
    room.until(lambda: room.workspace.all_tabs == [tab])


def test_a_session_that_opens_while_it_is_renamed_has_one_tab(room: Room) -> None:
    path = room.write(TWO)
    room.workspace.open(path)
    room.workspace.rename(path, "First")
    room.until(lambda: b"title: First" in path.read_bytes())
    assert [tab.title for tab in room.workspace.all_tabs] == ["First"]
    other = room.write(TWO, "002.md")
    room.workspace.rename(other, "Second")
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
    room.workspace.rename(path, "First")
    room.until(lambda: "001.md cannot be renamed" in room.titles)
    room.until(lambda: not room.workspace.all_tabs)
    assert path.read_bytes() == before


def test_a_deleted_session_comes_back_as_it_was(room: Room, tab: Tab) -> None:
    before = tab.path.read_bytes()
    room.workspace.delete(tab.path)
    room.until(lambda: room.titles)
    assert not tab.path.exists()
    room.workspace.restore(room.notices[-1].key.removeprefix("trash:"))
    room.until(lambda: room.workspace.tabs)
    assert tab.path.read_bytes() == before


def test_what_was_typed_last_goes_into_the_trash_too(room: Room, tab: Tab) -> None:
    path = tab.path
    type_in(tab, " more")
    room.workspace.delete(path)
    room.until(lambda: "001.md is in the trash" in room.titles)
    assert not path.exists()
    room.workspace.restore(room.notices[-1].key.removeprefix("trash:"))
    room.until(lambda: room.workspace.tabs)
    assert room.texts(path) == ["One more", "Two"]


def test_a_session_that_was_just_closed_is_deleted_after_its_last_save(
    room: Room, tab: Tab
) -> None:
    type_in(tab, " more")
    room.workspace.close_tab(tab)
    room.workspace.delete(tab.path)
    room.until(lambda: room.titles == ["001.md is in the trash"])
    assert not (room.sessions / "001.md").exists()


def test_a_session_that_is_opened_again_is_not_deleted(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    room.workspace.delete(tab.path)
    room.workspace.open(tab.path)
    room.rest(tab)
    room.workspace.close_tab(tab)
    room.until(lambda: not room.workspace.all_tabs)
    assert room.texts(room.sessions / "001.md") == ["One more", "Two"]
    assert room.titles == []


def test_a_session_that_is_being_answered_is_not_deleted(room: Room, tab: Tab) -> None:
    room.send(tab)
    room.workspace.close_tab(tab)
    room.workspace.delete(tab.path)
    assert room.titles == ["This session is still being answered"]
    assert tab.path.exists()


def test_what_cannot_be_deleted_is_said(room: Room) -> None:
    room.workspace.delete(room.sessions / "009.md")
    room.until(lambda: room.titles == ["009.md was not deleted"])


# ------------------------------------------------------------------ recovery


def left_behind(rooms: Rooms) -> tuple[Room, Path]:
    """A program died while an answer came."""
    first = rooms()
    tab = first.open(first.write(TWO))
    begin(first.send(tab), ["Hi", " yo"])
    first.until(lambda: "Hi yo" in tab.desk.text())
    first.rest_of_writing(tab)
    tab.arriving[0].strike.journal.close()
    return rooms(), tab.path


def test_an_answer_of_a_program_that_died_is_placed_and_said(rooms: Rooms) -> None:
    again, path = left_behind(rooms)
    tab = again.open(path)
    again.workspace.start()
    again.until(lambda: again.titles)
    assert again.titles == ["An answer was recovered"]
    again.until(lambda: [one.text for one in tab.session.slices][-1] == "Hi yo")
    assert again.texts(path) == ["One", "Two", "Hello", "Hi yo"]


def test_an_answer_without_its_session_is_put_into_a_new_one(rooms: Rooms) -> None:
    again, path = left_behind(rooms)
    path.unlink()
    again.workspace.start()
    again.until(lambda: again.titles)
    kept = again.notices[-1].key.removeprefix("recovered:")
    again.workspace.adopt(Path(kept))
    again.until(lambda: again.workspace.tabs)
    assert again.texts(next(iter(again.workspace.tabs))) == ["Hi yo"]
    assert not Path(kept).exists()


# ------------------------------------------------------------------ the end


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


def test_a_request_that_has_no_address_any_more_is_not_copied_and_says_why(room: Room) -> None:
    room.ask(room.new())
    file = room.root / "vibekoder.toml"
    file.write_text(file.read_text("utf-8").replace("server.test", "server.test:0"), "utf-8")
    room.workspace.change_project(lambda _: Project.open(room.root))
    told: list[str] = []
    line = Line("r1", "scripted", "small", room.edge.wall(), receipt="r")
    room.workspace.copy_as_curl(line, told.append)
    assert "The request cannot be copied" in room.titles
    assert not told
