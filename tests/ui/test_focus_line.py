"""The line beside what is read by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.seeing import changed, picture
from vibekoder.ui.focus_line import FocusLine
from vibekoder.ui.look import make_look


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[QScrollArea]:
    """An area below a field that has the keys."""
    window = QWidget()
    qtbot.addWidget(window)
    look = make_look("light", window)
    column = QVBoxLayout(window)
    field, area = QLineEdit(window), QScrollArea(window)
    column.addWidget(field)
    column.addWidget(area)
    FocusLine(look, area)
    window.resize(300, 200)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    yield area
    window.close()


def test_tab_is_answered_by_a_line_that_goes_with_the_keys(area: QScrollArea) -> None:
    without = picture(area)
    QTest.keyClick(area.window().focusWidget(), Qt.Key.Key_Tab)
    assert area.hasFocus()
    assert changed(without, picture(area)) > area.height()
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert changed(without, picture(area)) == 0


def test_a_click_shows_no_line(area: QScrollArea) -> None:
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    without = picture(area)
    QTest.mouseClick(area.viewport(), Qt.MouseButton.LeftButton)
    assert area.hasFocus()
    assert changed(without, picture(area)) == 0


def test_the_line_grows_with_its_area(area: QScrollArea) -> None:
    QTest.keyClick(area.window().focusWidget(), Qt.Key.Key_Tab)
    line = area.findChild(FocusLine)
    area.window().resize(500, 400)
    assert line is not None
    assert line.height() == area.height()
