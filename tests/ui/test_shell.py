"""The window itself: what it shows before the program is there, and how the two end together."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from vibekoder.store.paths import State, resources
from vibekoder.ui.shell import FIRST_SIZE, Shell, recall

TOKENS = resources() / "tokens.json"


@pytest.fixture
def after(opens: Opens, state: State) -> Shell:
    """The window of the next start, of somebody who had a session open, and a panel below."""
    person = opens()
    person.ready()
    person.shell.resize(1300, 700)
    person.window.trigger("view.requests")
    person.until(lambda: person.window.requests.isVisible())
    person.quit()
    return Shell(recall(state.window), TOKENS)


def colors(image: QImage, person: Person) -> list[str]:
    """What is seen at the right of each part of the window."""
    window = person.window
    parts = [window.top, window.tabs.strip, window.tabs.pages, window.requests, window.status]
    parts += [one for one in (window.project, window.side) if one.isVisible()]
    spots = [one.mapTo(window, QPoint(one.width() - 2, one.height() // 2)) for one in parts]
    return [image.pixelColor(spot).name() for spot in spots]


@pytest.mark.parametrize("width", [1300, 1000, 800])
def test_the_first_picture_has_the_grounds_of_the_whole_window(
    after: Shell, opens: Opens, width: int
) -> None:
    after.resize(width, 700)
    after.show()
    first = after.grab().toImage()
    person = opens(shell=after, project=None)
    person.ready()
    assert after.size() == first.size() == person.window.size()
    window = person.window.grab().toImage()
    assert colors(first, person) == colors(window, person)
    assert len(set(colors(first, person))) == 3


def test_the_first_picture_is_dark_where_the_person_has_chosen_that(qtbot: QtBot) -> None:
    shell = Shell({"grounds": {"theme": "dark", "top": 36}}, TOKENS)
    qtbot.addWidget(shell)
    dark = json.loads(TOKENS.read_bytes())["colors"]["dark"]
    image = shell.grab().toImage()
    assert image.pixelColor(3, 3).name().upper() == dark["window"]
    assert image.pixelColor(3, 60).name().upper() == dark["editor"]


@pytest.mark.parametrize("garbage", [b"", b"[1]", b'{"grounds": 3}', b'{"grounds": {"left": -1}}'])
def test_what_is_remembered_wrongly_is_not_painted(
    qtbot: QtBot, state: State, garbage: bytes
) -> None:
    state.root.mkdir(parents=True, exist_ok=True)
    state.window.write_bytes(garbage)
    shell = Shell(recall(state.window), TOKENS)
    qtbot.addWidget(shell)
    image = shell.grab().toImage()
    assert shell.size() == FIRST_SIZE
    assert image.pixelColor(1, 1) == image.pixelColor(700, 500)


def test_closing_the_window_asks_what_lives_in_it(person: Person) -> None:
    person.type("a draft")
    person.shell.close()
    person.until(lambda: person.codes)
    assert not person.shell.isVisible()


def test_the_window_bears_the_name_of_what_is_in_it(person: Person) -> None:
    assert person.shell.windowTitle() == "project — VibeKoder"


def test_turning_to_another_window_saves_what_was_typed(person: Person, qtbot: QtBot) -> None:
    person.ask("Hello")
    person.editor.setFocus()
    person.type("more")
    assert person.tab.desk.dirty
    other = Shell({}, TOKENS)
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    person.until(lambda: not person.tab.desk.dirty)
    assert person.shell.isVisible()
