"""The field that filters the sessions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vibekoder.store.about import About
from vibekoder.ui.look import Look
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.session_rows import SessionRow

NOW = datetime(2026, 11, 20, 14, 2).astimezone()


def row(at: int, title: str, *tags: str) -> SessionRow:
    path = Path(f"/p/{at:03}.md")
    return SessionRow(path, title, 1, NOW, 9, about=About(title, "", tags))


ROWS = [row(1, "Tempo map", "audio"), row(2, "Ties", "midi"), row(3, "Time", "audio")]


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> ProjectPanel:
    made = ProjectPanel(look)
    qtbot.addWidget(made)
    made.set_project("kettledrum")
    made.set_sessions(ROWS, NOW)
    made.resize(290, 400)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.open_filter()
    return made


def titles(panel: ProjectPanel) -> list[str]:
    return [one.title for one in panel.model.rows]


def type_in(panel: ProjectPanel, text: str) -> None:
    QTest.keyClicks(panel.filter.field, text)


def test_what_is_typed_leaves_only_what_has_it(panel: ProjectPanel) -> None:
    type_in(panel, "#audio ti")
    assert titles(panel) == ["Time"]
    assert panel.section.accessibleName() == "Sessions 1 of 3"
    panel.filter.field.clear()
    assert len(titles(panel)) == 3


def test_return_opens_the_first_that_is_left(qtbot: QtBot, panel: ProjectPanel) -> None:
    type_in(panel, "tie")
    with qtbot.waitSignal(panel.openWanted, timeout=1000) as heard:
        QTest.keyClick(panel.filter.field, Qt.Key.Key_Return)
    assert heard.args == [ROWS[1].path]


def test_down_goes_into_the_list(panel: ProjectPanel) -> None:
    type_in(panel, "ti")
    QTest.keyClick(panel.filter.field, Qt.Key.Key_Down)
    assert panel.view.hasFocus()
    assert panel.current_session() == ROWS[1].path


def test_esc_shows_all_again_and_the_list_has_the_keys(panel: ProjectPanel) -> None:
    type_in(panel, "tie")
    QTest.keyClick(panel.filter.field, Qt.Key.Key_Escape)
    assert len(titles(panel)) == 3
    assert panel.filter.isHidden()
    assert panel.view.hasFocus()


def test_the_button_opens_and_closes_it(qtbot: QtBot, panel: ProjectPanel) -> None:
    qtbot.mouseClick(panel.head.filter, Qt.MouseButton.LeftButton)
    assert panel.filter.isHidden()
    qtbot.mouseClick(panel.head.filter, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is panel.filter.field


def test_where_nothing_is_left_the_texts_can_be_searched(qtbot: QtBot, panel: ProjectPanel) -> None:
    type_in(panel, "poly")
    assert panel.no_match.isVisible()
    assert panel.no_match.accessibleName() == "No session has “poly”"
    QTest.keyClick(panel.filter.field, Qt.Key.Key_Down)
    QTest.keyClick(panel.filter.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.searchWanted, timeout=1000) as heard:
        qtbot.mouseClick(panel.no_match.buttons["search"], Qt.MouseButton.LeftButton)
    assert heard.args == ["poly"]


def test_five_thousand_sessions_are_filtered_while_one_types(panel: ProjectPanel) -> None:
    panel.set_sessions([row(at, f"Session {at}") for at in range(5000)], NOW)
    type_in(panel, "4999")
    assert titles(panel) == ["Session 4999"]
    panel.filter.field.clear()
    assert len(titles(panel)) == 5000
