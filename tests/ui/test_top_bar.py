"""The line at the head: menus, and the toggles of the panels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.top_bar import TopBar


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> TopBar:
    made = TopBar(look)
    qtbot.addWidget(made)
    made.menus.addMenu("&File").addAction("Open folder…")
    made.menus.addMenu("&Edit").addAction("Undo")
    made.resize(700, made.height())
    made.show()
    return made


@pytest.mark.parametrize("panel", ["project", "requests", "side"])
def test_a_toggle_asks_for_its_panel(qtbot: QtBot, bar: TopBar, panel: str) -> None:
    toggle, signal = getattr(bar, panel), getattr(bar, f"{panel}Toggled")
    with qtbot.waitSignal(signal, timeout=1000) as heard:
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert heard.args == [True]
    with qtbot.waitSignal(signal, timeout=1000) as heard:
        qtbot.keyClick(toggle, Qt.Key.Key_Space)
    assert heard.args == [False]


def test_showing_which_panels_are_there_asks_for_nothing(qtbot: QtBot, bar: TopBar) -> None:
    with qtbot.assertNotEmitted(bar.projectToggled), qtbot.assertNotEmitted(bar.requestsToggled):
        bar.show_panels(project=True, requests=False, side=True)
    assert bar.project.isChecked()
    assert not bar.requests.isChecked()
    assert bar.side.isChecked()


def test_a_menu_opens_and_its_name_shows_it(qtbot: QtBot, look: Look, bar: TopBar) -> None:
    before = bar.menus.grab().toImage()
    first = bar.menus.actionGeometry(bar.menus.actions()[0]).center()
    QTest.mouseClick(bar.menus, Qt.MouseButton.LeftButton, pos=first)
    menu = bar.menus.actions()[0].menu()
    qtbot.waitUntil(menu.isVisible)
    assert bar.menus.grab().toImage() != before
    menu.close()


def test_keys_reach_the_menus(qtbot: QtBot, bar: TopBar) -> None:
    with qtbot.waitActive(bar):
        bar.activateWindow()
    bar.menus.setFocus(Qt.FocusReason.MenuBarFocusReason)
    bar.menus.setActiveAction(bar.menus.actions()[1])
    QTest.keyClick(bar.menus, Qt.Key.Key_Left)
    assert bar.menus.activeAction() is bar.menus.actions()[0]
    assert not bar.menus.grab().isNull()


def test_it_paints_its_ground_and_line(look: Look, bar: TopBar) -> None:
    image = bar.grab().toImage()
    assert image.pixelColor(400, bar.height() - 1) == look.theme.color("border")
    assert image.pixelColor(3, 5) == look.theme.color("window")
