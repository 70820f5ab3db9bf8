"""From a fork back to the slice, and from a session on to its forks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.builders import file_text


@pytest.fixture
def person(opens: Opens, root: Path) -> Person:
    """Somebody with a session of some length open."""
    (root / "sessions").mkdir()
    path = root / "sessions" / "001.md"
    path.write_text(file_text(*(f"u aaaa{n}{n}: prompt {n}" for n in (2, 3, 4, 5, 6, 7))))
    someone = opens(session=path)
    someone.ready()
    return someone


def fork_at(person: Person, part: int) -> Path:
    """Fork the first session at a slice; the new one is shown."""
    first = person.path.parent / "001.md"
    person.window.opening.open(first)
    person.until(lambda: person.path == first)
    person.editor.setFocus()
    person.editor.set_caret(part, 0)
    person.press("Ctrl+B")
    person.until(lambda: person.path != first)
    new = person.path
    person.until(lambda: any(row.path == new for row in person.workspace.rows))
    return new


def test_the_way_back_leads_to_the_slice(person: Person) -> None:
    fork = fork_at(person, 3)
    person.press("Ctrl+Shift+Tab")
    person.until(lambda: person.path.name == "001.md")
    person.editor.set_caret(1, 0)
    person.press("Ctrl+Tab")
    person.until(lambda: person.path == fork)
    person.window.trigger("session.origin")
    person.until(lambda: person.path.name == "001.md")
    person.until(lambda: person.editor.caret()[0] == 3)
    person.until(lambda: person.editor.hasFocus())


def test_a_session_without_forks_says_so(person: Person) -> None:
    person.window.trigger("session.forks")
    person.until(lambda: any("Nothing was forked" in one for one in person.notices()))


def test_the_only_fork_is_gone_to_at_once(person: Person) -> None:
    fork = fork_at(person, 2)
    person.window.trigger("session.origin")
    person.until(lambda: person.path.name == "001.md")
    person.window.trigger("session.forks")
    person.until(lambda: person.path == fork)


def test_of_several_forks_one_is_chosen(person: Person) -> None:
    first = fork_at(person, 2)
    fork_at(person, 4)
    person.window.trigger("session.origin")
    person.until(lambda: person.path.name == "001.md")
    person.window.trigger("session.forks")
    sheet = person.sheet()
    assert len(sheet.shown) == 2
    person.press("Down", "Return")
    person.until(lambda: person.path == first)
