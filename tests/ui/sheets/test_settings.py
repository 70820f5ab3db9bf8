"""The sheet of a person's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.core.settings import Layer, Values
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.settings import UserSettings


@pytest.fixture
def sheet(qtbot: QtBot, look: Look, tmp_path: Path) -> Iterator[UserSettings]:
    look.theme.set_reduced(True)
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    made = UserSettings(look, tmp_path / "settings.toml", window)
    values = Values().with_layer(Layer.APP, {"limits": {"idle": 30}, "ui": {"theme": "dark"}})
    values = values.with_layer(Layer.PROJECT, {"limits": {"idle": 5}})
    made.show_values(values.with_layer(Layer.SESSION, {"model": "large"}))
    made.open_over(window)
    yield made
    window.close()


def place(sheet: UserSettings, key: str) -> str:
    return sheet.form.places[key].text()


def test_each_value_tells_the_layer_it_comes_from(sheet: UserSettings) -> None:
    assert place(sheet, "ui.theme") == "yours"
    assert place(sheet, "limits.idle") == "project"
    assert place(sheet, "model") == "session"
    assert place(sheet, "editor.zoom") == "default"


def test_it_tells_what_counts_instead_of_one_s_own_value(sheet: UserSettings) -> None:
    shown = {key: row.under.text() for key, row in sheet.form._rows.items()}
    assert "This project sets 5, which counts in it." in shown["limits.idle"]
    assert "The session that is shown sets large" in shown["model"]


def test_a_value_is_taken_back_beside_it(sheet: UserSettings) -> None:
    told: list[object] = []
    sheet.changed.connect(lambda setting, value: told.append((setting.key, value)))
    assert sheet.form.resets["editor.zoom"].isHidden()
    sheet.form.resets["limits.idle"].click()
    assert told == [("limits.idle", None)]


def test_letters_find_settings_and_their_section(sheet: UserSettings) -> None:
    QTest.keyClicks(sheet.search, "contrast")
    assert sheet.form.fields["ui.contrast"].isVisible()
    assert not sheet.form.fields["ui.theme"].isVisible()
    assert sheet.form.shown_heads().count(True) == 1
    sheet.search.clear()
    assert sheet.form.fields["ui.theme"].isVisibleTo(sheet.form)


def test_letters_that_stand_in_keys_alone_show_the_keys(sheet: UserSettings) -> None:
    QTest.keyClicks(sheet.search, "regenerate")
    assert sheet.keys.isVisible()
    assert [row.action.id for row in sheet.keys.model.rows] == ["slice.regenerate"]


def test_a_section_is_brought_into_view(sheet: UserSettings) -> None:
    sheet.list.setCurrentRow(6)
    assert not sheet.form.head(6).visibleRegion().isEmpty()
    sheet.list.setCurrentRow(sheet.list.count() - 1)
    assert sheet.keys.isVisible()


def test_a_failure_is_told_at_the_foot(sheet: UserSettings) -> None:
    sheet.say("The disk is full.")
    assert sheet.note.text() == "The disk is full."


def test_the_project_s_settings_are_one_press_away(sheet: UserSettings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.projectWanted):
        sheet.project.click()
    assert sheet.isHidden()
