"""The notices of a run, to be read later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.app.notice import Notice
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Logged
from vibekoder.ui.sheets.notice_log import NoticeLog

THEN = datetime(2026, 11, 21, 14, 2, 7).astimezone()
FULL = Notice("error", "001.md cannot be saved", "The disk is full.", (("save", "Try now"),), "u:1")
GONE = Notice("warn", "002.md was changed", "", (("open", "Open it"),), "m:2")
BACK = Notice("info", "An answer was recovered", "It is there now.")


@pytest.fixture
def sheet(qtbot: QtBot, look: Look) -> Iterator[NoticeLog]:
    look.theme.set_reduced(True)
    window = QWidget()
    window.resize(900, 640)
    qtbot.addWidget(window)
    window.show()
    told = [Logged(THEN, FULL), Logged(THEN + timedelta(1), GONE, over=True)]
    told.append(Logged(THEN + timedelta(2), BACK))
    made = NoticeLog(look, lambda: told, window)
    made.open_over(window)
    yield made
    window.close()


def titles(sheet: NoticeLog) -> list[str]:
    return [row.notice.title for row in sheet.model.rows]


def test_the_newest_stands_first_and_is_shown_whole(sheet: NoticeLog) -> None:
    assert titles(sheet) == [BACK.title, GONE.title, FULL.title]
    assert (sheet.title.text(), sheet.text.text()) == (BACK.title, BACK.text)
    assert not sheet.grab().isNull()


def test_letters_and_level_narrow_it(sheet: NoticeLog) -> None:
    QTest.keyClicks(sheet.field, "disk full")
    assert titles(sheet) == [FULL.title]
    sheet.field.clear()
    sheet.level.setCurrentIndex(1)
    assert titles(sheet) == [GONE.title, FULL.title]
    sheet.level.setCurrentIndex(2)
    assert titles(sheet) == [FULL.title]
    QTest.keyClicks(sheet.field, "nothing like it")
    assert sheet.title.text() == "No notice has that."
    assert not sheet.copy.isEnabled()


def test_what_is_still_open_is_done_by_keys(sheet: NoticeLog, qtbot: QtBot) -> None:
    sheet.view.setFocus()
    QTest.keyClick(sheet.view, Qt.Key.Key_End)
    QTest.keyClick(sheet.view, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.acted) as heard:
        QTest.keyClick(sheet.window().focusWidget(), Qt.Key.Key_Return)
    assert heard.args[0].notice is FULL
    assert heard.args[1] == "save"
    assert sheet.isHidden()


def test_what_is_over_offers_nothing_but_its_words(sheet: NoticeLog) -> None:
    sheet.view.setCurrentIndex(sheet.model.index(1))
    assert sheet._acts == []
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == GONE.title


def test_a_row_is_read_with_its_level_and_time(sheet: NoticeLog) -> None:
    told = sheet.model.data(sheet.model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Error, 14:02:07, 001.md cannot be saved, The disk is full."
