"""The panel of the search: what it says, and the keys between field and list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vibekoder.core.messages import Role
from vibekoder.core.seeking import Hit, Wanted
from vibekoder.store.search import Found
from vibekoder.store.sessions import SessionRow
from vibekoder.ui.look import Look
from vibekoder.ui.panels.search import SearchPanel

ROW = SessionRow(Path("/p/001.md"), "Ties", 2, 1.0, 1, "")
FOUND = Found(ROW, (Hit(1, 13, "a", Role.USER, "a b", ((0, 1),)), Hit(2, 1, "a", Role.USER, "c a")))


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> SearchPanel:
    made = SearchPanel(look)
    qtbot.addWidget(made)
    made.resize(290, 400)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def test_what_is_typed_is_looked_for_once_it_rests(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.open()
    with qtbot.waitSignal(panel.wantedChanged) as heard:
        qtbot.keyClicks(panel.field, "tie")
    assert heard.args == [Wanted(("tie",))]
    with qtbot.waitSignal(panel.wantedChanged) as heard:
        panel.field.clear()
    assert heard.args == [Wanted()]


def test_down_goes_into_the_list_and_up_back(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.begin(1)
    panel.add([FOUND])
    panel.open()
    qtbot.keyClick(panel.field, Qt.Key.Key_Down)
    assert panel.view.hasFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.openWanted) as heard:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert heard.args == [FOUND, FOUND.hits[1]]
    qtbot.keyClick(panel.view, Qt.Key.Key_Home)
    qtbot.keyClick(panel.view, Qt.Key.Key_Up)
    assert panel.field.hasFocus()


def test_it_says_how_far_it_is_and_how_much_it_found(panel: SearchPanel) -> None:
    panel.begin(9)
    assert panel.told.text() == "Searching…"
    panel.add([FOUND, FOUND])
    panel.progress(3)
    assert panel.told.text() == "4 found · 3 of 9 sessions…"
    panel.end(more=False)
    assert panel.told.text() == "4 in 2 sessions"
    panel.end(more=True)
    assert panel.told.text().startswith("The newest 4 places")
