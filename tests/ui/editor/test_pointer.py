"""Hovering shows what a click would do; a click does it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make, point_at
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.banners import Act, BannerState

LEFT = Qt.MouseButton.LeftButton
TEXT = (
    "=={ User | id=aaaaaa }==\nask\n\n=={ Assistant | id=bbbbbb }==\nsaid\n\n```py\none\ntwo\n```\n"
)
STOP = Act("stop", "Stop", "stop", "Esc")


@pytest.fixture
def owner(make: Make) -> Owner:
    owner = make(TEXT)
    owner.editor.set_state(2, BannerState("answering", "running", 3.0, acts=(STOP,)))
    owner.editor.grab()
    return owner


def find(owner: Owner, name: str, part: int = 2) -> QPoint:
    viewport = owner.editor.viewport()
    for y in range(0, viewport.height(), 4):
        for x in range(viewport.width(), 0, -4):
            spot = owner.editor.scene.spot(QPoint(x, y).toPointF())
            if spot and (spot.act.name, spot.part) == (name, part):
                return QPoint(x - 4, y + 4)
    raise AssertionError(name)


def test_stop_is_wanted_by_a_click(owner: Owner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(owner.editor.actionWanted) as done:
        qtbot.mouseClick(owner.editor.viewport(), LEFT, pos=find(owner, "stop"))
    assert done.args == ["stop", 2]


def test_a_press_that_is_drawn_away_does_nothing(owner: Owner) -> None:
    done = list[str]()
    owner.editor.actionWanted.connect(lambda name, _: done.append(name))
    viewport = owner.editor.viewport()
    QTest.mousePress(viewport, LEFT, Qt.KeyboardModifier.NoModifier, find(owner, "stop"))
    QTest.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(5, 500))
    assert done == []


def test_more_opens_the_menu_of_its_slice(owner: Owner, qtbot: QtBot) -> None:
    qtbot.mouseClick(owner.editor.viewport(), LEFT, pos=find(owner, "more", 1))
    menu = owner.editor.findChild(QMenu)
    assert isinstance(menu, QMenu)
    copy = next(action for action in menu.actions() if action.text() == "Copy text")
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "ask"
    menu.close()


def test_the_head_of_code_copies_the_code_alone(owner: Owner, qtbot: QtBot) -> None:
    qtbot.mouseClick(owner.editor.viewport(), LEFT, pos=find(owner, "code.copy"))
    assert QGuiApplication.clipboard().text() == "one\ntwo"


def test_a_click_on_a_banner_leads_into_its_slice(owner: Owner, qtbot: QtBot) -> None:
    at = find(owner, "stop")
    qtbot.mouseClick(owner.editor.viewport(), LEFT, pos=QPoint(400, at.y() + 6))
    assert owner.editor.part_of_caret() == 2


def test_over_a_banner_the_pointer_is_an_arrow_and_over_text_a_beam(owner: Owner) -> None:
    viewport = owner.editor.viewport()
    point_at(viewport, find(owner, "stop"))
    assert viewport.cursor().shape() is Qt.CursorShape.ArrowCursor
    owner.editor.set_caret(1, 26)
    point_at(viewport, owner.editor.cursorRect().center())
    assert viewport.cursor().shape() is Qt.CursorShape.IBeamCursor


def test_an_act_under_the_pointer_is_marked_until_it_leaves(owner: Owner) -> None:
    viewport = owner.editor.viewport()
    point_at(viewport, find(owner, "stop"))
    assert owner.editor.scene.hovered is not None
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert owner.editor.scene.hovered is None


def test_an_act_says_its_name_and_key(owner: Owner) -> None:
    viewport = owner.editor.viewport()
    at = find(owner, "stop")
    event = QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, event)
    assert QToolTip.text() == "Stop  Esc"
    QToolTip.hideText()
