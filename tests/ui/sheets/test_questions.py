"""The small sheet that asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.questions import Questions


@pytest.fixture
def sheet(qtbot: QtBot, look: Look) -> Iterator[Questions]:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    asked = {"file": "Which file?", "task": "What is to be done?"}
    made = Questions(look, "Work", "On one file", asked, verb="Begin", parent=window)
    made.open_over(window)
    yield made
    window.close()


def test_return_goes_to_what_is_not_answered_and_then_answers(
    sheet: Questions, qtbot: QtBot
) -> None:
    QTest.keyClicks(sheet.fields["file"], " a.py ")
    QTest.keyClick(sheet.fields["file"], Qt.Key.Key_Return)
    assert sheet.fields["task"].hasFocus()
    QTest.keyClicks(sheet.fields["task"], "tidy")
    with qtbot.waitSignal(sheet.answered) as heard:
        QTest.keyClick(sheet.fields["task"], Qt.Key.Key_Return)
    assert heard.args == [{"file": "a.py", "task": "tidy"}]
    assert sheet.isHidden()


def test_a_question_may_stay_open_by_the_button(sheet: Questions, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.answered) as heard:
        QTest.keyClick(sheet.verb, Qt.Key.Key_Space)
    assert heard.args == [{"file": "", "task": ""}]


def test_esc_answers_nothing(sheet: Questions, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sheet.answered):
        QTest.keyClick(sheet.fields["file"], Qt.Key.Key_Escape)
    assert sheet.isHidden()
