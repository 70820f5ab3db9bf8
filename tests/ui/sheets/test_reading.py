"""A text to read and to copy, over the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.reading import SIZE, ReadingSheet

TEXT = 'HTTP 500\n{"error": "<b>no</b> \U0001f514"}\n'


@pytest.fixture
def sheet(look: Look, window: QWidget) -> ReadingSheet:
    look.theme.set_reduced(True)
    made = ReadingSheet(look, "What the server sent", TEXT, window)
    made.open_over(window)
    return made


def test_the_text_stands_there_as_it_came(sheet: ReadingSheet) -> None:
    assert sheet.text.toPlainText() == TEXT
    assert sheet.text.isVisible()
    assert sheet.box.size() == SIZE


def test_sheet_and_text_have_their_title_as_a_name(sheet: ReadingSheet) -> None:
    assert sheet.accessibleName() == "What the server sent"
    assert sheet.text.accessibleName() == "What the server sent"
    assert [one.text() for one in sheet.findChildren(Paragraph)] == ["What the server sent"]
    names = [sheet.copy_all.accessibleName(), sheet.close_button.accessibleName()]
    assert names == ["Copy", "Close"]


def test_it_is_to_be_read_and_not_to_be_written(sheet: ReadingSheet) -> None:
    sheet.text.setFocus()
    QTest.keyClicks(sheet.text, "scribble")
    assert sheet.text.toPlainText() == TEXT


def test_it_is_shown_in_the_font_of_code(look: Look, sheet: ReadingSheet) -> None:
    assert sheet.text.font().family() == look.theme.font("code").family()


def test_close_has_the_focus_and_gives_it_back(
    qtbot: QtBot, sheet: ReadingSheet, window: QWidget
) -> None:
    assert QApplication.focusWidget() is sheet.close_button
    with qtbot.waitSignal(sheet.closed, timeout=1000):
        QTest.keyClick(sheet.close_button, Qt.Key.Key_Space)
    assert not sheet.isVisible()
    assert window.field.hasFocus()


def test_esc_closes_it_from_inside_the_text(qtbot: QtBot, sheet: ReadingSheet) -> None:
    sheet.text.setFocus()
    with qtbot.waitSignal(sheet.closed, timeout=1000):
        QTest.keyClick(sheet.text, Qt.Key.Key_Escape)


def test_tab_goes_through_the_text_and_leaves_it(sheet: ReadingSheet) -> None:
    seen = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [sheet.text, sheet.copy_all, sheet.close_button]


def test_copy_takes_all_of_it(qtbot: QtBot, sheet: ReadingSheet) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(sheet.copy_all, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == TEXT
    assert sheet.isVisible()


def test_a_part_of_it_can_be_copied_with_the_keyboard(sheet: ReadingSheet) -> None:
    sheet.text.setFocus()
    QTest.keySequence(sheet.text, QKeySequence.StandardKey.MoveToStartOfDocument)
    QTest.keySequence(sheet.text, QKeySequence.StandardKey.SelectEndOfLine)
    QTest.keySequence(sheet.text, QKeySequence.StandardKey.Copy)
    assert QGuiApplication.clipboard().text() == "HTTP 500"
