"""Forks as files beside the session they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.room import Room, begin
from vibekoder.app import forking
from vibekoder.app.answers import DEEDS
from vibekoder.app.tab import Tab
from vibekoder.core.session import Session, parse
from vibekoder.store import front_matter
from vibekoder.store.front_matter import Read
from vibekoder.store.sessions import origin_of

TEXT = "=={ User }==\nHello\n\n=={ Assistant }==\nOne\n\n=={ User }==\nMore\n"


def fork(room: Room, tab: Tab, at: int, name: str = "fork") -> Session:
    """The fork, once its tab is there."""
    known = set(room.workspace.tabs)
    DEEDS[name](room.workspace, tab, at)
    room.until(lambda: set(room.workspace.tabs) - known)
    (path,) = set(room.workspace.tabs) - known
    return parse(path.read_bytes())


def link_in(session: Session) -> Read:
    return front_matter.read(session.head.front)["forked_from"]


def test_a_fork_opens_and_names_the_slice_that_it_comes_from(room: Room) -> None:
    tab = room.open(room.write(TEXT))
    new = fork(room, tab, 2)
    assert [part.text for part in new.slices] == ["Hello", "One"]
    slices = parse(tab.path.read_bytes()).slices
    assert link_in(new) == f"001.md#{slices[1].id}"


def test_the_original_changes_by_the_id_that_it_needs_and_nothing_else(room: Room) -> None:
    tab = room.open(room.write(TEXT))
    fork(room, tab, 2)
    slices = parse(tab.path.read_bytes()).slices
    assert [part.id is not None for part in slices] == [False, True, False]
    assert tab.path.read_text().replace(f" | id={slices[1].id}", "") == TEXT


def test_a_fork_of_a_fork_names_its_own_parent(room: Room) -> None:
    tab = room.open(room.write(TEXT))
    fork(room, tab, 3)
    second = room.workspace.tabs[room.sessions / "002.md"]
    assert str(link_in(fork(room, second, 1))).startswith("002.md#")


def test_a_session_from_elsewhere_is_named_by_the_way_to_it(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text(TEXT)
    new = fork(room, room.open(path), 1)
    assert str(link_in(new)).startswith("../../other.md#")
    assert origin_of(new, room.sessions / "001.md") == path


@pytest.mark.parametrize(
    ("data", "at", "said"),
    [
        (TEXT.encode(), 0, "no slice here"),
        (b"=={ User }==\nno \xff text\n", 1, "cannot be changed"),
    ],
)
def test_what_cannot_be_forked_is_said(room: Room, data: bytes, at: int, said: str) -> None:
    tab = room.open(room.write(data))
    assert DEEDS["fork"](room.workspace, tab, at) is None
    assert said in room.titles[-1]
    assert len(list(room.sessions.glob("*.md"))) == 1


def test_the_way_back_is_said_where_it_leads_nowhere(room: Room) -> None:
    tab = room.open(room.write("---\nforked_from: 000.md#aaaaaa\n---\n" + TEXT))
    forking.go_to_origin(room.workspace, tab)
    assert room.titles[-1] == "000.md is not there any more"


def test_an_answer_that_arrives_is_not_forked_but_the_prompt_above_it_is(room: Room) -> None:
    tab = room.new()
    begin(room.send(tab), ["One"])
    assert DEEDS["fork"](room.workspace, tab, 2) is None
    assert room.titles[-1] == "An answer still arrives there"
    assert [part.text for part in fork(room, tab, 1).slices] == ["Hello"]
    tab.stop_all()
    room.rest(tab)
