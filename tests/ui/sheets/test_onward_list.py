"""Return goes on from a row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.sheets.onward_list import OnwardList


@pytest.fixture
def view(qtbot: QtBot) -> OnwardList:
    made = OnwardList()
    qtbot.addWidget(made)
    made.setModel(QStringListModel(["One", "Two"], made))
    return made


def test_return_goes_on_from_the_current_row(qtbot: QtBot, view: OnwardList) -> None:
    view.setCurrentIndex(view.model().index(1, 0))
    with qtbot.waitSignal(view.onward):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_without_a_current_row_there_is_nothing_to_go_on_to(qtbot: QtBot, view: OnwardList) -> None:
    with qtbot.assertNotEmitted(view.onward):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_the_arrows_go_through_the_rows(qtbot: QtBot, view: OnwardList) -> None:
    view.setCurrentIndex(view.model().index(0, 0))
    with qtbot.assertNotEmitted(view.onward):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
