"""The fields of one backend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.core.capabilities import Capabilities
from vibekoder.core.errors import FormatError
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.core.providers import Provider
from vibekoder.store.catalog import Source as Vendor
from vibekoder.store.key_rules import Rule, Source
from vibekoder.store.projects import BackendEntry
from vibekoder.store.secrets import Lookup
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_form import IDLE_CHOICES, BackendForm

KIND = Provider("openai", "OpenAI-compatible server", base_url="https://api.openai.com/v1")
OF_HOUSE = Vendor("House", "https://house.example/prices", "2026-11-05")
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
    made = BackendForm(look, (KIND, LOCAL))
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
    form.show_key(Lookup("sk-secret", "HOUSE_KEY", needed=True))
    assert form.rows["key"].under.text().startswith("Found in HOUSE_KEY.")
    form.show_key(Lookup(needed=True, looked=("HOUSE_KEY", "the system keyring")))
    assert form.rows["key"].under.text() == "No key in HOUSE_KEY, the system keyring."
    form.show_key(Lookup())
    assert form.rows["key"].under.text().startswith("No key is sent.")


def test_few_people_see_what_few_people_need(form: BackendForm) -> None:
    assert not form.beyond.proxy.isVisible()
    QTest.keyClick(form.more, Qt.Key.Key_Space)
    assert form.beyond.proxy.isVisible()
    QTest.keyClick(form.more, Qt.Key.Key_Space)
    assert not form.beyond.proxy.isVisible()
    form.set_entry(replace(HOUSE, proxy="direct"), KIND)
    assert form.beyond.proxy.isVisible()


def test_headers_proxy_and_limits_are_read_back(form: BackendForm) -> None:
    whole = replace(
        HOUSE,
        headers={"X-Team": "drum"},
        proxy="direct",
        ca_file="/etc/house.pem",
        at_once=3,
        fallback="cloud",
    )
    form.set_entry(whole, KIND, (HOUSE, replace(HOUSE, name="cloud", title="Cloud")))
    assert form.entry(whole) == whole
    assert form.beyond.fallback.currentText() == "Ask Cloud"
    assert form.beyond.at_once.currentText() == "3 requests"


def test_a_fault_stands_under_its_own_field(form: BackendForm) -> None:
    changed = replace(HOUSE, proxy="nowhere")
    assert form.find_fault(changed) == "proxy"
    assert "must begin with" in form.beyond.rows["proxy"].under.text()
    assert form.find_fault(HOUSE) == ""
    assert "the system" in form.beyond.rows["proxy"].under.text()


@pytest.mark.parametrize("field", ["title", "model", "address", "headers", "parameters"])
def test_a_key_in_a_field_is_told_under_it(form: BackendForm, field: str) -> None:
    key = "sk-proj-0123456789abcdefABCDEF0123abcdEF"
    typed = {"address": f"https://house.example/v1?key={key}", "headers": f"X-Team: {key}"}
    typed["parameters"] = f'user = "{key}"'
    at = form.beyond.headers if field == "headers" else getattr(form, field)
    (at.setPlainText if field in ("headers", "parameters") else at.setText)(typed.get(field, key))
    try:
        assert form.find_fault(form.entry(HOUSE)) == field
    except FormatError:
        assert field == "parameters"
    rows = {**form.rows, **form.beyond.rows}
    assert "set it as the key" in rows[field].under.text()


def test_help_and_limits_of_a_parameter_are_told_where_it_is_written(form: BackendForm) -> None:
    form.parameters.setPlainText("")
    assert form.rows["parameters"].under.text().startswith("One a line")
    QTest.keyClicks(form.parameters, "temperature = 3")
    assert "From 0 to 2." in form.rows["parameters"].under.text()
    with pytest.raises(FormatError, match="temperature"):
        form.entry(HOUSE)


def test_a_parameter_is_added_from_the_table(form: BackendForm) -> None:
    next(one for one in form.parameter_menu.actions() if "max_tokens" in one.text()).trigger()
    assert form.parameters.toPlainText() == "temperature = 0.2\nmax_tokens = 4096"
    assert form.parameters.hasFocus()


def test_models_are_offered_and_any_other_can_be_typed(qtbot: QtBot, form: BackendForm) -> None:
    form.show_models([])
    assert not form.pick.isVisible()
    form.show_models(["qwen3", "llama"])
    QTest.mouseClick(form.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.model.completer().popup().isVisible())
    assert form.model.completer().completionCount() == 2
    with qtbot.waitSignal(form.edited, timeout=1000):
        form.model.completer().activated.emit("llama")
    assert form.entry(HOUSE).model == "llama"
    form.model.completer().popup().hide()


def test_context_and_price_are_shown_where_they_are_known(form: BackendForm) -> None:
    form.show_facts(ModelFacts("qwen3", context=200_000, prices=Prices(3, 15)))
    assert form.rows["model"].under.text() == "200k tokens · $3.00 in, $15.00 out, per million"
    form.show_facts(ModelFacts("qwen3", prices=Prices(3, 15)), "", OF_HOUSE)
    told = "$3.00 in, $15.00 out, per million · House's list price of 2026-11-05"
    assert form.rows["model"].under.text() == told
    form.show_facts(None, "2 models listed")
    assert form.rows["model"].under.text() == "2 models listed"


def test_what_a_model_can_is_told_where_it_is_known(form: BackendForm) -> None:
    able = Capabilities(streaming=False, reasoning=True, images=False, tools=True)
    form.show_facts(ModelFacts("qwen3"), can=able)
    told = "reasons · sees no pictures · calls tools · answers all at once"
    assert form.rows["model"].under.text() == told


def test_only_parameters_that_are_taken_are_offered(form: BackendForm) -> None:
    form.offer_parameters(("temperature", "stop"))
    offered = [one for one in form.parameter_menu.actions() if one.isVisible()]
    assert [one.text().split("\t")[1] for one in offered] == ["temperature", "stop"]
    form.offer_parameters(())
    assert not form.add_parameter.isVisibleTo(form)


def test_where_the_key_is_is_said_for_this_machine_only_by_the_person(form: BackendForm) -> None:
    assert form.rule() is None
    form.key.source.setCurrentIndex(form.key.source.findData(Source.KEYRING))
    assert form.rule() == Rule(Source.KEYRING)
    form.key.source.setCurrentIndex(form.key.source.findData(Source.COMMAND))
    form.key.command.setText("pass show 'my key")
    with pytest.raises(FormatError, match="quote"):
        form.rule()


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


def test_every_field_has_a_name_for_screen_readers(form: BackendForm) -> None:
    names = [
        field.accessibleName()
        for field in (form.title, form.address, form.key_variable, form.model, form.idle)
    ]
    assert names == ["Name", "Address", "Variable with the key", "Model", "Give up after"]
    assert form.parameters.accessibleName() == "Parameters"


def test_tab_leaves_the_parameters(look: Look, form: BackendForm) -> None:
    form.parameters.setFocus()
    assert not form.grab().isNull()
    QTest.keyClick(form.parameters, Qt.Key.Key_Tab)
    assert not form.parameters.hasFocus()
    look.theme.use("dark")
    assert not form.grab().isNull()
