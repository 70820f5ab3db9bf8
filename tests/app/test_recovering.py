"""What a program that died has left is placed by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.conftest import Rooms
from tests.app.room import Room, begin
from tests.support.builders import file_text
from vibekoder.app.tab import Tab

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


@pytest.fixture
def tab(room: Room) -> Tab:
    """A session of a question and its answer."""
    return room.open(room.write(TWO))


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
    again.workspace.recovering.adopt(Path(kept))
    again.until(lambda: again.workspace.tabs)
    assert again.texts(next(iter(again.workspace.tabs))) == ["Hi yo"]
    assert not Path(kept).exists()
