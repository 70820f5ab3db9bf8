"""The sheet of what was sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.app.receipts import Opened
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
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def sheet(window: QWidget, look: Look) -> ReceiptSheet:
    made = ReceiptSheet(look, Opened(SENT, "model: big", ("", "tick = 1")), window)
    made.open_over(window)
    return made


def test_a_piece_tells_its_commit_and_whether_it_was_changed(sheet: ReceiptSheet) -> None:
    assert [sheet.model.index(2, column).data() for column in range(5)] == [
        *("src/clock.py", "aaaaaa", "3fa9c1d20 + changes", "1,200", "~300"),
    ]
    told = sheet.model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Piece: src/clock.py"


def test_words_of_the_session_and_the_envelope_are_explained(sheet: ReceiptSheet) -> None:
    sheet.table.selectRow(1)
    assert "protocol has changed this text" in sheet.text.text.toPlainText()
    sheet.table.selectRow(3)
    assert "between the pieces" in sheet.text.text.toPlainText()


def test_the_exact_request_can_be_copied(sheet: ReceiptSheet) -> None:
    QTest.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == BODY.decode()


def test_no_difference_is_said(sheet: ReceiptSheet) -> None:
    sheet.show_difference("")
    assert sheet.text.text.toPlainText() == "Today's files would make the same request."
