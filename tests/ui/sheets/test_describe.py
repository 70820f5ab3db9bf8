"""The sheet in which a session gets title, description and tags."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.store.about import About
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.describe import DescribeSheet


def opened(look: Look, window: QWidget, said: About) -> DescribeSheet:
    sheet = DescribeSheet(look, "001.md", said, "Two notes", window)
    sheet.open_over(window)
    return sheet


def test_what_is_typed_is_told(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window, About(created="2026-01-02"))
    assert sheet.title.hasFocus()
    assert sheet.title.placeholderText() == "Two notes"
    QTest.keyClicks(sheet.title, " Ties  here ")
    QTest.keyClicks(sheet.description, "On one")
    QTest.keyClick(sheet.description, Qt.Key.Key_Return)
    QTest.keyClicks(sheet.description, "tick")
    QTest.keyClicks(sheet.tags, "#audio, midi,")
    with qtbot.waitSignal(sheet.described, timeout=1000) as heard:
        QTest.keyClick(sheet.description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.args == [About("Ties here", "On one\ntick", ("audio", "midi"), "2026-01-02")]
    assert sheet.isHidden()


def test_what_is_said_is_shown(look: Look, window: QWidget) -> None:
    sheet = opened(look, window, About("Ties", "On one tick", ("audio", "midi")))
    shown = (sheet.title.text(), sheet.description.toPlainText(), sheet.tags.text())
    assert shown == ("Ties", "On one tick", "audio, midi")


def test_nothing_new_changes_nothing(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window, About("Ties", "On one tick", ("audio",)))
    with qtbot.assertNotEmitted(sheet.described, wait=50):
        QTest.keyClick(sheet.tags, Qt.Key.Key_Return)
    assert sheet.isHidden()


def test_esc_leaves_it_as_it_was(qtbot: QtBot, look: Look, window: QWidget) -> None:
    sheet = opened(look, window, About("Ties"))
    QTest.keyClicks(sheet.title, "x")
    with qtbot.assertNotEmitted(sheet.described, wait=50):
        QTest.keyClick(sheet.title, Qt.Key.Key_Escape)
    assert sheet.isHidden()
