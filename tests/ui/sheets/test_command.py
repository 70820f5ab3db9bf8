"""The question before a command runs: everything about it is there to read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.core.commands import Command
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.command import CommandSheet, described

CHECK = Command("check", ("make", "-C", "a b", 'say "hi"\n'), "src", 5, 64, (0, 1))


@pytest.fixture
def sheet(window: QWidget, look: Look) -> CommandSheet:
    look.theme.set_reduced(True)
    made = CommandSheet(look, [CHECK], "/home/me/project", window)
    made.open_over(window)
    return made


def test_each_argument_stands_on_a_line_of_its_own_quoted():
    assert described(CHECK) == (
        'check:\n  "make"\n  "-C"\n  "a b"\n  "say \\"hi\\"\\n"\n'
        'in the folder "src", at most 5 s and 64 KiB of output\n'
        "exit statuses that are no failure: 0, 1"
    )


def test_the_exact_arguments_are_shown(sheet: CommandSheet):
    assert sheet.shown.toPlainText() == described(CHECK)
    assert sheet.shown.isReadOnly()


def test_running_needs_the_verb(qtbot: QtBot, sheet: CommandSheet):
    with qtbot.waitSignal(sheet.confirmed):
        sheet.verb.click()
    assert sheet.isHidden()


def test_not_running_has_the_focus(qtbot: QtBot, sheet: CommandSheet):
    assert sheet.stay.hasFocus()
    with qtbot.waitSignal(sheet.declined):
        QTest.keyClick(sheet.stay, Qt.Key.Key_Return)


def test_esc_does_not_run_it(qtbot: QtBot, sheet: CommandSheet):
    with qtbot.waitSignal(sheet.declined):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_sheet_that_is_gone_says_nothing_more(qtbot: QtBot, sheet: CommandSheet):
    sheet.dismiss()
    with qtbot.assertNotEmitted(sheet.declined):
        sheet.dismiss()
