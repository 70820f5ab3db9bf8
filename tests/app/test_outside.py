"""A project asks before it includes files from outside of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.room import Room
from vibekoder.app.notice import outside_key
from vibekoder.core import settings
from vibekoder.core.errors import Refused, Unresolved


@pytest.fixture
def shared(room: Room) -> Path:
    """A folder beside the project, that its settings name."""
    folder = room.root.parent / "shared"
    folder.mkdir()
    name(room, "../shared")
    room.until(lambda: room.workspace.outside.pending)
    return folder


def name(room: Room, *folders: str) -> None:
    room.change(lambda project: project.save_setting(settings.INCLUDE_FOLDERS, folders or None))


def test_new_folders_are_asked_about(room: Room, shared: Path) -> None:
    assert room.workspace.outside.pending == (shared,)
    assert room.notices[-1].key == outside_key(room.root)
    assert room.workspace.project.name in room.notices[-1].title


def test_what_was_confirmed_is_asked_about_no_more(room: Room, shared: Path) -> None:
    with room.qtbot.waitSignal(room.workspace.projectChanged):
        room.workspace.outside.confirm([shared])
    room.until(lambda: outside_key(room.root) in room.over)
    count = len(room.notices)
    room.workspace.outside.look()
    room.workspace.outside.remind(Unresolved("x", "", ()))
    room.until(lambda: not room.workspace._writer.busy)  # pyright: ignore
    assert len(room.notices) == count


def test_a_question_goes_with_the_setting(room: Room, shared: Path) -> None:
    name(room)
    room.until(lambda: outside_key(room.root) in room.over)
    assert room.workspace.outside.pending == ()


def test_a_send_that_lacks_something_asks_once_more(room: Room, shared: Path) -> None:
    count = len(room.notices)
    room.workspace.outside.remind(Refused("no key"))
    assert len(room.notices) == count
    room.workspace.outside.remind(Unresolved("x", "", ()))
    assert room.notices[-1].key == outside_key(room.root)


@pytest.fixture
def away(room: Room) -> Path:
    """A folder of another project, to which the folder of the sessions leads."""
    folder = room.root.parent / "another"
    room.sessions.rename(folder)
    (folder / "007.md").write_text("=={ User }==\nprivate words\n")
    room.sessions.symlink_to(folder)
    name(room)
    room.until(lambda: room.workspace.outside.pending)
    return folder


def test_sessions_that_a_link_leads_to_are_neither_listed_nor_made(room: Room, away: Path) -> None:
    assert room.workspace.outside.pending == (room.sessions,)
    before = sorted(away.iterdir())
    with room.qtbot.waitSignal(room.workspace.unopened):
        room.workspace.new_session()
    with room.qtbot.waitSignal(room.workspace.unopened):
        room.workspace.duplicate(away / "007.md")
    room.until(lambda: "The sessions cannot be listed" in room.titles)
    assert room.workspace.rows == []
    assert sorted(away.iterdir()) == before


def test_they_are_once_the_person_has_allowed_it(room: Room, away: Path) -> None:
    room.workspace.outside.confirm([room.sessions])
    room.until(lambda: [row.title for row in room.workspace.rows] == ["private words"])
    room.workspace.new_session()
    room.until(lambda: (away / "008.md").exists())
