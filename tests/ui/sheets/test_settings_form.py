"""The form of settings: made from the table, checked while it is typed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from vibekoder.core import settings
from vibekoder.core.errors import FormatError
from vibekoder.core.settings import SETTINGS, Kind, Layer, Setting, Values
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.form_rows import Lines
from vibekoder.ui.sheets.settings_form import SettingsForm, read_value, show_value
from vibekoder.ui.style import Choice

SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "house",
    Kind.NAMES: ("../a", "b c"),
    Kind.MAP: {"temperature": 0.2, "stop": ["a"]},
}


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> SettingsForm:
    """Every setting, for the project's layer, its own and the user's values in it."""
    made = SettingsForm(look, [("All", SETTINGS)], Layer.PROJECT)
    qtbot.addWidget(made)
    values = Values().with_layer(Layer.APP, {"limits": {"connect": 30}})
    made.show_values(values.with_layer(Layer.PROJECT, {"limits": {"idle": 5}}))
    made.show()
    return made


def line(form: SettingsForm, setting: Setting[Any]) -> QLineEdit:
    field = form.fields[setting.key]
    assert isinstance(field, QLineEdit)
    return field


def told(form: SettingsForm) -> list[tuple[str, object]]:
    """What is told from now on."""
    found: list[tuple[str, object]] = []
    form.changed.connect(lambda setting, value: found.append((setting.key, value)))
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_every_setting_has_a_field_that_is_named(form: SettingsForm, setting: Setting[Any]) -> None:
    assert form.fields[setting.key].accessibleName() == setting.title


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_what_is_shown_reads_back_as_the_same(setting: Setting[Any]) -> None:
    for value in (setting.default, SAMPLES.get(setting.type, setting.default)):
        text = show_value(setting, value)
        if text:
            assert read_value(setting, text) == value


def test_an_empty_field_leaves_it_to_the_outer_layers() -> None:
    assert read_value(settings.IDLE_LIMIT, "  ") is None


def test_what_is_wrong_is_said_by_the_name_that_the_person_sees() -> None:
    with pytest.raises(FormatError, match="Time without text must be a number from 0 to 86400"):
        read_value(settings.IDLE_LIMIT, "soon")


def test_a_comma_is_a_point_to_many() -> None:
    assert read_value(settings.IDLE_LIMIT, "2,5") == 2.5


def test_own_values_stand_in_the_fields_and_outer_ones_behind_them(form: SettingsForm) -> None:
    assert line(form, settings.IDLE_LIMIT).text() == "5"
    connect = line(form, settings.CONNECT_LIMIT)
    assert (connect.text(), connect.placeholderText()) == ("", "30 s")


def test_what_is_typed_and_left_is_told_once(form: SettingsForm) -> None:
    found = told(form)
    field = line(form, settings.IDLE_LIMIT)
    field.selectAll()
    QTest.keyClicks(field, "60")
    field.editingFinished.emit()
    form.flush()
    assert found == [("limits.idle", 60.0)]


def test_an_emptied_field_takes_the_value_out(form: SettingsForm) -> None:
    found = told(form)
    field = line(form, settings.IDLE_LIMIT)
    field.clear()
    form.flush()
    assert found == [("limits.idle", None)]


def test_what_is_wrong_is_explained_beside_it_and_not_told(form: SettingsForm) -> None:
    found = told(form)
    QTest.keyClicks(line(form, settings.INCLUDE_LIMIT), "many")
    form.flush()
    assert found == []
    assert "must be a number" in form.problem("include.limit")
    assert form.problem("limits.idle") == ""


def test_lines_are_told_when_they_are_left(form: SettingsForm) -> None:
    found = told(form)
    field = form.fields["include.folders"]
    assert isinstance(field, Lines)
    field.setPlainText("../one\n\n../two\n")
    field.focusChanged.emit()
    assert found == [("include.folders", ("../one", "../two"))]


def test_a_choice_is_told_at_once(form: SettingsForm) -> None:
    found = told(form)
    field = form.fields["ui.theme"]
    assert isinstance(field, Choice)
    field.setCurrentIndex(field.findData("dark"))
    assert found == [("ui.theme", "dark")]
    assert field.itemText(0) == "system"


def test_new_values_leave_alone_what_is_being_typed(form: SettingsForm) -> None:
    field = line(form, settings.MODEL)
    QTest.keyClicks(field, "half")
    form.show_values(Values().with_layer(Layer.PROJECT, {"model": "other", "limits": {"idle": 7}}))
    assert field.text() == "half"
    assert line(form, settings.IDLE_LIMIT).text() == "7"
