"""The tree of files in the panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vibekoder.app.folders import Opened
from vibekoder.store.git import Changes
from vibekoder.store.sources import Entry
from vibekoder.ui.look import Look
from vibekoder.ui.panels.files import FileList, FileRow, FileView, rows_of

OPENED = Opened(
    {
        "": (("docs", "src"), (Entry("README.md", 3600), Entry("huge.bin", 9, why="too large"))),
        "src": (("src/new",), (Entry("src/clock.py", 8800), Entry("src/logo.png", 500))),
        "src/new": ((), (Entry("src/new/one.py", 1),)),
    },
    Changes("main", {"src/clock.py": "M", "src/new": "?", "docs/gone.md": "D"}),
)


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> FileView:
    made = FileView(look, FileList(lambda: Path("/p")))
    qtbot.addWidget(made)
    made.list.show(rows_of(OPENED, {"src", "src/new"}))
    made.resize(290, 300)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    made.setCurrentIndex(made.list.index(0))
    return made


def told(rows: list[FileRow]) -> list[tuple[str, int, str, int | None]]:
    """What is seen of rows."""
    return [(row.name, row.depth, row.letter, row.tokens) for row in rows]


def test_folders_come_first_and_say_that_something_in_them_is_changed() -> None:
    assert told(rows_of(OPENED, ())) == [
        ("docs", 0, "", None),
        ("src", 0, "M", None),
        ("README.md", 0, "", 900),
        ("huge.bin", 0, "", None),
    ]


def test_an_unfolded_folder_shows_its_files_and_what_git_says_of_each() -> None:
    assert told(rows_of(OPENED, {"src", "src/new"}))[1:6] == [
        ("src", 0, "", None),
        ("src/new", 1, "?", None),
        ("src/new/one.py", 2, "?", 1),
        ("src/clock.py", 1, "M", 2200),
        ("src/logo.png", 1, "", None),
    ]


def test_a_folder_that_is_not_read_yet_is_empty() -> None:
    assert [row.name for row in rows_of(OPENED, {"docs"})][:2] == ["docs", "src"]
    assert rows_of(Opened(), {"src"}) == []


def test_arrows_fold_unfold_and_go_up_and_down_the_tree(view: FileView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.foldWanted) as heard:
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert [heard.args[0].name, heard.args[1]] == ["docs", False]
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.row is not None
    assert view.row.name == "src/new"
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.row.name == "src/new/one.py"
    for name in ("src/new", "src/new"):
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert view.row.name == name
    QTest.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.foldWanted) as heard:
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert [heard.args[0].name, heard.args[1]] == ["src", True]


def test_keys_take_open_and_copy_what_is_marked(view: FileView, qtbot: QtBot) -> None:
    view.setCurrentIndex(view.list.index(view.list.position("src/clock.py")))
    with qtbot.waitSignal(view.takeWanted) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args[0].target == "src/clock.py"
    with qtbot.waitSignal(view.openWanted):
        QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    with qtbot.waitSignal(view.copyWanted):
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Left)
    with qtbot.waitSignal(view.foldWanted):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_the_mouse_folds_by_a_click_and_takes_by_two(view: FileView, qtbot: QtBot) -> None:
    def place(name: str) -> object:
        return view.visualRect(view.list.index(view.list.position(name))).center()

    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(view.foldWanted):
        QTest.mouseClick(view.viewport(), left, pos=place("docs"))
    with qtbot.assertNotEmitted(view.takeWanted):
        QTest.mouseClick(view.viewport(), left, pos=place("README.md"))
    with qtbot.waitSignal(view.takeWanted) as heard:
        QTest.mouseDClick(view.viewport(), left, pos=place("README.md"))
    assert heard.args[0].name == "README.md"


def test_the_menu_comes_for_the_row_under_the_pointer_or_the_marked_one(
    view: FileView, qtbot: QtBot
) -> None:
    at = view.visualRect(view.list.index(2)).center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=at)
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        with qtbot.waitSignal(view.menuWanted) as heard:
            event = QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at))
            QApplication.sendEvent(view.viewport(), event)
        assert heard.args[0].name == "src/new"
    beside = view.viewport().rect().bottomLeft()
    with qtbot.assertNotEmitted(view.menuWanted):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, beside, view.viewport().mapToGlobal(beside)
        )
        QApplication.sendEvent(view.viewport(), event)


def test_what_is_dragged_out_is_the_file(view: FileView) -> None:
    data = view.list.mimeData([view.list.index(view.list.position("README.md"))])
    assert [url.toLocalFile() for url in data.urls()] == ["/p/README.md"]
    assert not FileList(lambda: None).mimeData([]).hasUrls()


def test_rows_that_stay_keep_what_is_marked(view: FileView) -> None:
    view.setCurrentIndex(view.list.index(view.list.position("README.md")))
    view.list.show(rows_of(OPENED, ()))
    assert view.row is not None
    assert view.row.name == "README.md"
    view.list.show(rows_of(OPENED, {"src"}))
    assert view.row.name == "README.md"
    assert [row.name for row in view.list.rows] == [r.name for r in rows_of(OPENED, {"src"})]


def test_a_file_that_became_a_folder_moves_to_its_place(view: FileView) -> None:
    view.list.show([FileRow("a", 0), FileRow("b", 0)])
    view.list.show([FileRow("b", 0, folder=True), FileRow("a", 0)])
    assert [row.name for row in view.list.rows] == ["b", "a"]


def test_a_row_says_all_of_itself(view: FileView) -> None:
    def said(name: str) -> str:
        index = view.list.index(view.list.position(name))
        return index.data(Qt.ItemDataRole.AccessibleTextRole)

    assert said("src/clock.py") == "clock.py, changed, about 2.2k tokens"
    assert said("src/new") == "new, folder, unfolded, not in git"
    assert said("huge.bin") == "huge.bin, too large"
    view.list.show(rows_of(OPENED, ()))
    assert said("src") == "src, folder, folded, changes inside"
    index = view.list.index(view.list.position("README.md"))
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "README.md\nabout 900 tokens"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert view.list.data(QModelIndex()) is None
    assert not view.grab().isNull()
