"""What every test of the program's ongoing things is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.app.room import Room
from tests.end2end.conftest import opens, person, root, state
from tests.support.builders import file_text
from tests.support.fakes import FakeTransport
from vibekoder.app.tab import Tab

__all__ = ["opens", "person", "root", "state"]

Rooms = Callable[..., Room]


@pytest.fixture
def rooms(qtbot: QtBot, tmp_path: Path) -> Iterator[Rooms]:
    """Opens the project of this test, as often as it is called."""
    made: list[Room] = []

    def make(**edge: Any) -> Room:
        made.append(Room(qtbot, tmp_path, FakeTransport(), **edge))
        return made[-1]

    yield make
    for room in made:
        room.workspace.abandon()
        room.workspace.deleteLater()


@pytest.fixture
def room(rooms: Rooms) -> Room:
    """The project of this test, open."""
    return rooms()


@pytest.fixture
def tab(room: Room) -> Tab:
    """A session of a question and its answer."""
    return room.open(room.write(file_text("u aaaaaa: One", "a bbbbbb: Two")))
