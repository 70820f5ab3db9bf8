"""The order of the sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from vibekoder.ui.look import Look
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.session_list import WHEN
from vibekoder.ui.panels.session_rows import SessionRow

NOW = datetime(2026, 11, 20, 14, 2).astimezone()
ROWS = [
    SessionRow(Path(f"/p/{title}.md"), title, 1, NOW - timedelta(hours=hours), size)
    for title, hours, size in (("beta", 3, 5), ("Alpha", 2, 9), ("gamma", 1, 7))
]


def titles(panel: ProjectPanel) -> list[str]:
    return [row.title for row in panel.model.rows]


def test_the_order_is_chosen_in_the_menu_and_remembered(qtbot: QtBot, look: Look) -> None:
    panel, later = ProjectPanel(look), ProjectPanel(look)
    for one in (panel, later):
        qtbot.addWidget(one)
        one.set_project("kettledrum")
        one.set_sessions(ROWS, NOW)
    assert titles(panel) == ["gamma", "Alpha", "beta"]
    action = next(one for one in panel.project_menu.actions() if one.text() == "Sort by title")
    with qtbot.waitSignal(panel.foldsChanged):
        action.trigger()
    assert titles(panel) == ["Alpha", "beta", "gamma"]
    later.restore(panel.remembered())
    assert titles(later) == ["Alpha", "beta", "gamma"]


def test_what_the_list_is_ordered_by_stands_at_the_rows_end(qtbot: QtBot, look: Look) -> None:
    panel = ProjectPanel(look)
    qtbot.addWidget(panel)
    panel.set_project("kettledrum")
    panel.set_sessions(ROWS, NOW)
    told = {}
    for words in ("Sort by size", "Sort by creation", "Sort by file name"):
        next(one for one in panel.project_menu.actions() if one.text() == words).trigger()
        told[words] = (panel.model.rows[0].title, panel.model.index(0).data(WHEN))
    assert told == {
        "Sort by size": ("Alpha", "9 bytes"),
        "Sort by creation": ("gamma", "13:02"),
        "Sort by file name": ("Alpha", "12:02"),
    }


def test_in_the_window_the_order_is_chosen_by_keys_and_is_there_after_a_restart(
    seeker: Person, opens: Opens
) -> None:
    panel = seeker.window.project
    by_title = ["Tempo map", "Ties in the scheduler"]
    QTest.mouseClick(panel.head.name, Qt.MouseButton.LeftButton)
    press_in(seeker.menu(), "Sort by file name")
    seeker.until(lambda: titles(panel) == by_title[::-1])
    QTest.mouseClick(panel.head.name, Qt.MouseButton.LeftButton)
    press_in(seeker.menu(), "Sort by title")
    seeker.until(lambda: titles(panel) == by_title)
    seeker.quit()
    again = opens()
    again.until(lambda: titles(again.window.project) == by_title)


def press_in(menu: QMenu, label: str) -> None:
    """Go down to a row of a menu and take it."""
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        chosen = menu.activeAction()
        if chosen is not None and chosen.text() == label:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            return
    raise AssertionError(f"{label} is not in the menu")
