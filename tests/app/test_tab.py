"""One open session: edits, saves, drafts and runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import Room, begin, end, put_back, replaced_by_a_file, type_in
from tests.support.builders import file_text
from tests.support.server import openai_stream
from vibekoder.app.choice import How
from vibekoder.app.tab import Tab
from vibekoder.core.errors import FormatError, SessionGone
from vibekoder.engine.recovery import recover
from vibekoder.store import journal
from vibekoder.store.drafts import Drafts
from vibekoder.store.lock import session_lock

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


def heard(tab: Tab, name: str) -> list[Any]:
    """What a signal of this tab tells from now on."""
    told: list[Any] = []
    getattr(tab, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


def draft(room: Room, tab: Tab) -> str:
    """The unsent prompt as the disk has it."""
    return Drafts(room.state).load(tab.path)


# ------------------------------------------------------------------ saving


def test_an_edit_saves_itself_after_a_pause(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    room.until(lambda: room.texts(tab.path) == ["One more", "Two"])


def test_several_edits_are_one_save(room: Room, tab: Tab) -> None:
    saved = heard(tab, "saved")
    for letter in "more":
        type_in(tab, letter)
    room.until(lambda: saved)
    assert room.texts(tab.path) == ["Onemore", "Two"]
    assert len(saved) == 1


def test_undo_and_redo_are_saved_too(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    tab.undo()
    tab.save()
    room.rest(tab)
    assert room.texts(tab.path) == ["One", "Two"]
    tab.redo()
    room.until(lambda: room.texts(tab.path) == ["One more", "Two"])


def test_what_is_not_dirty_is_not_written(room: Room, tab: Tab) -> None:
    saved = heard(tab, "saved")
    tab.save_if_dirty()
    room.rest(tab)
    type_in(tab, "!")
    tab.save_if_dirty()
    room.until(lambda: saved)
    assert saved == [None]
    assert room.texts(tab.path) == ["One!", "Two"]


def test_a_save_that_fails_is_told_once_kept_and_tried_again(room: Room, tab: Tab) -> None:
    told = heard(tab, "unsaved")
    type_in(tab, " more")
    away = replaced_by_a_file(room.sessions)
    for _ in range(3):
        tab.save()
    room.rest(tab)
    assert len(told) == 1
    assert str(tab.problem) == str(told[0])
    put_back(room.sessions, away)
    room.until(lambda: tab.problem is None)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_a_save_that_a_person_asks_for_tells_again_that_it_fails(room: Room, tab: Tab) -> None:
    told = heard(tab, "unsaved")
    away = replaced_by_a_file(room.sessions)
    for count in (1, 2):
        tab.save_now()
        room.until(lambda count=count: len(told) == count)
    put_back(room.sessions, away)


def test_who_waits_for_a_save_that_failed_is_told_by_the_next_that_does_not(
    room: Room, tab: Tab
) -> None:
    told: list[str] = []
    away = replaced_by_a_file(room.sessions)
    tab.save(lambda: told.append("first"))
    tab.save(lambda: told.append("second"))
    room.rest(tab)
    assert told == []
    put_back(room.sessions, away)
    tab.save(lambda: told.append("third"))
    room.until(lambda: told)
    assert told == ["first", "second", "third"]


def test_who_waits_is_not_told_by_a_save_of_before(room: Room, tab: Tab) -> None:
    told: list[list[str]] = []
    tab.save()
    type_in(tab, " more")
    tab.save(lambda: told.append(room.texts(tab.path)))
    room.until(lambda: told)
    assert told == [["One more", "Two"]]


def test_a_file_that_is_gone_is_written_again_when_a_person_wants_it(room: Room, tab: Tab) -> None:
    type_in(tab, " more")
    shutil.rmtree(room.sessions)
    tab.save()
    room.until(lambda: isinstance(tab.problem, SessionGone))
    assert not room.sessions.exists()
    tab.write_anew()
    room.until(lambda: tab.problem is None)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_a_copy_goes_elsewhere_and_the_session_stays_where_it_is(
    room: Room, tab: Tab, tmp_path: Path
) -> None:
    told = heard(tab, "copied")
    type_in(tab, " more")
    tab.save_copy(tmp_path / "copy.md")
    room.until(lambda: told)
    assert room.texts(tmp_path / "copy.md") == ["One more", "Two"]
    assert tab.path == room.sessions / "001.md"


@pytest.mark.logs
def test_a_copy_that_cannot_be_written_is_told_and_is_no_problem_of_the_session(
    room: Room, tab: Tab, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = heard(tab, "uncopied")
    tab.save_copy(tmp_path / "no" / "such" / "folder" / "copy.md")
    room.until(lambda: told)
    assert "saving a copy failed" in caplog.text
    assert tab.problem is None


def test_what_others_wrote_comes_in_and_both_are_kept_where_they_differ(
    room: Room, tab: Tab
) -> None:
    told = heard(tab, "merged")
    type_in(tab, " mine")
    room.write(TWO.replace("One", "One theirs").replace("Two", "2"))
    tab.check_disk()
    room.until(lambda: told)
    assert told == [1]
    assert [one.text for one in tab.session.slices] == ["One theirs", "One mine", "2"]


# ------------------------------------------------------------------ read-only, loose text


def test_a_session_that_is_not_utf8_is_never_written_and_closes(room: Room) -> None:
    path = room.write(b"=={ User }==\ncaf\xe9\n")
    tab = room.open(path)
    closed = heard(tab, "closed")
    type_in(tab, " more")
    tab.save_now()
    tab.check_disk()
    tab.close()
    room.until(lambda: closed)
    assert path.read_bytes() == b"=={ User }==\ncaf\xe9\n"
    assert tab.problem is None


def test_text_above_the_first_slice_can_be_made_a_prompt_and_back(room: Room) -> None:
    before = "---\r\ntitle: Notes\r\n---\r\nSome\r\nnotes\n"
    tab = room.open(room.write(before))
    assert tab.loose == "Some\nnotes"
    tab.make_prompt()
    room.rest(tab)
    assert [(one.role, one.text) for one in tab.session.slices] == [("user", "Some\nnotes")]
    assert tab.loose == ""
    assert room.texts(tab.path) == ["Some\nnotes"]
    tab.undo()
    tab.save()
    room.rest(tab)
    assert tab.path.read_bytes() == before.encode()


def test_a_title_goes_into_the_front_matter_or_nowhere(room: Room, tab: Tab) -> None:
    tab.describe({"title": "Pairs"})
    room.rest(tab)
    assert tab.title == "Pairs"
    assert room.on_disk(tab.path).head.front == "---\ntitle: Pairs\n---\n"
    odd = room.open(room.write("---\n{\n---\n" + TWO, "002.md"))
    with pytest.raises(FormatError):
        odd.describe({"title": "Odd"})


# ------------------------------------------------------------------ drafts


def test_a_draft_is_kept_and_forgotten_when_it_is_empty(room: Room, tab: Tab) -> None:
    tab.keep_draft("A thought")
    room.rest(tab)
    assert draft(room, tab) == "A thought"
    tab.keep_draft("")
    room.rest(tab)
    assert draft(room, tab) == ""


def test_a_sent_prompt_is_a_draft_until_the_file_has_it(room: Room, tab: Tab) -> None:
    tab.keep_draft("Hel")
    tab.set_draft("")
    with session_lock(room.state, tab.path):
        room.workspace.send(tab, "Hello")
        room.until(lambda: draft(room, tab) == "Hello")
        assert not room.transport.calls
        assert room.texts(tab.path) == ["One", "Two"]
    room.until(lambda: room.transport.calls and not tab.writer.busy)
    assert draft(room, tab) == ""
    assert room.texts(tab.path)[-1] == "Hello"


def test_what_is_typed_while_a_prompt_is_on_its_way_stays_a_draft(room: Room, tab: Tab) -> None:
    room.workspace.send(tab, "Hello")
    tab.keep_draft("And then?")
    room.until(lambda: room.transport.calls and not tab.writer.busy)
    assert draft(room, tab) == "And then?"
    assert tab.draft == "And then?"


def test_a_refused_prompt_is_a_draft_again_above_what_was_typed_since(
    rooms: Rooms,
) -> None:
    room = rooms(environ={})
    tab = room.open(room.write(TWO))
    room.workspace.send(tab, "Hello")
    tab.keep_draft("And then?")
    room.until(lambda: room.titles)
    room.rest(tab)
    assert tab.draft == "Hello\n\nAnd then?"
    assert draft(room, tab) == "Hello\n\nAnd then?"
    assert room.texts(tab.path) == ["One", "Two"]


@pytest.mark.logs
def test_a_draft_that_cannot_be_kept_is_told_and_kept_as_soon_as_it_can_be(
    room: Room, tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    told = heard(tab, "draftLost")
    room.state.drafts.parent.mkdir(parents=True, exist_ok=True)
    room.state.drafts.write_bytes(b"")
    tab.keep_draft("A thought")
    room.until(lambda: told)
    room.state.drafts.unlink()
    tab.keep_draft("A thought")
    room.rest(tab)
    assert draft(room, tab) == "A thought"
    assert "keeping a draft failed" in caplog.text


# ------------------------------------------------------------------ runs


def test_the_slice_of_a_run_is_there_when_the_run_is_told(room: Room, tab: Tab) -> None:
    found: list[bool] = []
    tab.runAdded.connect(lambda run: found.append(tab.session.find(run.slice_id) is not None))
    room.send(tab)
    assert found == [True]


def test_text_is_told_with_the_slice_it_belongs_to(room: Room, tab: Tab) -> None:
    told: list[tuple[str, str]] = []
    tab.grew.connect(lambda name, text: told.append((name, text)))
    call = room.send(tab)
    begin(call, ["Hi"])
    room.until(lambda: told)
    assert told == [(tab.arriving[0].slice_id, "Hi")]


def test_stop_without_a_name_stops_the_newest(room: Room, tab: Tab) -> None:
    first, second = room.send(tab, "A"), room.send(tab, "B")
    begin(first, ["to A"])
    begin(second, ["to B"])
    tab.stop()
    assert (first.cancelled, second.cancelled) == (False, True)
    tab.stop(tab.arriving[0].id)
    assert first.cancelled
    room.rest(tab)
    texts = room.texts(tab.path)
    assert sorted(texts[2:]) == ["A", "B", "to A", "to B"]


def test_stop_all_stops_all_and_an_unknown_one_nothing(room: Room, tab: Tab) -> None:
    calls = [room.send(tab, prompt) for prompt in "AB"]
    tab.stop("nobody")
    assert not any(call.cancelled for call in calls)
    tab.stop_all()
    assert all(call.cancelled for call in calls)
    room.rest(tab)


def test_why_a_prompt_has_no_answer_is_known_until_it_is_sent_again(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    call.open(401)
    call.close()
    room.rest(tab)
    asked = tab.session.slices[-1].id or ""
    assert tab.failures[asked].code == "auth"
    room.send(tab, "", asked)
    assert tab.failures == {}


def test_a_retry_that_is_refused_says_so_at_its_prompt(rooms: Rooms) -> None:
    room = rooms(environ={})
    tab = room.open(room.write(file_text("u aaaaaa: One")))
    room.workspace.send(tab, "", How("aaaaaa"))
    room.until(lambda: tab.failures)
    room.rest(tab)
    assert tab.failures["aaaaaa"].code == "no_key"
    assert "has no key" in tab.failures["aaaaaa"].message


def test_why_an_answer_is_only_a_part_is_known_by_its_slice(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    begin(call, ["Hi"])
    call.close()
    name = tab.arriving[0].slice_id if tab.arriving else tab.session.slices[-1].id or ""
    room.rest(tab)
    assert tab.failures[name].code == "cut_off"


def test_a_good_answer_is_no_failure(room: Room, tab: Tab) -> None:
    room.ask(tab)
    assert tab.failures == {}


def test_an_answer_whose_save_fails_keeps_its_journal_until_it_is_saved(
    room: Room, tab: Tab
) -> None:
    call = room.send(tab)
    begin(call, ["Hi"])
    away = replaced_by_a_file(room.sessions)
    arrived, ended = heard(tab, "runArrived"), heard(tab, "runEnded")
    end(call)
    room.until(lambda: tab.problem is not None)
    assert (len(arrived), len(ended)) == (1, 0)
    assert len(room.journals()) == 1
    assert tab.arriving == []
    assert "Hi" in tab.desk.text()
    put_back(room.sessions, away)
    room.until(lambda: ended)
    assert room.texts(tab.path)[-1] == "Hi"
    assert not room.journals()


def test_edits_and_answers_go_on_while_nothing_can_be_saved(room: Room, tab: Tab) -> None:
    calls = [room.send(tab, prompt) for prompt in "AB"]
    away = replaced_by_a_file(room.sessions)
    type_in(tab, " more")
    tab.save()
    for call, answer in zip(calls, ("to A", "to B"), strict=True):
        call.play(openai_stream([answer]))
    room.until(lambda: not tab.writer.busy)
    assert len(room.journals()) == 2
    put_back(room.sessions, away)
    room.until(lambda: not tab.runs)
    texts = room.texts(tab.path)
    assert texts[0] == "One more"
    assert sorted(texts[2:]) == ["A", "B", "to A", "to B"]
    assert not room.journals()


# ------------------------------------------------------------------ closing


def test_a_closed_tab_saves_what_was_typed_last(room: Room, tab: Tab) -> None:
    closed = heard(tab, "closed")
    type_in(tab, " more")
    tab.close()
    room.until(lambda: closed)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_a_closed_tab_waits_for_its_answer(room: Room, tab: Tab) -> None:
    closed = heard(tab, "closed")
    call = room.send(tab)
    begin(call, ["Hi"])
    tab.close()
    room.until(lambda: not tab.writer.busy)
    assert closed == []
    end(call)
    room.until(lambda: closed)
    assert room.texts(tab.path)[-1] == "Hi"
    assert not room.journals()


def test_a_tab_that_is_closed_while_its_prompt_is_prepared_sends_it(room: Room, tab: Tab) -> None:
    closed = heard(tab, "closed")
    room.workspace.send(tab, "Hello")
    tab.close()
    room.until(lambda: room.transport.calls)
    room.transport.call.play(openai_stream(["Hi"]))
    room.until(lambda: closed)
    assert room.texts(tab.path)[-2:] == ["Hello", "Hi"]


def test_a_closed_tab_stays_until_its_save_works(room: Room, tab: Tab) -> None:
    closed, rested = heard(tab, "closed"), heard(tab, "rested")
    type_in(tab, " more")
    away = replaced_by_a_file(room.sessions)
    tab.close()
    room.until(lambda: rested and tab.problem is not None)
    assert closed == []
    put_back(room.sessions, away)
    room.until(lambda: closed)
    assert room.texts(tab.path) == ["One more", "Two"]


def test_a_tab_that_is_opened_again_does_not_close(room: Room, tab: Tab) -> None:
    closed = heard(tab, "closed")
    call = room.send(tab)
    tab.close()
    tab.reopen()
    call.play(openai_stream(["Hi"]))
    room.rest(tab)
    type_in(tab, " more")
    tab.save()
    room.rest(tab)
    assert closed == []


def test_a_tab_rests_when_nothing_is_under_way(room: Room, tab: Tab) -> None:
    told = heard(tab, "rested")
    room.ask(tab)
    assert tab.at_rest
    assert told


def test_a_tab_that_is_ended_stops_its_requests_and_its_journals_hold_the_rest(
    room: Room, tab: Tab
) -> None:
    call = room.send(tab)
    begin(call, ["Hi", " you"])
    away = replaced_by_a_file(room.sessions)
    tab.end()
    assert call.cancelled
    (left,) = room.journals()
    put_back(room.sessions, away)
    assert journal.is_free(left)
    recover(room.state)
    assert room.texts(tab.path)[-1] == "Hi you"


def test_what_comes_after_the_end_does_nothing(room: Room, tab: Tab) -> None:
    deeds: list[Callable[[], object]] = [
        tab.save,
        tab.write_anew,
        tab.stop_all,
        lambda: tab.keep_draft("late"),
        lambda: type_in(tab, "late"),
        lambda: tab.save_copy(room.sessions / "late.md"),
    ]
    tab.end()
    for deed in deeds:
        deed()
    assert room.texts(tab.path) == ["One", "Two"]
    assert not (room.sessions / "late.md").exists()
    assert draft(room, tab) == ""
