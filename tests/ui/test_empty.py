"""Empty states: words that teach and real buttons for the next step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from vibekoder.ui.empty import EMPTY, EmptyState
from vibekoder.ui.look import Look

STEPS = [(name, step.action) for name, empty in EMPTY.items() for step in empty.steps]


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_state_says_its_words(qtbot: QtBot, look: Look, name: str, small: bool) -> None:
    state = EmptyState(look, name, small=small)
    qtbot.addWidget(state)
    state.resize(900, 600)
    assert state.title.text() == EMPTY[name].title
    assert state.accessibleName() == EMPTY[name].title
    assert not state.grab().isNull()


@pytest.mark.parametrize(("name", "action"), STEPS)
def test_each_step_is_a_button_that_keys_reach(
    qtbot: QtBot, look: Look, name: str, action: str
) -> None:
    state = EmptyState(look, name)
    qtbot.addWidget(state)
    button = state.buttons[action]
    assert isinstance(button, QAbstractButton)
    assert button.accessibleName()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(state.acted, timeout=1000) as heard:
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert heard.args == [action]


def test_a_row_is_pressed_by_the_mouse_and_shows_it(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "first_session")
    qtbot.addWidget(state)
    state.resize(900, 600)
    state.show()
    row = state.buttons["connect"]
    before = row.grab().toImage()
    qtbot.mousePress(row, Qt.MouseButton.LeftButton)
    assert row.grab().toImage() != before
    with qtbot.waitSignal(state.acted, timeout=1000):
        qtbot.mouseRelease(row, Qt.MouseButton.LeftButton)


def test_space_presses_a_row_too(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "first_session")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.acted, timeout=1000):
        qtbot.keyClick(state.buttons["rehearse"], Qt.Key.Key_Space)


def test_the_projects_name_stands_in_the_line(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "first_session")
    qtbot.addWidget(state)
    assert "Markdown file in the project." in state.line.text()
    state.set_project("kettledrum")
    assert "Markdown file in kettledrum." in state.line.text()


def test_another_theme_repaints_the_state(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "no_project")
    qtbot.addWidget(state)
    state.resize(600, 400)
    before = state.grab().toImage()
    look.theme.use("dark")
    assert state.grab().toImage().pixelColor(1, 1) == look.theme.color("editor")
    assert state.grab().toImage() != before


def test_a_low_window_loses_the_drawing_and_keeps_the_words(qtbot: QtBot, look: Look) -> None:
    state = EmptyState(look, "first_session")
    qtbot.addWidget(state)
    state.resize(700, 600)
    state.show()
    with_logo = state.title.y()
    state.resize(700, 300)
    qtbot.waitUntil(lambda: state.title.mapTo(state, state.title.pos()).y() < with_logo + 600)
    assert state.minimumSizeHint().height() <= 120
    assert state.minimumSizeHint().width() <= 240
    assert state.title.isVisible()
