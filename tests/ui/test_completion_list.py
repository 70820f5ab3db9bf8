"""The list at the caret: where it stands, what is current, what a screen reader is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.completion_list import BELOW, SHADOW, CompletionList
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.sifting import Choice, Found

NAMES = ("one.py", "two.py", "three.py")


@pytest.fixture
def listed(qtbot: QtBot, look: Look) -> CompletionList:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    return CompletionList(look, window)


def rows(*names: str) -> list[Found]:
    return [Found(Choice(f"path:{name}", name, icon="file", is_code=True)) for name in names]


def box(listed: CompletionList) -> QRect:
    return listed.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -BELOW)


def test_it_opens_under_the_caret_with_its_first_row_current(listed: CompletionList) -> None:
    listed.offer(rows(*NAMES), QRect(100, 50, 1, 18))
    assert listed.isVisible()
    assert box(listed).top() > 50 + 18
    assert listed.current is not None
    assert listed.current.text == "one.py"


def test_it_opens_above_the_caret_at_the_foot_of_the_window(listed: CompletionList) -> None:
    listed.offer(rows(*NAMES), QRect(100, 370, 1, 18))
    assert box(listed).bottom() < 370


def test_it_opens_above_where_that_is_wished_and_there_is_room(listed: CompletionList) -> None:
    listed.offer(rows(*NAMES), QRect(100, 200, 1, 18), above=True)
    assert box(listed).bottom() < 200
    listed.offer(rows(*NAMES), QRect(100, 20, 1, 18), above=True)
    assert box(listed).top() > 20


@pytest.mark.parametrize("left", [0, 599])
def test_it_stays_inside_the_window(listed: CompletionList, left: int) -> None:
    listed.offer(rows(*NAMES), QRect(left, 50, 1, 18))
    assert listed.parentWidget().rect().contains(box(listed))


def test_steps_go_round_and_pages_stop(listed: CompletionList) -> None:
    listed.offer(rows(*NAMES), QRect(100, 50, 1, 18))
    seen: list[str] = []
    for by in (-1, 1, 1, 7, -7):
        listed.step(by)
        assert listed.current is not None
        seen.append(listed.current.text)
    assert seen == ["three.py", "one.py", "two.py", "three.py", "one.py"]


def test_a_click_takes_a_row(qtbot: QtBot, listed: CompletionList) -> None:
    listed.offer(rows(*NAMES), QRect(100, 50, 1, 18))
    place: QPoint = listed.view.visualRect(listed.model.index(1)).center()
    with qtbot.waitSignal(listed.taken, timeout=1000) as heard:
        QTest.mouseClick(listed.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args[0].text == "two.py"


def test_it_takes_no_focus(listed: CompletionList) -> None:
    assert listed.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert listed.view.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert listed.view.accessibleName() == "Completions"


def test_a_long_list_scrolls_and_a_long_name_is_given_room(listed: CompletionList) -> None:
    listed.offer(rows(*(f"file{n}.py" for n in range(50))), QRect(10, 10, 1, 18))
    narrow = listed.width()
    assert listed.view.verticalScrollBar().maximum() > 0
    listed.offer(rows("a/" * 20 + "b.py"), QRect(10, 10, 1, 18))
    assert listed.width() > narrow
