"""The list of sections."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.section_list import SectionList


@pytest.fixture
def names(qtbot: QtBot, look: Look) -> SectionList:
    made = SectionList(look, ["Window", "Text", "Keys"])
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def test_the_arrows_go_through_the_sections(names: SectionList) -> None:
    heard: list[int] = []
    names.wanted.connect(heard.append)
    QTest.keyClick(names, Qt.Key.Key_Down)
    QTest.keyClick(names, Qt.Key.Key_Down)
    assert heard == [1, 2]


def test_sections_without_a_hit_are_passed_over(names: SectionList) -> None:
    names.narrow([True, False, True])
    QTest.keyClick(names, Qt.Key.Key_Down)
    assert names.currentItem().text() == "Keys"
    names.narrow([True, True, True])
    QTest.keyClick(names, Qt.Key.Key_Up)
    assert names.currentItem().text() == "Text"


def test_a_section_is_shown_again_when_it_is_clicked(names: SectionList) -> None:
    heard: list[int] = []
    names.wanted.connect(heard.append)
    place = names.visualItemRect(names.item(0)).center()
    QTest.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [0]
    assert not names.grab().isNull()
