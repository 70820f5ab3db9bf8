"""The strip of tabs with the list of all of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from vibekoder.ui.look import Look
from vibekoder.ui.tab_bar import Tab
from vibekoder.ui.tab_strip import TabStrip


@pytest.fixture
def strip(qtbot: QtBot, look: Look) -> TabStrip:
    made = TabStrip(look)
    qtbot.addWidget(made)
    for at in range(6):
        made.bar.add_tab(Tab(f"A session with a long title {at}", "failed" if at == 2 else "new"))
    made.resize(2000, made.sizeHint().height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def listed(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_list_comes_once_titles_have_to_be_cut(qtbot: QtBot, strip: TabStrip) -> None:
    assert not strip.all_tabs.isVisible()
    strip.resize(700, strip.height())
    qtbot.waitUntil(strip.all_tabs.isVisible)
    assert strip.all_tabs.accessibleName() == "All tabs"
    for at in (5, 4, 3, 2):
        strip.bar.removeTab(at)
    qtbot.waitUntil(lambda: not strip.all_tabs.isVisible())


def test_every_tab_stands_in_the_list_with_its_state_and_the_shown_one_marked(
    qtbot: QtBot, strip: TabStrip
) -> None:
    strip.resize(500, strip.height())
    strip.bar.setCurrentIndex(1)
    qtbot.waitUntil(strip.all_tabs.isVisible)
    QTest.mouseClick(strip.all_tabs, Qt.MouseButton.LeftButton)
    menu = listed(qtbot)
    texts = [one.text() for one in menu.actions()]
    assert texts[2] == "A session with a long title 2, failed"
    assert [one.isChecked() for one in menu.actions()].index(True) == 1
    menu.close()


def test_a_tab_is_chosen_from_the_list_by_keys(qtbot: QtBot, strip: TabStrip) -> None:
    strip.list_tabs()
    menu = listed(qtbot)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(menu, key)
    assert strip.bar.currentIndex() == 2


def test_without_tabs_there_is_no_list(qtbot: QtBot, look: Look) -> None:
    strip = TabStrip(look)
    qtbot.addWidget(strip)
    strip.list_tabs()
    assert QApplication.activePopupWidget() is None


def test_in_a_narrow_window_a_tab_is_chosen_from_the_list_with_the_pointer(person: Person) -> None:
    first, strip = person.path, person.window.tabs.strip
    assert not strip.all_tabs.isVisible()
    person.shell.resize(800, 600)
    while strip.bar.wanted_width <= strip.width():
        person.new_session()
    person.until(strip.all_tabs.isVisible)
    spot = strip.all_tabs.mapTo(person.shell, strip.all_tabs.rect().center())
    QTest.mouseClick(person.shell.windowHandle(), Qt.MouseButton.LeftButton, pos=spot)
    menu = person.menu()
    assert len(menu.actions()) == strip.bar.count()
    place = menu.actionGeometry(menu.actions()[0]).center()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
    person.until(lambda: person.path == first)
