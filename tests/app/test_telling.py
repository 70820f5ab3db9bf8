"""What becomes of saves, merges and answers is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.room import Room, put_back, replaced_by_a_file, type_in
from tests.support.builders import file_text
from tests.support.server import chunk, openai_stream, sse
from vibekoder.app.tab import Tab

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


def test_a_conflict_is_said(room: Room, tab: Tab) -> None:
    type_in(tab, " mine")
    room.write(TWO.replace("One", "One theirs"))
    room.until(lambda: room.titles == ["001.md was changed elsewhere too"])


def test_a_filtered_answer_that_is_not_sent_is_said(room: Room) -> None:
    tab = room.open(room.write("=={ User }==\nA\n\n=={ Assistant | status=filtered }==\nB\n"))
    room.ask(tab)
    assert room.titles == ["Not all of 001.md was sent"]
    assert room.notices[0].text == "An answer that was filtered is not sent."


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


def test_a_warning_of_an_answer_is_said(room: Room, tab: Tab) -> None:
    call = room.send(tab)
    call.play([chunk({"content": "Hi"}), sse("{no json"), *openai_stream([])])
    room.rest(tab)
    assert room.titles == ["1 piece of the answer was unreadable."]
