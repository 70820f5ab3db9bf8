"""The strip of tabs: chosen, moved and closed by mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.tab_bar import LEGIBLE, NARROWEST, WIDEST, Tab, TabBar

LEFT = Qt.MouseButton.LeftButton
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> TabBar:
    made = TabBar(look)
    qtbot.addWidget(made)
    for title in ("Ties", "MIDI clock", "Review"):
        made.add_tab(Tab(title))
    made.resize(900, made.sizeHint().height())
    made.show()
    return made


def titles(bar: TabBar) -> list[str]:
    return [bar.tab(at).title for at in range(bar.count())]


def middle(bar: TabBar, at: int) -> QPoint:
    return bar.tabRect(at).center() - QPoint(20, 0)


def test_a_click_chooses_a_tab(qtbot: QtBot, bar: TabBar) -> None:
    with qtbot.waitSignal(bar.currentChanged, timeout=1000) as heard:
        QTest.mouseClick(bar, LEFT, pos=middle(bar, 1))
    assert heard.args == [1]


def test_the_cross_closes_its_own_tab_without_choosing_it(qtbot: QtBot, bar: TabBar) -> None:
    with qtbot.waitSignal(bar.tabCloseRequested, timeout=1000) as heard:
        QTest.mouseClick(bar, LEFT, pos=bar.close_box(2).center())
    assert heard.args == [2]
    assert bar.currentIndex() == 0
    assert bar.count() == 3


def test_a_press_that_leaves_the_cross_closes_nothing(qtbot: QtBot, bar: TabBar) -> None:
    with qtbot.assertNotEmitted(bar.tabCloseRequested):
        QTest.mousePress(bar, LEFT, pos=bar.close_box(1).center())
        assert not bar.grab().isNull()
        QTest.mouseRelease(bar, LEFT, pos=middle(bar, 1))


def test_the_middle_button_closes(qtbot: QtBot, bar: TabBar) -> None:
    with qtbot.waitSignal(bar.tabCloseRequested, timeout=1000) as heard:
        QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=middle(bar, 1))
    assert heard.args == [1]


def test_delete_closes_and_arrows_choose(qtbot: QtBot, bar: TabBar) -> None:
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert bar.currentIndex() == 1
    with qtbot.waitSignal(bar.tabCloseRequested, timeout=1000) as heard:
        QTest.keyClick(bar, Qt.Key.Key_Delete)
    assert heard.args == [1]


def test_keys_move_a_tab_and_stop_at_the_ends(qtbot: QtBot, bar: TabBar) -> None:
    with qtbot.waitSignal(bar.tabMoved, timeout=1000):
        QTest.keyClick(bar, Qt.Key.Key_Right, BOTH)
    assert titles(bar) == ["MIDI clock", "Ties", "Review"]
    QTest.keyClick(bar, Qt.Key.Key_Left, BOTH)
    QTest.keyClick(bar, Qt.Key.Key_Left, BOTH)
    assert titles(bar) == ["Ties", "MIDI clock", "Review"]


def test_a_tab_is_dragged_past_its_neighbour(qtbot: QtBot, bar: TabBar) -> None:
    QTest.mousePress(bar, LEFT, pos=middle(bar, 0))
    QTest.mouseMove(bar, middle(bar, 0) + QPoint(2, 0))
    assert titles(bar)[0] == "Ties"
    QTest.mouseMove(bar, QPoint(bar.tabRect(1).left() + 4, 10))
    assert titles(bar)[0] == "Ties"
    with qtbot.waitSignal(bar.tabMoved, timeout=1000):
        QTest.mouseMove(bar, QPoint(bar.tabRect(1).right() - 4, 10))
    QTest.mouseMove(bar, QPoint(5000, 10))
    QTest.mouseRelease(bar, LEFT, pos=QPoint(bar.tabRect(1).right() - 4, 10))
    assert titles(bar) == ["MIDI clock", "Ties", "Review"]
    assert bar.currentIndex() == 1


def test_a_tab_is_dragged_back(bar: TabBar) -> None:
    QTest.mousePress(bar, LEFT, pos=middle(bar, 2))
    QTest.mouseMove(bar, QPoint(bar.tabRect(1).left() + 4, 10))
    QTest.mouseRelease(bar, LEFT, pos=QPoint(bar.tabRect(1).left() + 4, 10))
    assert titles(bar) == ["Ties", "Review", "MIDI clock"]


def test_the_state_is_told_in_words_too(look: Look, bar: TabBar) -> None:
    before = bar.grab().toImage()
    bar.set_tab(1, Tab("MIDI clock", "interrupted"))
    bar.set_tab(1, Tab("MIDI clock", "interrupted"))
    assert bar.accessibleTabName(1) == "MIDI clock, interrupted"
    assert bar.grab().toImage() != before
    bar.set_tab(1, Tab("MIDI clock"))
    assert bar.accessibleTabName(1) == "MIDI clock"


def test_dots_breathe_only_while_something_runs(qtbot: QtBot, look: Look, bar: TabBar) -> None:
    assert not look.pulse.active
    bar.set_tab(0, Tab("Ties", "answering"))
    qtbot.waitUntil(lambda: look.pulse.active)
    with qtbot.waitSignal(look.pulse.beat, timeout=2000):
        pass
    bar.removeTab(0)
    assert not look.pulse.active


def test_titles_are_cut_and_ampersands_are_no_keys(bar: TabBar) -> None:
    at = bar.add_tab(Tab("R&D " * 40))
    assert bar.tabRect(at).width() == WIDEST
    assert bar.tabRect(0).width() == NARROWEST
    assert bar.tabText(at).startswith("R&&D")
    assert bar.minimumSizeHint().width() == NARROWEST


def test_of_many_tabs_each_keeps_room_to_be_told_from_the_others(bar: TabBar) -> None:
    at = bar.add_tab(Tab("R&D " * 40))
    assert bar.minimumTabSizeHint(at).width() == LEGIBLE
    assert bar.minimumTabSizeHint(0).width() == NARROWEST


def test_the_pointer_shows_what_it_would_do(qtbot: QtBot, bar: TabBar) -> None:
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    before = bar.grab().toImage()
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)

    def shown() -> bool:
        # a pointer that already rests in this place tells nobody of a move
        for step in (QPoint(0, 0), QPoint(1, 1)):
            QTest.mouseMove(bar, bar.close_box(1).center() + step)
        return bar.grab().toImage() != before

    qtbot.waitUntil(shown)


def test_no_pointer_closes_a_pinned_tab_and_its_pin_lets_it_loose(
    qtbot: QtBot, bar: TabBar
) -> None:
    bar.set_tab(0, Tab("Ties", pinned=True))
    assert bar.accessibleTabName(0) == "Ties, pinned"
    with qtbot.assertNotEmitted(bar.tabCloseRequested):
        QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=middle(bar, 0))
        with qtbot.waitSignal(bar.unpinWanted, timeout=1000) as heard:
            QTest.mouseClick(bar, LEFT, pos=bar.close_box(0).center())
    assert heard.args == [0]
    assert not bar.grab().isNull()


def test_tabs_are_not_dragged_among_the_pinned_ones(bar: TabBar) -> None:
    bar.set_tab(0, Tab("Ties", pinned=True))
    QTest.mousePress(bar, LEFT, pos=middle(bar, 1))
    QTest.mouseMove(bar, QPoint(10, 10))
    QTest.mouseRelease(bar, LEFT, pos=QPoint(10, 10))
    assert titles(bar) == ["Ties", "MIDI clock", "Review"]


def test_what_can_be_done_with_a_tab_is_asked_for_by_pointer_and_by_key(
    qtbot: QtBot, bar: TabBar
) -> None:
    place = middle(bar, 2)
    by_pointer = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, bar.mapToGlobal(place))
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    for event, at in ((by_pointer, 2), (by_key, 0)):
        with qtbot.waitSignal(bar.menuWanted, timeout=1000) as heard:
            QApplication.sendEvent(bar, event)
        assert heard.args[0] == at
