"""The question with two answers: staying is what anything unclear means."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.confirm import ConfirmSheet


@pytest.fixture
def sheet(look: Look, window: QWidget) -> ConfirmSheet:
    look.theme.set_reduced(True)
    made = ConfirmSheet(
        look,
        "3 answers are still running",
        "Stopping keeps what has come so far, marked as stopped.",
        verb="Stop and quit",
        stay="Stay",
        parent=window,
    )
    made.open_over(window)
    return made


def test_the_verb_confirms(qtbot: QtBot, sheet: ConfirmSheet) -> None:
    with (
        qtbot.assertNotEmitted(sheet.declined),
        qtbot.waitSignals([sheet.closed, sheet.confirmed], order="strict", timeout=1000),
    ):
        qtbot.mouseClick(sheet.verb, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_staying_has_the_focus(qtbot: QtBot, sheet: ConfirmSheet) -> None:
    assert sheet.stay.hasFocus()
    with qtbot.assertNotEmitted(sheet.confirmed), qtbot.waitSignal(sheet.declined, timeout=1000):
        QTest.keyClick(sheet.stay, Qt.Key.Key_Return)


def test_esc_stays(qtbot: QtBot, sheet: ConfirmSheet) -> None:
    with qtbot.assertNotEmitted(sheet.confirmed), qtbot.waitSignal(sheet.declined, timeout=1000):
        QTest.keyClick(sheet.stay, Qt.Key.Key_Escape)


def test_an_earlier_answer_does_not_count(qtbot: QtBot, sheet: ConfirmSheet) -> None:
    qtbot.mouseClick(sheet.verb, Qt.MouseButton.LeftButton)
    sheet.open_over(sheet.parentWidget())
    with qtbot.assertNotEmitted(sheet.confirmed), qtbot.waitSignal(sheet.declined, timeout=1000):
        sheet.dismiss()


def test_it_is_as_tall_as_its_words(sheet: ConfirmSheet) -> None:
    assert 100 < sheet.box.height() < 250
    assert sheet.accessibleName() == "3 answers are still running"
