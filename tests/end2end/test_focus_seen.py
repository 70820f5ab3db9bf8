"""What has the keys is seen: every stop of Tab, in the window and its sheets, light and dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractItemView

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.seeing import changed, picture
from tests.end2end.streams import paced
from tests.end2end.test_accessible import SHEETS
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.store.paths import State, settings_file

MORE = (
    *("tools.spent", "view.notices", "edit.go_to", "session.save_template", "slice.sent"),
    *("go.action", "session.from_template"),
)
PANES = ("edit.replace", "view.reading", "view.raw", "go.search", "session.filter")
LEAST = 16
"""A caret is as many pixels as a line of text is high."""


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, state: State) -> str:
    """The program is started in this one, and nothing moves in it."""
    file = settings_file(os.environ)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[ui]\ntheme = "{request.param}"\nmotion = "none"\n', "utf-8")
    return request.param


@pytest.fixture
def busy(theme: str, root: Path, opens: Opens, server: ScriptedServer) -> Person:
    """Somebody with an answer, a piece for the next prompt, and something that was told."""
    (root / "clock.py").write_text("tick = 1\n", "utf-8")
    person = opens()
    person.ready()
    person.shell.resize(1440, 900)
    server.reply(stream(["# Time\n\n[a link](https://example.org)\n\n```\ntick\n```\n"]))
    person.ask("Hello")
    person.window.say("warn", "Something was told", "And what to do about it.")
    person.press("Ctrl+L")
    person.type("<!-- include: clock.py -->")
    person.until(lambda: person.window.composing.panel.model.rows)
    return person


def unseen(person: Person) -> list[str]:
    """Stops of Tab, once around, whose place looks with the keys as it looks without."""
    found, stops = [], []
    for _ in range(120):
        person.press("Tab")
        stop = person.focus
        if stop in stops:
            break
        stops.append(stop)
        with_keys = picture(stop)
        stop.clearFocus()
        if changed(picture(stop), with_keys) < LEAST:
            found.append(f"{type(stop).__name__} {stop.accessibleName()}")
        stop.setFocus()
    return found


def test_on_the_first_page(theme: str, opens: Opens) -> None:
    assert unseen(opens(project=None)) == []


def test_in_the_window(busy: Person) -> None:
    assert unseen(busy) == []


@pytest.mark.parametrize("action", PANES)
def test_in_a_pane(busy: Person, action: str) -> None:
    busy.window.trigger(action)
    assert unseen(busy) == []


def test_in_a_window_of_its_own(busy: Person) -> None:
    busy.window.trigger("tab.detach")
    window = busy.window.detaching.windows[0]
    busy.until(window.isActiveWindow)
    window.toggle_side()
    assert unseen(busy) == []


def test_in_the_question_before_leaving(busy: Person, server: ScriptedServer) -> None:
    talk = paced("Still ", "talking")
    server.reply(talk.answer)
    busy.send("Go on")
    busy.shows("Still ")
    busy.press("Ctrl+Q")
    busy.sheet()
    assert unseen(busy) == []


def test_where_a_key_is_asked_for(busy: Person, server: ScriptedServer) -> None:
    server.reply(failure(401, "no"))
    busy.ask("Again")
    busy.choose(busy.last, "Check the key")
    busy.sheet()
    assert unseen(busy) == []


@pytest.mark.parametrize("action", SHEETS + MORE)
def test_in_a_sheet(busy: Person, action: str) -> None:
    busy.window.trigger(action)
    sheet = busy.sheet()
    busy.until(lambda: sheet.isAncestorOf(busy.focus))
    lists = [one for one in sheet.findChildren(QAbstractItemView) if one.isVisible()]
    busy.until(lambda: all(one.model().rowCount() for one in lists))
    assert unseen(busy) == []
