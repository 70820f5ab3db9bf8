"""The page of a window without a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vibekoder.ui.first_start import FirstStart, shortened
from vibekoder.ui.look import Look

PATHS = [Path(f"/p/{name}") for name in ("kettledrum", "notes", "sysex", "tempo", "snare", "six")]


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> FirstStart:
    made = FirstStart(look)
    qtbot.addWidget(made)
    made.setMinimumHeight(100)
    made.resize(900, 800)
    made.show_recent(PATHS, frozenset({PATHS[2]}))
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def test_the_last_projects_are_listed_and_missing_ones_marked(page: FirstStart) -> None:
    assert [row.path for row in page.rows] == PATHS[:5]
    assert [row.accessibleName() for row in page.rows[1:3]] == ["notes", "sysex, not found"]
    assert page.rows[0].accessibleDescription() == "/p/kettledrum"
    assert not page.grab().isNull()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_opens_one(qtbot: QtBot, page: FirstStart, key: Qt.Key) -> None:
    with qtbot.waitSignal(page.chosen, timeout=1000) as heard:
        QTest.keyClick(page.rows[1], key)
    assert heard.args == [PATHS[1]]


def test_delete_takes_one_off_and_the_next_has_the_keys(qtbot: QtBot, page: FirstStart) -> None:
    page.rows[1].setFocus()
    with qtbot.waitSignal(page.forgetWanted, timeout=1000) as heard:
        QTest.keyClick(page.rows[1], Qt.Key.Key_Delete)
    assert heard.args == [PATHS[1]]
    page.show_recent([PATHS[0], *PATHS[2:]], frozenset())
    assert QApplication.focusWidget() is page.rows[1]
    assert page.rows[1].path == PATHS[2]
    page.show_recent([], frozenset())
    assert QApplication.focusWidget() is page.buttons["open_folder"]


def test_the_cross_takes_one_off(qtbot: QtBot, page: FirstStart) -> None:
    assert page.rows[0].forget.accessibleName() == "Take kettledrum off the list"
    with qtbot.waitSignal(page.forgetWanted, timeout=1000):
        qtbot.mouseClick(page.rows[0].forget, Qt.MouseButton.LeftButton)


def test_a_low_window_lists_fewer(page: FirstStart) -> None:
    page.resize(900, 440)
    assert [row.isVisible() for row in page.rows] == [True, True, False, False, False]


def test_without_earlier_projects_there_is_no_list(page: FirstStart) -> None:
    page.show_recent([], frozenset())
    assert page.rows == ()


def test_the_home_folder_is_short() -> None:
    assert shortened(Path.home() / "code" / "kettledrum") == "~/code/kettledrum"
    assert shortened(Path("/p/kettledrum")) == "/p/kettledrum"
