"""Lists and trees look alike."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate, TreeRowDelegate
from vibekoder.ui.row_views import dress_list, dress_tree


def test_the_bars_of_a_list_are_as_thin_as_the_look_wants_them(qtbot: QtBot, look: Look) -> None:
    view = QListWidget()
    qtbot.addWidget(view)
    dress_list(look, view, RowDelegate(look, view), "panel")
    wanted = look.theme.size("scrollBar")
    assert view.verticalScrollBar().sizeHint().width() == wanted
    assert view.palette().base().color() == look.theme.color("panel")


def test_behind_a_list_without_a_ground_the_sheet_shows(qtbot: QtBot, look: Look) -> None:
    view = QListWidget()
    qtbot.addWidget(view)
    dress_list(look, view, RowDelegate(look, view))
    assert not view.viewport().autoFillBackground()


def test_a_row_below_another_begins_at_the_edge_as_well(qtbot: QtBot, look: Look) -> None:
    view = QTreeWidget()
    qtbot.addWidget(view)
    above = QTreeWidgetItem(view, ["One"])
    below = QTreeWidgetItem(above, ["Two"])
    dress_tree(look, view, TreeRowDelegate(look, view), "panel")
    view.expandAll()
    view.show()
    assert view.visualItemRect(below).x() == view.visualItemRect(above).x() == 0
    assert view.visualItemRect(below).height() == look.theme.size("row")
