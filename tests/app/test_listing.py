"""The list of a project's sessions, read in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.room import put_back, replaced_by_a_file
from tests.support.builders import file_text
from vibekoder.app.listing import KEY, Listing
from vibekoder.app.notice import Notice
from vibekoder.app.writer import Writer
from vibekoder.core.session import parse
from vibekoder.core.totals import Totals
from vibekoder.store import atomic
from vibekoder.store.sessions import Loaded


class Listed:
    """A listing of a folder, with what it has told."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.folder = folder
        self.at_hand: list[Loaded] = []
        self.writer = Writer("test")
        self.listing = Listing(lambda: self.folder, self.writer, lambda: self.at_hand)
        self.changes = 0
        self.notices: list[Notice] = []
        self.over: list[str] = []
        self._qtbot = qtbot
        self.listing.changed.connect(self._on_change)
        self.listing.notice.connect(self.notices.append)
        self.listing.noticeOver.connect(self.over.append)

    def write(self, name: str, title: str) -> None:
        """A session with this title."""
        (self.folder / name).write_text(file_text(f"u aaaaaa: {title}"), encoding="utf-8")

    def rest(self) -> None:
        """Wait until nothing is being read."""
        self.until(lambda: not self.writer.busy)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until this holds."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=5000)

    @property
    def titles(self) -> list[str]:
        """What the list says."""
        return [row.title for row in self.listing.rows]

    def _on_change(self) -> None:
        self.changes += 1


def test_what_all_sessions_cost_is_summed_as_they_are_listed(listed: Listed) -> None:
    paid = "a model=x/y usage=9/2// cost=0.5: one"
    for name in ("001.md", "002.md"):
        (listed.folder / name).write_text(file_text("u aaaaaa: Hi", paid), encoding="utf-8")
    listed.listing.look()
    listed.until(lambda: listed.changes)
    assert listed.listing.totals == Totals(18, 4, cost=1.0, answers=2)


@pytest.fixture
def listed(qtbot: QtBot, tmp_path: Path) -> Iterator[Listed]:
    folder = tmp_path / "sessions"
    folder.mkdir()
    made = Listed(qtbot, folder)
    yield made
    made.writer.close()


def test_the_sessions_of_a_folder_are_listed(listed: Listed) -> None:
    listed.write("002.md", "Two")
    listed.write("001.md", "One")
    listed.listing.look()
    assert listed.titles == []
    listed.rest()
    assert (listed.titles, listed.changes) == (["One", "Two"], 1)


def test_a_list_that_is_as_it_was_changes_nothing(listed: Listed) -> None:
    listed.write("001.md", "One")
    for _ in range(2):
        listed.listing.look()
        listed.rest()
    assert listed.changes == 1


def test_what_changes_while_it_is_read_is_seen_by_another_look(listed: Listed) -> None:
    listed.listing.look()
    listed.write("001.md", "One")
    for _ in range(5):
        listed.listing.look()
    listed.until(lambda: listed.titles == ["One"])
    listed.rest()


def test_a_folder_that_is_not_there_yet_has_no_sessions(listed: Listed) -> None:
    listed.folder.rmdir()
    listed.listing.look()
    listed.rest()
    assert listed.notices == []


def test_a_list_that_cannot_be_read_is_said_once_and_is_as_it_was(listed: Listed) -> None:
    listed.write("001.md", "One")
    listed.listing.look()
    listed.rest()
    away = replaced_by_a_file(listed.folder)
    for _ in range(3):
        listed.listing.look()
        listed.rest()
    assert [one.key for one in listed.notices] == [KEY]
    assert listed.titles == ["One"]
    put_back(listed.folder, away)


def test_a_look_that_is_wished_during_one_that_fails_is_taken(listed: Listed) -> None:
    away = replaced_by_a_file(listed.folder)
    listed.listing.look()
    listed.listing.look()
    put_back(listed.folder, away)
    listed.write("001.md", "One")
    listed.listing.look()
    listed.until(lambda: listed.titles == ["One"])
    assert listed.over[-1:] == [KEY]


def test_another_folder_is_read_from_the_next_look_on(listed: Listed, tmp_path: Path) -> None:
    listed.write("001.md", "One")
    listed.listing.look()
    listed.rest()
    listed.folder = tmp_path / "other"
    listed.listing.look()
    listed.rest()
    assert listed.titles == []


def test_what_is_open_is_not_read_for_the_list_again(listed: Listed) -> None:
    listed.write("001.md", "One")
    data = (listed.folder / "001.md").read_bytes()
    other = parse(file_text("u aaaaaa: As it is in memory").encode())
    listed.at_hand = [Loaded(other, atomic.digest(data))]
    listed.listing.look()
    listed.rest()
    assert listed.titles == ["As it is in memory"]


def test_what_was_changed_by_others_is_read(listed: Listed) -> None:
    listed.write("001.md", "One")
    listed.at_hand = [Loaded(parse(b""), atomic.digest(b"what it was"))]
    listed.listing.look()
    listed.rest()
    assert listed.titles == ["One"]
