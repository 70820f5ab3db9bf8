"""The field that takes a key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.key_field import KeyField

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def field(qtbot: QtBot, look: Look) -> KeyField:
    window = QWidget()
    made = KeyField(look, window)
    made.window_of_it = window  # the window lives as long as its field
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(QPushButton("Next", window))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_a_key_is_taken_with_what_is_held(field: KeyField) -> None:
    QTest.keyClick(field, Qt.Key.Key_J, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert field.key == "Ctrl+Shift+J"
    assert field.text() == native_key("Ctrl+Shift+J")


def test_what_is_only_held_is_no_key(field: KeyField) -> None:
    QTest.keyClick(field, Qt.Key.Key_Control, CTRL)
    assert field.key == ""


def test_a_key_of_the_number_pad_is_the_same_key(field: KeyField) -> None:
    QTest.keyClick(field, Qt.Key.Key_5, CTRL | Qt.KeyboardModifier.KeypadModifier)
    assert field.key == "Ctrl+5"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_what_was_pressed_can_be_taken_back(field: KeyField, key: Qt.Key) -> None:
    QTest.keyClick(field, Qt.Key.Key_F7)
    QTest.keyClick(field, key)
    assert field.key == ""


def test_return_says_that_it_is_meant(field: KeyField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.accepted):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_tab_leaves_it(field: KeyField, qtbot: QtBot) -> None:
    QTest.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not field.hasFocus())
    assert field.key == ""
