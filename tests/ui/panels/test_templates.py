"""The templates in the panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.store.templates import Template
from vibekoder.ui.look import Look
from vibekoder.ui.panels.templates import MOST, TemplateView

ROWS = [Template(Path(f"/t/{n}.md"), f"Template {n}", "For tests", tokens=300) for n in range(9)]


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> TemplateView:
    made = TemplateView(look)
    qtbot.addWidget(made)
    made.set_rows(ROWS)
    made.resize(290, made.height())
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def test_return_and_a_click_choose(view: TemplateView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [ROWS[1].path]
    place = view.visualRect(view.list.index(2)).center()
    with qtbot.waitSignal(view.chosen) as heard:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [ROWS[2].path]


def test_a_row_says_all_of_itself(view: TemplateView) -> None:
    index = view.list.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Template 0, For tests, ~300 tokens"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "For tests\n0.md"
    assert view.list.data(QModelIndex()) is None
    assert not view.grab().isNull()


def test_many_are_scrolled_and_the_chosen_one_keeps_its_place(view: TemplateView) -> None:
    assert view.height() < (MOST + 1) * 27
    view.setCurrentIndex(view.list.index(3))
    view.set_rows(ROWS[:5])
    assert view.currentIndex().row() == 3
    view.set_rows(())
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.height() < 10
