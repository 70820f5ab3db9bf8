"""The sheet of a project's settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.core.settings import SETTINGS, Layer
from vibekoder.store.projects import Project
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.project_settings import ProjectSettings


@pytest.fixture
def sheet(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[ProjectSettings]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    made = ProjectSettings(look, window)
    (tmp_path / "vibekoder.toml").write_text('name = "Bells"\ncommands.t = ["x"]\nstrange = 1\n')
    made.show_project(Project.open(tmp_path))
    made.open_over(window)
    yield made
    window.close()


def test_it_has_what_a_project_may_set_and_nothing_else(sheet: ProjectSettings) -> None:
    wanted = {one.key for one in SETTINGS if Layer.PROJECT in one.scope}
    assert sheet.form.fields.keys() == wanted
    assert sheet.commands.names == ["t"]


def test_it_says_whose_settings_they_are_and_what_the_file_has_wrong(
    sheet: ProjectSettings,
) -> None:
    assert "Bells" in sheet.heading.text()
    assert "“strange” is not a setting" in sheet.note.text()


def test_what_was_typed_last_is_told_when_it_closes(sheet: ProjectSettings) -> None:
    told: list[object] = []
    sheet.changed.connect(lambda setting, value: told.append((setting.key, value)))
    field = sheet.form.fields["model"]
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "large")
    sheet.dismiss()
    sheet.dismiss()
    assert told == [("model", "large")]


def test_its_backends_are_one_press_away(sheet: ProjectSettings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.backendsWanted):
        QTest.keyClick(sheet.backends, Qt.Key.Key_Space)
    assert sheet.isHidden()


def test_what_has_the_focus_is_brought_into_view(sheet: ProjectSettings) -> None:
    sheet.commands.add.setFocus()
    at = sheet.commands.add.mapTo(sheet.box, sheet.commands.add.rect().center())
    assert sheet.box.rect().contains(at)
