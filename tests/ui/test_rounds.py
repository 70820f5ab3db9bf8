"""The way of the keys through the window, and through one of its own."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.buttons import keyboard_focus


@pytest.fixture
def wide(person: Person) -> Person:
    """Somebody whose window shows every pane."""
    person.shell.resize(1440, 900)
    if not person.window.requests.isVisible():
        person.window.trigger("view.requests")
    person.until(lambda: person.window.requests.isVisible() and person.window.side.isVisible())
    person.press("Ctrl+L")
    return person


def around(person: Person, key: str) -> list[QWidget]:
    """What has the keys after each press, until they are where they were."""
    first, found = person.focus, [person.focus]
    while True:
        person.press(key)
        if person.focus is first:
            return found
        found.append(person.focus)
        assert len(found) < 80, [type(one).__name__ for one in found]


def test_f6_goes_through_the_panes_and_shows_where_it_is(wide: Person) -> None:
    window = wide.window
    panes = (
        *(wide.composer, window.side.outline, window.composing.panel, window.requests),
        *(window.status, window.left, wide.widget.empty),
    )
    for pane in panes:
        assert pane.isAncestorOf(wide.focus), type(pane).__name__
        wide.press("F6")
        assert keyboard_focus(wide.focus)
    assert wide.composer.prompt.hasFocus()


def test_shift_f6_goes_the_other_way(wide: Person) -> None:
    there = around(wide, "F6")
    back = around(wide, "Shift+F6")
    assert back == [there[0], *reversed(there[1:])]


def test_the_text_is_one_key_from_the_composer(wide: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Words"]))
    wide.ask()
    wide.press("Shift+F6")
    assert wide.focus is wide.editor
    wide.press("F6")
    assert wide.composer.prompt.hasFocus()
    wide.press("Shift+Tab")
    assert wide.focus is wide.editor
    assert keyboard_focus(wide.editor)


def test_tab_goes_as_the_window_is_read(wide: Person) -> None:
    window = wide.window
    order = [
        *(window.top, window.left, window.tabs.strip, wide.widget, window.side, window.requests),
        window.status,
    ]
    there = around(wide, "Tab")
    seen = [next(one for one in order if one.isAncestorOf(stop)) for stop in there]
    turns = [one for at, one in enumerate(seen) if at == 0 or one is not seen[at - 1]]
    at = order.index(turns[0])
    assert turns[: len(order)] == order[at:] + order[:at]


def test_a_hidden_panel_is_passed_over(wide: Person) -> None:
    wide.press("Ctrl+Shift+P")
    wide.type("Side panel")
    wide.press("Return")
    wide.until(lambda: not wide.window.side.isVisible())
    wide.press("Ctrl+L", "F6")
    assert wide.window.requests.isAncestorOf(wide.focus)


def test_another_window_has_its_own_round(wide: Person) -> None:
    wide.window.trigger("tab.detach")
    window = wide.window.detaching.windows[0]
    wide.until(window.isActiveWindow)
    wide.press("F6")
    assert window.frame.status.isAncestorOf(wide.focus)
    assert all(one.window() is window for one in around(wide, "Tab"))
