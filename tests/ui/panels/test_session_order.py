"""The order of the sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

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
