"""The sheet for a new project."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.new_project import NewProject


@pytest.fixture
def sheet(window: QWidget, look: Look, tmp_path: Path) -> NewProject:
    made = NewProject(look, tmp_path, window)
    made.open_over(window)
    return made


def test_a_name_makes_a_folder_in_its_place(
    qtbot: QtBot, sheet: NewProject, tmp_path: Path
) -> None:
    QTest.keyClicks(sheet.name, "kettledrum")
    with qtbot.waitSignal(sheet.wanted, timeout=1000) as heard:
        QTest.keyClick(sheet.name, Qt.Key.Key_Return)
    assert heard.args == [tmp_path / "kettledrum"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b"])
def test_what_is_no_name_makes_nothing(qtbot: QtBot, sheet: NewProject, name: str) -> None:
    sheet.name.setText(name)
    assert not sheet.make.isEnabled()
    with qtbot.assertNotEmitted(sheet.wanted, wait=30):
        QTest.keyClick(sheet.name, Qt.Key.Key_Return)


def test_why_it_cannot_be_made_stands_below(sheet: NewProject) -> None:
    sheet.say("It cannot be made: Permission denied.")
    assert "Permission denied" in sheet._under.under.text()
    QTest.keyClicks(sheet.name, "a")
    assert "Permission" not in sheet._under.under.text()


def test_the_place_is_chosen_in_a_dialog(sheet: NewProject) -> None:
    QTest.keyClick(sheet.browse, Qt.Key.Key_Space)
    (dialog,) = sheet.findChildren(QFileDialog)
    dialog.fileSelected.emit("/elsewhere")
    dialog.close()
    assert sheet.place.text() == "/elsewhere"
