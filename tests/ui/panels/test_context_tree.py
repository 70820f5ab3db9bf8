"""The tree of pieces by keys and pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.engine.pieces import Place, Source, State
from vibekoder.engine.stack import NOTHING, Outlook, Share
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_tree import ContextTree, ContextView

A, B = source("src/a.py"), source("docs/b.md")
HEAD = source("docs/b.md", key=(*B.key, "#"), parent=B.key, kind="heading", part="One", level=1)
OUTLOOK = Outlook(
    Share(1, 310, 1200), Share(2, 9400, 40000), Share(1, 20, 80), (A, B), {B.key: (HEAD,)}
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> ContextView:
    tree = ContextTree()
    QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal, tree)
    view = ContextView(look, tree)
    tree.setParent(view)
    qtbot.addWidget(view)
    tree.show(OUTLOOK, lambda tokens: f"${tokens}")
    view.resize(300, 300)
    view.show()
    view.setFocus()
    choose(view, A)
    return view


def tree_of(view: ContextView) -> ContextTree:
    tree = view.model()
    assert isinstance(tree, ContextTree)
    return tree


def choose(view: ContextView, one: Source) -> None:
    tree = tree_of(view)
    view.setCurrentIndex(tree.index(tree.position(one.key), 0))


def place(view: ContextView, one: Source, x: int = 100) -> QPoint:
    tree = tree_of(view)
    rect = view.visualRect(tree.index(tree.position(one.key), 0))
    return QPoint(x, rect.center().y())


def test_the_rows_stand_in_order_with_words_around_the_pieces(view: ContextView) -> None:
    tree = tree_of(view)
    names = [tree.index(at, 0).data() for at in range(tree.rowCount())]
    assert names == ["System", "Earlier slices", "a.py", "b.md", "Your words"]
    below = tree.index(0, 0, tree.index(3, 0))
    assert below.data() == "One"
    assert below.parent().data() == "b.md"
    assert "· $1000" in tree.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_who_cannot_see_hears_name_state_and_whether_it_is_on(view: ContextView) -> None:
    tree = tree_of(view)
    role = Qt.ItemDataRole.CheckStateRole
    told = tree.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "a.py, 4 kB, ~1.0k tokens, $1000"
    assert tree.index(2, 0).data(role) == Qt.CheckState.Checked
    assert tree.index(0, 0).data(role) is None
    assert tree.index(0, 0).data(Qt.ItemDataRole.FontRole) is None


@pytest.mark.parametrize(
    ("key", "held", "signal"),
    [
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "toggleWanted"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "goWanted"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "removeWanted"),
    ],
)
def test_every_act_has_a_key(
    qtbot: QtBot, view: ContextView, key: Qt.Key, held: Qt.KeyboardModifier, signal: str
) -> None:
    with qtbot.waitSignal(getattr(view, signal), timeout=1000) as heard:
        QTest.keyClick(view, key, held)
    assert heard.args == [A]


@pytest.mark.parametrize(("key", "by"), [(Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1)])
def test_keys_move_a_piece(qtbot: QtBot, view: ContextView, key: Qt.Key, by: int) -> None:
    held = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(view.stepWanted, timeout=1000) as heard:
        QTest.keyClick(view, key, held)
    assert heard.args == [A, by]


def test_arrows_walk_and_words_have_nothing_to_switch(qtbot: QtBot, view: ContextView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.current() is None
    with qtbot.assertNotEmitted(view.toggleWanted):
        QTest.keyClick(view, Qt.Key.Key_Space)


def test_a_heading_can_be_gone_to_and_left_out(qtbot: QtBot, view: ContextView) -> None:
    tree = tree_of(view)
    view.expand(tree.index(3, 0))
    inner = tree.index(0, 0, tree.index(3, 0))
    view.setCurrentIndex(inner)
    with qtbot.waitSignal(view.toggleWanted, timeout=1000) as heard:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert heard.args == [HEAD]
    with qtbot.waitSignal(view.toggleWanted, timeout=1000):
        box = view.faces.check_box(view.visualRect(inner), inner)
        QTest.mouseClick(view.viewport(), LEFT, pos=box.center())
    with qtbot.waitSignal(view.goWanted, timeout=1000):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert not view.grab().isNull()


def test_a_file_of_a_folder_has_nothing_to_switch(qtbot: QtBot, view: ContextView) -> None:
    below = source("docs/b.md", key=(*B.key, "b"), parent=B.key, directive=None)
    tree = tree_of(view)
    tree.show(Outlook(pieces=(B,), below={B.key: (below,)}), lambda _: "")
    view.expand(tree.index(0, 0))
    view.setCurrentIndex(tree.index(0, 0, tree.index(0, 0)))
    with qtbot.assertNotEmitted(view.toggleWanted):
        QTest.keyClick(view, Qt.Key.Key_Space)


def test_when_a_file_becomes_its_parts_the_cursor_stays_at_the_heading(view: ContextView) -> None:
    tree = tree_of(view)
    view.expand(tree.index(3, 0))
    view.setCurrentIndex(tree.index(0, 0, tree.index(3, 0)))
    parts = [source("docs/b.md#Zero", kind="part", part="Zero", place=Place(None, 0, 30))]
    parts += [source("docs/b.md#One", kind="part", part="One", place=Place(None, 31, 60))]
    tree.show(Outlook(pieces=(A, *parts)), lambda _: "")
    assert view.isExpanded(tree.index(1, 0))
    assert view.current() == parts[1]
    assert tree.index(1, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


def test_a_row_of_parts_is_half_checked(view: ContextView) -> None:
    on = source("docs/b.md#One", kind="part", part="One", place=Place(None, 0, 30))
    off = source("docs/b.md#Two", state=State.OFF, part="Two", place=Place(None, 31, 60))
    tree = tree_of(view)
    tree.show(Outlook(pieces=(on, off)), lambda _: "")
    assert tree.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.PartiallyChecked
    assert tree.index(0, 0).data() == "b.md"
    assert [tree.index(at, 0, tree.index(0, 0)).data() for at in (0, 1)] == ["One", "Two"]
    assert not view.grab().isNull()


def test_the_check_box_switches_and_the_sign_folds(qtbot: QtBot, view: ContextView) -> None:
    with qtbot.waitSignal(view.toggleWanted, timeout=1000) as heard:
        QTest.mouseClick(view.viewport(), LEFT, pos=place(view, A, 20))
    assert heard.args == [A]
    QTest.mouseClick(view.viewport(), LEFT, pos=place(view, B, 5))
    assert view.isExpanded(tree_of(view).index(3, 0))


def test_a_piece_is_dragged_to_the_place_of_another(qtbot: QtBot, view: ContextView) -> None:
    with qtbot.waitSignal(view.moveWanted, timeout=1000) as heard:
        QTest.mousePress(view.viewport(), LEFT, pos=place(view, A))
        QTest.mouseMove(view.viewport(), place(view, B))
        assert not view.grab().isNull()
        QTest.mouseRelease(view.viewport(), LEFT, pos=place(view, B))
    assert heard.args == [A, B]


def test_dropped_on_words_it_stays_where_it_was(qtbot: QtBot, view: ContextView) -> None:
    with qtbot.assertNotEmitted(view.moveWanted):
        QTest.mousePress(view.viewport(), LEFT, pos=place(view, A))
        QTest.mouseMove(view.viewport(), QPoint(100, 5))
        QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(100, 5))


def test_a_double_click_goes_there_and_a_right_one_opens_the_menu(
    qtbot: QtBot, view: ContextView
) -> None:
    with qtbot.waitSignal(view.goWanted, timeout=1000):
        # the second press comes as a double click
        QTest.mouseDClick(view.viewport(), LEFT, pos=place(view, A))
    spot = place(view, A)
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, spot, view.viewport().mapToGlobal(spot)
    )
    with qtbot.waitSignal(view.menuWanted, timeout=1000) as heard:
        QCoreApplication.sendEvent(view.viewport(), asked)
    assert heard.args[0] == A


def test_what_is_chosen_stays_chosen_and_open_when_rows_change(view: ContextView) -> None:
    tree = tree_of(view)
    view.expand(tree.index(3, 0))
    choose(view, B)
    first = source("src/first.py")
    tree.show(Outlook(pieces=(first, A, B), below={B.key: (HEAD,)}), lambda _: "")
    assert view.current() == B
    assert view.isExpanded(tree.index(2, 0))


def test_what_was_switched_off_keeps_the_cursor(view: ContextView) -> None:
    off = source("src/a.py", key=("draft", "off", A.line, "0"), state=State.OFF)
    tree_of(view).show(Outlook(OUTLOOK.system, OUTLOOK.earlier, pieces=(off, B)), lambda _: "")
    assert view.current() == off
    tree_of(view).show(NOTHING, lambda _: "")
    assert view.current() is None
