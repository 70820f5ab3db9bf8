"""Earlier prompts by Up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.app.prompts import Prompts
from vibekoder.store import sessions
from vibekoder.ui.prompt import Prompt
from vibekoder.ui.recall import Recall

UP, DOWN, ESC = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Prompts]:
    (tmp_path / "001.md").write_text("=={ User }==\nfrom elsewhere\n", "utf-8")
    made = Prompts(lambda: sessions.rows(tmp_path))
    yield made
    made.close()


@pytest.fixture
def prompt(qtbot: QtBot) -> Iterator[Prompt]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Prompt(20, window)
    made.setFixedSize(400, 100)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    made.setFocus()
    # the window lives as long as the test
    yield made
    window.hide()


def press(prompt: Prompt, *keys: Qt.Key) -> list[str]:
    """What the prompt says after each key."""
    seen: list[str] = []
    for key in keys:
        QTest.keyClick(prompt, key)
        seen.append(prompt.toPlainText())
    return seen


def test_up_goes_back_and_down_forward_to_the_empty_prompt(prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["two\nlines", "one"], others)
    seen = press(prompt, UP, UP, DOWN, DOWN, DOWN)
    assert seen == ["two\nlines", "one", "two\nlines", "", ""]


def test_prompts_of_other_sessions_follow(qtbot: QtBot, prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["one"], others)
    with qtbot.waitSignal(others.changed):
        press(prompt, UP)
    assert press(prompt, UP, UP) == ["from elsewhere"] * 2


def test_a_first_session_waits_for_those_of_others(
    qtbot: QtBot, prompt: Prompt, others: Prompts
) -> None:
    Recall(prompt, list, others)
    assert press(prompt, UP) == [""]
    qtbot.waitUntil(lambda: prompt.toPlainText() == "from elsewhere")


def test_escape_returns_to_the_empty_prompt(prompt: Prompt, others: Prompts) -> None:
    recall = Recall(prompt, lambda: ["two", "one"], others)
    assert press(prompt, UP, UP, ESC) == ["two", "one", ""]
    assert not recall.showing


def test_what_is_written_is_never_replaced(prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["one"], others)
    QTest.keyClicks(prompt, "mine")
    assert press(prompt, UP, DOWN, ESC) == ["mine"] * 3


def test_an_earlier_prompt_that_was_changed_is_a_draft(prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["two", "one"], others)
    press(prompt, UP)
    QTest.keyClicks(prompt, "!")
    assert press(prompt, UP, DOWN, ESC) == ["two!"] * 3


def test_inside_a_long_prompt_the_arrows_move_the_caret(prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["a\nb\nc", "one"], others)
    press(prompt, UP)
    assert press(prompt, DOWN, DOWN, UP, UP, UP) == ["a\nb\nc"] * 4 + ["one"]


def test_undo_takes_an_earlier_prompt_away(prompt: Prompt, others: Prompts) -> None:
    Recall(prompt, lambda: ["one"], others)
    press(prompt, UP)
    QTest.keyClick(prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert prompt.toPlainText() == ""
