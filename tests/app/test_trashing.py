"""Sessions that are deleted, and brought back."""

from __future__ import annotations

from tests.app.room import Room, type_in
from vibekoder.app.tab import Tab


def test_a_deleted_session_comes_back_as_it_was(room: Room, tab: Tab) -> None:
    before = tab.path.read_bytes()
    room.workspace.delete(tab.path)
    room.until(lambda: room.titles)
    assert not tab.path.exists()
    room.workspace.trashing.restore(room.notices[-1].key.removeprefix("trash:"))
    room.until(lambda: room.workspace.tabs)
    assert tab.path.read_bytes() == before


def test_what_was_typed_last_goes_into_the_trash_too(room: Room, tab: Tab) -> None:
    path = tab.path
    type_in(tab, " more")
    room.workspace.delete(path)
    room.until(lambda: "001.md is in the trash" in room.titles)
    assert not path.exists()
    room.workspace.trashing.restore(room.notices[-1].key.removeprefix("trash:"))
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
