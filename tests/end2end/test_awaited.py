"""A file that takes long to be read is said to be awaited, and need not be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.end2end.person import Person

TEXT = b"=={ User }==\n\nAt last\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no named pipes of this kind")


@pytest.fixture
def slow(person: Person, root: Path) -> Path:
    """A session whose bytes do not come before somebody writes them; it has been asked for."""
    path = root / "sessions" / "slow.md"
    os.mkfifo(path)
    person.workspace.open(path)
    person.until(lambda: any("Opening slow.md" in one for one in person.notices()))
    return path


def come(slow: Path) -> None:
    """The bytes are there, and from now on in a file like any other."""
    with slow.open("wb") as pipe:
        slow.unlink()
        slow.write_bytes(TEXT)
        pipe.write(TEXT)


def test_what_is_awaited_comes_and_the_notice_goes(person: Person, slow: Path) -> None:
    assert person.window.notices.cards
    come(slow)
    person.until(lambda: person.path.name == "slow.md")
    person.until(lambda: not person.window.notices.cards)


def test_what_was_given_up_does_not_come(person: Person, slow: Path) -> None:
    before = len(person.window.tabs.widgets)
    person.press_notice("give-up")
    assert not person.window.notices.cards
    come(slow)
    person.new_session()
    assert len(person.window.tabs.widgets) == before + 1
    assert all(one.tab.path != slow for one in person.window.tabs.widgets)
