"""The fields of one backend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.core.errors import FormatError
from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_form import IDLE_CHOICES, BackendForm

KIND = Provider("openai", "OpenAI-compatible server", base_url="https://api.openai.com/v1")
LOCAL = Provider("rehearsal", "Rehearsal", networked=False)
HOUSE = BackendEntry(
    "house",
    "openai",
    "House",
    "https://house.example/v1",
    "qwen3",
    "HOUSE_KEY",
    {"temperature": 0.2},
    300.0,
)


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> BackendForm:
    made = BackendForm(look, lambda name: name == "HOUSE_KEY")
    qtbot.addWidget(made)
    made.resize(620, 500)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.set_entry(HOUSE, KIND)
    return made


def test_what_is_shown_is_read_back(qtbot: QtBot, form: BackendForm) -> None:
    assert form.entry(HOUSE) == HOUSE


def test_showing_an_entry_is_no_edit(qtbot: QtBot, form: BackendForm) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.set_entry(replace(HOUSE, title="Other", idle_limit=None), KIND)


@pytest.mark.parametrize("field", ["title", "address", "key_variable", "model", "parameters"])
def test_typing_is_an_edit(qtbot: QtBot, form: BackendForm, field: str) -> None:
    with qtbot.waitSignal(form.edited, timeout=1000):
        QTest.keyClicks(getattr(form, field), "x")


def test_fields_are_trimmed(form: BackendForm) -> None:
    form.title.setText("  House two ")
    form.address.setText(" https://two.example/v1/ ")
    changed = form.entry(HOUSE)
    assert changed.title == "House two"
    assert changed.base_url == "https://two.example/v1"


def test_the_key_is_told_as_found_or_missing_and_never_shown(form: BackendForm) -> None:
    assert form.key_line.text().startswith("Found.")
    form.key_variable.selectAll()
    QTest.keyClicks(form.key_variable, "OTHER_KEY")
    assert form.key_line.text() == "OTHER_KEY is not set. Set it, then start the program again."
    form.key_variable.selectAll()
    QTest.keyClick(form.key_variable, Qt.Key.Key_Delete)
    assert form.key_line.text().startswith("No key is sent.")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (None, "The usual"),
        (60.0, "1 minute "),
        (300.0, "5 minutes"),
        (0.0, "Never"),
        (90.0, "90 seconds"),
        (1.5, "1.5 seconds"),
    ],
)
def test_the_idle_limit_reads_in_words_and_stays_what_it_is(
    form: BackendForm, limit: float | None, words: str
) -> None:
    entry = replace(HOUSE, idle_limit=limit)
    form.set_entry(entry, KIND)
    assert form.idle.currentText().startswith(words)
    assert form.entry(entry).idle_limit == limit
    assert form.idle.count() in (len(IDLE_CHOICES), len(IDLE_CHOICES) + 1)


def test_another_limit_is_chosen_by_keys(qtbot: QtBot, form: BackendForm) -> None:
    form.idle.setFocus()
    with qtbot.waitSignal(form.edited, timeout=1000):
        QTest.keyClick(form.idle, Qt.Key.Key_Down)
    assert form.entry(HOUSE).idle_limit == 600.0


def test_parameters_are_read_and_faults_are_told(form: BackendForm) -> None:
    form.parameters.setPlainText("seed = 7\nstop = END")
    assert form.entry(HOUSE).params == {"seed": 7, "stop": "END"}
    form.parameters.setPlainText("seed 7")
    with pytest.raises(FormatError, match="Line 1"):
        form.entry(HOUSE)


def test_untouched_parameters_stay_what_the_file_says(form: BackendForm) -> None:
    odd = replace(HOUSE, params={"since": date(2026, 11, 20)})
    form.set_entry(odd, KIND)
    assert form.entry(odd).params is odd.params


def test_a_kind_without_an_address_asks_for_none(form: BackendForm) -> None:
    form.set_entry(BackendEntry("rehearsal", "rehearsal", "Rehearsal"), LOCAL)
    assert not form.address.isVisible()
    assert not form.key_variable.isVisible()
    assert not form.idle.isVisible()
    assert form.model.isVisible()
    form.layout().activate()
    assert form.model.y() - form.title.geometry().bottom() == 13


def test_every_field_has_a_name_for_screen_readers(form: BackendForm) -> None:
    names = [
        field.accessibleName()
        for field in (form.title, form.address, form.key_variable, form.model, form.idle)
    ]
    assert names == ["Name", "Address", "Key variable", "Model", "Give up after"]
    assert form.parameters.accessibleName() == "Parameters"


def test_tab_leaves_the_parameters(look: Look, form: BackendForm) -> None:
    form.parameters.setFocus()
    assert not form.grab().isNull()
    QTest.keyClick(form.parameters, Qt.Key.Key_Tab)
    assert not form.parameters.hasFocus()
    look.theme.use("dark")
    assert not form.grab().isNull()
