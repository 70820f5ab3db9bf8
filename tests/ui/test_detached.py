"""A window with one session: its panel, its size, its end."""

from __future__ import annotations

import pytest

from tests.end2end.person import Person
from vibekoder.ui.detached import SMALLEST, DetachedWindow


@pytest.fixture
def window(person: Person) -> DetachedWindow:
    person.window.trigger("tab.detach")
    made = person.window.detaching.windows[0]
    person.until(made.isActiveWindow)
    return made


def test_it_is_called_after_its_session_and_never_gets_too_small(window: DetachedWindow) -> None:
    assert window.windowTitle().endswith("— VibeKoder")
    window.resize(10, 10)
    assert window.size() == SMALLEST


def test_its_side_panel_comes_goes_and_is_remembered(window: DetachedWindow) -> None:
    assert not window.frame.side.isVisible()
    window.toggle_side()
    assert window.frame.side.isVisible()
    assert window.frame.top.side.isChecked()
    assert window.remembered()["side_panel"] is True
    window.toggle_side()
    window.restore({"side_panel": True})
    assert window.frame.side.isVisible()


def test_what_only_the_main_window_has_is_shown_there(
    person: Person, window: DetachedWindow
) -> None:
    person.press("Ctrl+Shift+F")
    person.until(person.window.isActiveWindow)
    assert person.window.seeking.panel.isVisible()


def test_its_panel_is_as_wide_as_it_was_left(person: Person, window: DetachedWindow) -> None:
    window.resize(1200, 800)
    window.restore({"side_panel": True, "side_width": 420})
    person.until(lambda: window.frame.side.width() == 420)
    assert window.remembered()["side_width"] == 420


def test_where_it_is_narrow_the_panel_lies_over_the_text_and_esc_puts_it_away(
    person: Person, window: DetachedWindow
) -> None:
    window.resize(700, 600)
    person.until(lambda: window.width() == 700)
    wide = window.frame.tabs.width()
    person.press("Ctrl+Shift+O")
    person.until(lambda: window.frame.side.isVisible())
    assert window.frame.tabs.width() == wide
    person.press("Esc")
    assert not window.frame.side.isVisible()
    assert window.frame.tabs.current is not None
    assert window.frame.tabs.current.composer.prompt.hasFocus()
