"""The handbook in the window, by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window import plain_window
from vibekoder.core.handbook import Page
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.help import HelpSheet

LONG = "\n\n".join(f"Line {n} of it." for n in range(60))
PAGES = [
    Page("writing.md", f"# Writing\n\nSee [a request](failures.md#a-request).\n\n{LONG}\n"),
    Page("failures.md", f"# Faults\n\n{LONG}\n\n## A request\n\nA 401: [web](https://a.example)."),
]
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1100, 800)


@pytest.fixture
def sheet(window: QWidget, look: Look) -> HelpSheet:
    made = HelpSheet(look, PAGES, window)
    made.show_part("")
    made.open_over(window)
    return made


def title(sheet: HelpSheet) -> str:
    return sheet.shown.title if sheet.shown else ""


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)


def test_a_word_leaves_what_has_it_and_return_shows_it(sheet: HelpSheet) -> None:
    assert sheet.field.hasFocus()
    QTest.keyClicks(sheet.field, "401")
    assert [row.title for row in sheet.model.rows] == ["A request"]
    press(Qt.Key.Key_Return)
    assert title(sheet) == "A request"
    assert "401" in sheet.text.leaf.read()


def test_a_part_is_brought_into_view(qtbot: QtBot, sheet: HelpSheet) -> None:
    sheet.show_part("failures.md#a-request")
    bar = sheet.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 400)


def test_up_and_down_go_through_the_list_from_the_field(sheet: HelpSheet) -> None:
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert title(sheet) == "Faults"


def test_return_in_the_list_shows_the_part(sheet: HelpSheet) -> None:
    press(Qt.Key.Key_Tab)
    assert sheet.view.hasFocus()
    press(Qt.Key.Key_End, Qt.Key.Key_Return)
    assert title(sheet) == "A request"


def test_links_are_followed_by_keys_and_one_goes_back(sheet: HelpSheet) -> None:
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert sheet.text.leaf.selected() == "a request"
    press(Qt.Key.Key_Return)
    assert title(sheet) == "A request"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left, ALT)
    assert title(sheet) == "Writing"
    assert not sheet.back.isEnabled()


def test_tab_leaves_the_text_behind_its_last_link(sheet: HelpSheet) -> None:
    press(*[Qt.Key.Key_Tab] * 4)
    assert QApplication.focusWidget() is sheet.close_button


def test_an_address_of_the_web_is_only_told(qtbot: QtBot, sheet: HelpSheet) -> None:
    sheet.show_part("failures.md")
    with qtbot.waitSignal(sheet.outwardWanted, timeout=1000) as heard:
        sheet.text.linkWanted.emit("https://a.example")
    assert heard.args == ["https://a.example"]
    with qtbot.assertNotEmitted(sheet.outwardWanted, wait=20):
        sheet.text.linkWanted.emit("../LICENSE")


def test_the_text_scrolls_by_keys(sheet: HelpSheet) -> None:
    sheet.text.setFocus()
    bar = sheet.text.verticalScrollBar()
    press(Qt.Key.Key_Space)
    assert bar.value() > 0
    press(Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    press(Qt.Key.Key_Home)
    assert bar.value() == 0
    press(Qt.Key.Key_Down)
    assert bar.value() > 0


def test_a_row_is_clicked(sheet: HelpSheet) -> None:
    spot = sheet.view.visualRect(sheet.model.index(1)).center()
    QTest.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert title(sheet) == "Faults"
    assert not sheet.grab().isNull()
