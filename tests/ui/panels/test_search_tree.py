"""The tree of what a search found."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from vibekoder.core.messages import Role
from vibekoder.core.seeking import Hit
from vibekoder.store.search import Found
from vibekoder.store.sessions import SessionRow
from vibekoder.ui.look import Look
from vibekoder.ui.panels.search_tree import SearchTree, SearchView, places

ROW = SessionRow(Path("/p/001.md"), "Ties", 2, 1.0, 1, "")
HITS = (Hit(1, 13, "a", Role.USER, "a b", ((0, 1),)), Hit(2, 1, "a", Role.ASSISTANT, "c a"))


def test_lines_stand_below_their_session(qtbot: QtBot) -> None:
    tree = SearchTree()
    tester = QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tree.append([Found(ROW), Found(ROW, HITS, more=True)])
    assert tester.model() is tree
    above = tree.index(1, 0)
    assert [tree.rowCount(tree.index(row, 0)) for row in (0, 1)] == [0, 2]
    assert tree.index(1, 0, above).data() == "c a"
    said = tree.index(1, 0, above).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Assistant: c a"
    assert "Ties, 001.md" in above.data(Qt.ItemDataRole.ToolTipRole)
    assert (places(tree.rows[0]), places(tree.rows[1])) == ("", "2+")
    tree.clear()
    assert tree.rowCount() == 0


def test_a_click_opens_a_line_and_folds_a_session(qtbot: QtBot, look: Look) -> None:
    tree = SearchTree()
    tree.append([Found(ROW, HITS)])
    view = SearchView(look, tree)
    tree.setParent(view)
    qtbot.addWidget(view)
    view.resize(290, 200)
    view.show()
    plain = view.grab().toImage()
    place = view.visualRect(tree.index(0, 0)).center()
    with qtbot.assertNotEmitted(view.openWanted):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.isExpanded(tree.index(0, 0))
    assert view.grab().toImage() != plain
    place = view.visualRect(tree.index(1, 0, tree.index(0, 0))).center()
    with qtbot.waitSignal(view.openWanted):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
