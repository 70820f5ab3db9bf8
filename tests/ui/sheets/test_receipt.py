"""The sheet of what was sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window import plain_window
from vibekoder.app.receipts import Opened
from vibekoder.engine.comparison import Compared, Row
from vibekoder.engine.replay import Sent, Told
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.receipt import ReceiptSheet

PIECES = (
    Told("text", "user", "aaaaaa", 120, 30),
    Told("include", "user", "aaaaaa", 1200, 300, "d", "src/clock.py", "ff", "3fa9c1d20b7e00", True),
)
BODY = b'{"model":"big"}'
SENT = Sent("ab" * 32, "house", "https://u:p@h/v1?key=x", "big", {}, (), PIECES, 15, BODY)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1200, 800)


@pytest.fixture
def sheet(window: QWidget, look: Look) -> ReceiptSheet:
    made = ReceiptSheet(look, Opened(SENT, ("", "tick = 1")), [("bbbbbb", "14:05 · No")], window)
    made.open_over(window)
    return made


def test_words_of_the_session_and_the_envelope_are_explained(sheet: ReceiptSheet) -> None:
    sheet.table.selectRow(1)
    assert "protocol has changed this text" in sheet.text.text.toPlainText()
    sheet.table.selectRow(3)
    assert "between the pieces" in sheet.text.text.toPlainText()


def test_the_exact_request_can_be_copied(sheet: ReceiptSheet) -> None:
    QTest.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == BODY.decode()


ROWS = (Row(PIECES[0], PIECES[0], True), Row(PIECES[1], PIECES[1], False, 1, 1, "-tick\n+tock"))
CHANGED = Compared(ROWS, 3, "-tick\n+tock")


def test_a_comparison_shows_the_whole_first_then_each_piece(sheet: ReceiptSheet) -> None:
    sheet.expect("Beside it: today.", "Looking…")
    assert (sheet.told.text(), sheet.stop.isHidden()) == ("Looking…", False)
    assert not sheet.today.isEnabled()
    sheet.show_compared(CHANGED)
    assert (sheet.told.text(), sheet.stop.isHidden()) == ("Beside it: today.", True)
    assert sheet.text.text.toPlainText() == "-tick\n+tock"
    sheet.table.selectRow(1)
    assert "has it as well" in sheet.text.text.toPlainText()
    sheet.table.selectRow(2)
    assert sheet.text.text.toPlainText() == "-tick\n+tock"


def test_it_can_be_shown_alone_again(sheet: ReceiptSheet) -> None:
    sheet.show_compared(CHANGED)
    QTest.mouseClick(sheet.alone, Qt.MouseButton.LeftButton)
    assert sheet.alone.isHidden()
    assert "model" in sheet.text.text.toPlainText()
    assert sheet.model.rowCount() == 4


def test_no_difference_is_said(sheet: ReceiptSheet) -> None:
    sheet.expect("Beside it: today.", "Looking…")
    sheet.show_compared(Compared(ROWS[:1], 15, ""))
    assert sheet.told.text() == "Beside it: today. It is the same request, to the byte."


def test_a_difference_that_is_not_known_is_said(sheet: ReceiptSheet) -> None:
    sheet.show_compared(Compared((Row(PIECES[0], PIECES[0]),), 3, "-a\n+b"))
    sheet.table.selectRow(1)
    assert "stands in the whole request" in sheet.text.text.toPlainText()


def test_why_nothing_can_be_compared_is_said(sheet: ReceiptSheet) -> None:
    sheet.expect("Beside it: today.", "Looking…")
    sheet.refuse("clock.py: there is no such file")
    assert sheet.told.text() == "clock.py: there is no such file"
    assert sheet.today.isEnabled()


def test_another_answer_is_chosen_from_a_menu(qtbot: QtBot, sheet: ReceiptSheet) -> None:
    (action,) = sheet.menu.actions()
    assert action.text() == "14:05 · No"
    with qtbot.waitSignal(sheet.otherWanted) as heard:
        action.trigger()
    assert heard.args == ["bbbbbb"]


def test_without_another_answer_there_is_none_to_choose(look: Look, window: QWidget) -> None:
    alone = ReceiptSheet(look, Opened(SENT, ("", "")), (), window)
    assert not alone.other.isEnabled()
    assert "No other answer" in alone.other.toolTip()
