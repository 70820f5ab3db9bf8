"""A long session says how far it is, and need not be waited for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from vibekoder.ui.editor import loading


@pytest.fixture
def waiter(opens: Opens, root: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who opens a session that comes in by pieces, beside a short one."""
    monkeypatch.setattr(loading, "LONG", 5000)
    monkeypatch.setattr(loading, "PIECE", 1000)
    folder = root / "sessions"
    folder.mkdir()
    (folder / "short.md").write_text("=={ User }==\n\nShort\n", encoding="utf-8")
    long = "".join(f"=={{ User | id=a{n:05d} }}==\nSome words.\n\n" for n in range(4000))
    (folder / "long.md").write_text(long, encoding="utf-8")
    person = opens(session=folder / "short.md")
    person.ready()
    person.workspace.open(folder / "long.md")
    person.until(lambda: person.path.name == "long.md")
    return person


def test_a_long_session_says_how_far_it_is_and_is_shown_when_it_is_there(waiter: Person) -> None:
    page = waiter.widget.opening
    waiter.until(lambda: page.isVisible() and "%" in page.told.text())
    assert not waiter.editor.isVisible()
    waiter.until(waiter.editor.isVisible)
    assert not page.isVisible()
    assert waiter.editor.following
    waiter.agree()


def test_esc_closes_what_one_does_not_want_to_wait_for(waiter: Person) -> None:
    waiter.until(waiter.widget.opening.isVisible)
    waiter.press("Esc")
    waiter.until(lambda: waiter.path.name == "short.md")
    assert len(waiter.window.tabs.widgets) == 1


def test_the_place_where_one_was_is_shown_once_it_is_there(waiter: Person) -> None:
    widget = waiter.widget
    widget.restore({"caret": [5, 3], "top": [4, 0], "following": False})
    assert widget.editor.loading.active
    assert widget.remembered()["caret"] == [5, 3]
    waiter.until(widget.editor.isVisible)
    assert widget.editor.caret()[0] == 5
