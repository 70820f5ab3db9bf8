"""A sheet: over the window, holding the focus, closed by Esc, never waiting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.sheet import LightSheet, Sheet


@pytest.fixture
def sheet(look: Look, window: QWidget) -> Sheet:
    look.theme.set_reduced(True)
    made = Sheet(look, "Question", QSize(400, 300), window)
    made.one, made.two, made.off = QLineEdit(), QLineEdit(), QLineEdit()
    made.off.setEnabled(False)
    column = QVBoxLayout(made.box)
    for field in (made.one, made.off, made.two):
        column.addWidget(field)
    return made


def test_it_covers_the_window_and_follows_its_size(
    qtbot: QtBot, sheet: Sheet, window: QWidget
) -> None:
    assert not sheet.isVisible()
    sheet.open_over(window)
    assert sheet.geometry() == window.rect()
    assert sheet.box.size() == QSize(400, 300)
    assert abs(sheet.box.geometry().center().x() - 450) <= 1
    window.resize(700, 500)
    qtbot.waitUntil(lambda: sheet.geometry() == window.rect())


def test_a_small_window_makes_a_small_sheet(sheet: Sheet, window: QWidget) -> None:
    window.resize(300, 200)
    sheet.open_over(window)
    assert sheet.box.width() == 268
    assert sheet.box.height() == 168


def test_the_focus_goes_in_and_comes_back(qtbot: QtBot, sheet: Sheet, window: QWidget) -> None:
    sheet.open_over(window)
    assert sheet.one.hasFocus()
    with qtbot.waitSignal(sheet.closed, timeout=1000):
        QTest.keyClick(sheet.one, Qt.Key.Key_Escape)
    assert window.field.hasFocus()
    assert not sheet.isVisible()


def test_tab_goes_round_inside(sheet: Sheet, window: QWidget) -> None:
    sheet.open_over(window)
    QTest.keyClick(sheet.one, Qt.Key.Key_Tab)
    assert sheet.two.hasFocus()
    QTest.keyClick(sheet.two, Qt.Key.Key_Tab)
    assert sheet.one.hasFocus()
    QTest.keyClick(sheet.one, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.two.hasFocus()


def test_the_window_behind_cannot_take_the_focus(sheet: Sheet, window: QWidget) -> None:
    sheet.open_over(window)
    window.field.setFocus()
    assert sheet.one.hasFocus()


def test_the_windows_keys_rest_while_it_is_open(
    qtbot: QtBot, sheet: Sheet, window: QWidget
) -> None:
    action = QAction("Stop", window)
    action.setShortcut(QKeySequence("Esc"))
    window.addAction(action)
    sheet.open_over(window)
    with qtbot.assertNotEmitted(action.triggered), qtbot.waitSignal(sheet.closed, timeout=1000):
        QTest.keyClick(sheet.one, Qt.Key.Key_Escape)


def test_clicks_beside_it_do_nothing(qtbot: QtBot, sheet: Sheet, window: QWidget) -> None:
    sheet.open_over(window)
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.keyClick(sheet.one, Qt.Key.Key_A)
    assert sheet.isVisible()
    assert sheet.one.text() == "a"


def test_it_can_be_opened_again_and_over_another_window(
    qtbot: QtBot, sheet: Sheet, window: QWidget
) -> None:
    sheet.open_over(window)
    sheet.dismiss()
    with qtbot.assertNotEmitted(sheet.closed):
        sheet.dismiss()
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(800, 600)
    other.show()
    sheet.open_over(other)
    assert sheet.geometry() == other.rect()
    sheet.dismiss()
    sheet.setParent(None)


def test_a_sheet_without_fields_keeps_tab_to_itself(look: Look, window: QWidget) -> None:
    bare = Sheet(look, "Bare", QSize(200, 0), window)
    bare.open_over(window)
    assert bare.box.height() == 120
    QTest.keyClick(bare, Qt.Key.Key_Tab)
    assert bare.isVisible()
    bare.dismiss()


def test_it_dims_the_window_and_comes_in_slowly(
    qtbot: QtBot, look: Look, sheet: Sheet, window: QWidget
) -> None:
    look.theme.set_reduced(False)
    clear = window.grab().toImage().pixelColor(600, 620)
    sheet.open_over(window)
    first = window.grab().toImage().pixelColor(600, 620)
    qtbot.waitUntil(lambda: window.grab().toImage().pixelColor(600, 620) != first)
    qtbot.waitUntil(lambda: sheet.box.geometry().center().y() == 324)
    assert window.grab().toImage().pixelColor(600, 620).lightness() < clear.lightness()
    image = window.grab().toImage()
    assert image.pixelColor(254, 300) == look.theme.color("raised")


def test_where_movement_is_unwanted_it_is_there_at_once(
    look: Look, sheet: Sheet, window: QWidget
) -> None:
    sheet.open_over(window)
    at_once = window.grab().toImage()
    sheet.dismiss()
    look.theme.set_reduced(False)
    sheet.open_over(window)
    assert window.grab().toImage() != at_once


def test_a_sheet_over_a_sheet_holds_the_focus(look: Look, sheet: Sheet, window: QWidget) -> None:
    sheet.open_over(window)
    upper = Sheet(look, "Above", QSize(200, 100), window)
    field = QLineEdit()
    QVBoxLayout(upper.box).addWidget(field)
    upper.open_over(window)
    assert field.hasFocus()
    upper.dismiss()
    assert sheet.one.hasFocus()


def test_it_tells_which_of_its_fields_has_the_focus(
    qtbot: QtBot, sheet: Sheet, window: QWidget
) -> None:
    sheet.open_over(window)
    with qtbot.waitSignal(sheet.moved) as told:
        QTest.keyClick(window, Qt.Key.Key_Tab)
    assert told.args == [window.focusWidget()]


def test_a_light_sheet_closes_with_a_click_beside_it_and_not_in_it(
    qtbot: QtBot, look: Look, window: QWidget
) -> None:
    look.theme.set_reduced(True)
    light = LightSheet(look, "Find", QSize(400, 300), window)
    light.open_over(window)
    qtbot.mouseClick(light, Qt.MouseButton.LeftButton, pos=light.box.geometry().center())
    assert light.isVisible()
    with qtbot.waitSignal(light.closed):
        qtbot.mouseClick(light, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
