"""The sheet that asks for a key: it says where the key goes, and shows nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window import plain_window
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.key import KeySheet

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1000, 700)


def opened(look: Look, window: QWidget, **more: Any) -> KeySheet:
    look.theme.set_reduced(True)
    sheet = KeySheet(look, "House", "https://house.example", parent=window, **more)
    sheet.open_over(window)
    return sheet


def test_it_says_to_whom_the_key_goes_and_hides_what_is_typed(look: Look, window: QWidget) -> None:
    sheet = opened(look, window)
    assert sheet.accessibleName() == "A key for House"
    assert sheet.field.hasFocus()
    QTest.keyClicks(sheet.field, KEY)
    assert sheet.field.echoMode() is QLineEdit.EchoMode.Password
    assert KEY not in sheet.field.displayText()


def test_return_gives_the_key_for_this_run(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window)
    assert "in no file" in sheet.note.text()
    QTest.keyClicks(sheet.field, KEY)
    with qtbot.waitSignal(sheet.given, timeout=1000) as heard:
        QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert heard.args == [KEY, False]
    with qtbot.assertNotEmitted(sheet.given):
        QTest.keyClick(sheet.field, Qt.Key.Key_Return)


def test_a_tick_puts_it_into_the_keyring(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window)
    QTest.keyClicks(sheet.field, KEY)
    QTest.keyClick(sheet.keep, Qt.Key.Key_Space)
    assert "The system keeps it" in sheet.note.text()
    with qtbot.waitSignal(sheet.given, timeout=1000) as heard:
        QTest.keyClick(sheet.use, Qt.Key.Key_Space)
    assert heard.args == [KEY, True]


def test_what_was_no_key_can_be_typed_again(look: Look, window: QWidget) -> None:
    sheet = opened(look, window)
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    sheet.say("This is no key.")
    assert (sheet.problem.text(), sheet.use.isEnabled()) == ("This is no key.", True)
    assert sheet.field.hasFocus()


def test_a_variable_of_the_project_can_be_allowed(
    qtbot: QtBot, look: Look, window: QWidget
) -> None:
    plain = opened(look, window)
    assert not plain.allow.isVisible()
    plain.dismiss()
    sheet = opened(look, window, variable="HOUSE_KEY")
    with qtbot.waitSignal(sheet.variableAllowed, timeout=1000) as heard:
        QTest.keyClick(sheet.allow, Qt.Key.Key_Space)
    assert heard.args == ["HOUSE_KEY"]


def test_a_waiting_prompt_is_told(look: Look, window: QWidget) -> None:
    assert opened(look, window, sends=True).use.text() == "Use the key and send"
    assert opened(look, window).use.text() == "Use the key"


def test_closing_forgets_what_was_typed(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window)
    QTest.keyClicks(sheet.field, KEY)
    with qtbot.waitSignals([sheet.closed, sheet.backendsWanted], order="strict", timeout=1000):
        QTest.keyClick(sheet.backends, Qt.Key.Key_Space)
    assert sheet.field.text() == ""
