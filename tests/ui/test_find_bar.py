"""The find bar by keyboard, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.find_bar import FindBar
from vibekoder.ui.look import Look

SHIFT = Qt.KeyboardModifier.ShiftModifier
TEXT = "=={ User | id=aaaaaa }==\nOne one\nones\n"


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> Iterator[FindBar]:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    editor = SessionEditor(look, whole)
    made = FindBar(look, editor.search, whole)
    column.addWidget(made)
    column.addWidget(editor)
    whole.resize(900, 600)
    with qtbot.waitExposed(whole):
        whole.show()
    whole.activateWindow()
    Owner(editor, TEXT)
    made.open("", replace=True)
    qtbot.waitUntil(made.field.hasFocus)
    yield made
    whole.close()


def test_case_and_whole_words_narrow_what_is_found(bar: FindBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.field, "one")
    qtbot.waitUntil(lambda: bar.told.text().endswith("of 3"))
    bar.word.click()
    qtbot.waitUntil(lambda: bar.told.text().endswith("of 2"))
    bar.case.click()
    qtbot.waitUntil(lambda: bar.told.text().endswith("of 1"))


def test_return_goes_on_and_shift_return_back(bar: FindBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.field, "one")
    qtbot.waitUntil(lambda: bar.told.text() == "1 of 3")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.told.text() == "2 of 3")
    QTest.keyClick(bar.field, Qt.Key.Key_Return, SHIFT)
    qtbot.waitUntil(lambda: bar.told.text() == "1 of 3")


def test_what_is_not_there_is_said(bar: FindBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.field, "nowhere")
    qtbot.waitUntil(lambda: bar.told.text() == "Nothing found")


def test_esc_closes_from_anywhere_in_it(bar: FindBar, qtbot: QtBot) -> None:
    bar.other.setFocus()
    with qtbot.waitSignal(bar.closed):
        QTest.keyClick(bar.other, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_tab_goes_from_what_is_looked_for_to_what_takes_its_place(bar: FindBar) -> None:
    order = (bar.other, bar.case, bar.word, bar.regex, bar.back, bar.next, bar.close_button)
    for expected in (*order, bar.one, bar.all):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected


def test_everything_in_it_has_a_name_and_is_reached_by_tab(bar: FindBar) -> None:
    for widget in (bar.field, bar.case, bar.word, bar.regex, bar.back, bar.next, bar.other):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
