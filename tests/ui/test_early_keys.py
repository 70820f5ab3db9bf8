"""What is typed before the program is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from vibekoder.store.paths import State, resources
from vibekoder.ui.shell import Shell, recall

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(state: State) -> Shell:
    """The window before anything has moved in."""
    window = Shell(recall(state.window), resources() / "tokens.json")
    window.show()
    return window


def typed(shell: Shell, text: str) -> None:
    """Keys as the system tells the window of them."""
    for key in text:
        QTest.keyClick(shell.windowHandle(), key)


def test_what_was_typed_early_stands_in_the_prompt_and_the_next_key_behind_it(
    shell: Shell, opens: Opens
) -> None:
    typed(shell, "Hello there")
    person = opens(shell=shell)
    person.until(lambda: person.composer.text() == "Hello there")
    QTest.keyClick(shell.windowHandle(), "!")
    assert person.composer.text() == "Hello there!"


def test_what_was_typed_early_goes_into_the_session_that_was_open_last(
    opens: Opens, state: State
) -> None:
    person = opens()
    person.ready()
    path = person.path
    person.new_session()
    person.press("Alt+1")
    person.quit()
    shell = Shell(recall(state.window), resources() / "tokens.json")
    shell.show()
    typed(shell, "again")
    person = opens(shell=shell, project=None)
    person.until(lambda: len(person.window.tabs.widgets) == 2)
    person.until(lambda: person.composer.text() == "again")
    assert person.path == path


def test_the_keys_of_an_action_do_it_early_too_in_their_turn(shell: Shell, opens: Opens) -> None:
    typed(shell, "Hi")
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Return, CTRL)
    person = opens(shell=shell)
    person.until(lambda: person.tab.session.slices)
    person.rest()
    assert person.tab.session.slices[0].text == "Hi"
    assert person.composer.text() == ""


def test_without_a_project_an_early_key_opens_the_finder(shell: Shell, opens: Opens) -> None:
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_P, CTRL)
    person = opens(shell=shell, project=None)
    assert person.sheet().isVisible()
