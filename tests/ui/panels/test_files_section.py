"""The section of files under its head."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.files import FileRow
from vibekoder.ui.panels.files_section import FilesSection


@pytest.fixture
def section(qtbot: QtBot, look: Look) -> FilesSection:
    made = FilesSection(look, lambda: None)
    qtbot.addWidget(made)
    made.resize(290, 300)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def test_the_head_folds_by_click_and_key(section: FilesSection, qtbot: QtBot) -> None:
    with qtbot.waitSignal(section.folded) as heard:
        QTest.mouseClick(section.head, Qt.MouseButton.LeftButton)
    assert heard.args == [True]
    assert section.is_folded
    assert not section.view.isVisible()
    section.head.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(section.head, key)
    assert section.is_folded
    section.take_focus()
    assert not section.is_folded
    assert section.view.hasFocus()


def test_something_is_marked_as_soon_as_there_is_something(section: FilesSection) -> None:
    assert section.view.row is None
    QTest.keyClick(section.view, Qt.Key.Key_Return)
    section.set_rows([FileRow("a", 0)])
    assert section.view.row is not None
