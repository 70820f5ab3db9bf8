"""Panels over the text of a narrow window."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect

from tests.end2end.person import Person


@pytest.fixture
def narrow(person: Person) -> Person:
    """Somebody with a small window."""
    person.shell.resize(800, 600)
    person.until(lambda: person.window.panes.width() == 800)
    return person


@pytest.mark.parametrize(("action", "name"), [("view.side", "side"), ("view.project", "project")])
def test_a_panel_lies_over_the_text_and_esc_puts_it_away(
    narrow: Person, action: str, name: str
) -> None:
    window, panel = narrow.window, getattr(narrow.window, name)
    before = narrow.widget.width()
    assert not panel.isVisible()
    window.trigger(action)
    assert panel.isVisible()
    assert narrow.widget.width() == before
    narrow.press("Esc")
    assert not panel.isVisible()
    assert narrow.composer.prompt.hasFocus()


def test_a_panel_stands_beside_the_text_again_once_there_is_room(narrow: Person) -> None:
    window = narrow.window
    window.trigger("view.side")
    window.trigger("view.project")
    narrow.shell.resize(1440, 900)
    narrow.until(lambda: window.panes.width() == 1440)
    assert window.side.isVisible()
    assert window.project.isVisible()
    assert narrow.widget.width() < 1440 - window.side.width()
    assert window.panes.beside.indexOf(window.side) == 1
    assert window.panes.across.indexOf(window.left) == 0


@pytest.mark.parametrize("size", [(800, 600), (1280, 720), (3840, 2160)])
def test_the_text_keeps_its_room_in_every_window(person: Person, size: tuple[int, int]) -> None:
    person.shell.resize(*size)
    person.until(lambda: person.window.panes.width() == size[0])
    person.until(lambda: person.widget.width() >= 480)
    assert person.composer.isVisible()
    shown = person.window.rect()
    parts = (person.window.top, person.window.status, person.composer, person.editor)
    places = [QRect(one.mapTo(person.window, QPoint()), one.size()) for one in parts]
    assert all(shown.contains(one) and one.height() >= 20 for one in places)
    assert [a for a, b in combinations(places, 2) if a.intersects(b)] == []
