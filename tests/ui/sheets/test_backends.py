"""The backends sheet: saved as typed, never half, and never a key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window import plain_window
from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry
from vibekoder.store.secrets import Lookup
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backends import BackendsSheet

KINDS = (
    Provider("openai", "OpenAI-compatible server"),
    Provider("rehearsal", "Rehearsal", networked=False, note="no key, no network"),
)
HOUSE = BackendEntry("house", "openai", "House", "https://house.example/v1", "qwen3", "HOUSE_KEY")
CLOUD = BackendEntry("cloud", "openai", "", "https://cloud.example/v1")
REHEARSAL = BackendEntry("rehearsal", "rehearsal", "Rehearsal")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1200, 800)


@pytest.fixture
def sheet(look: Look, window: QWidget) -> BackendsSheet:
    look.theme.set_reduced(True)
    made = BackendsSheet(look, KINDS, fixed=["rehearsal"], parent=window)
    made.set_project("kettledrum")
    made.set_backends((HOUSE, CLOUD, REHEARSAL), "cloud")
    made.open_over(window)
    return made


def test_the_default_is_shown_first(sheet: BackendsSheet) -> None:
    assert sheet.heading.text() == "cloud"
    assert sheet.form.address.text() == "https://cloud.example/v1"
    assert not sheet.make_default.isEnabled()
    assert sheet.applies.text() == "Applies to kettledrum only."
    assert sheet.view.hasFocus()


def test_the_list_tells_what_each_has_or_lacks(sheet: BackendsSheet) -> None:
    sheet.tell_key("house", Lookup(needed=True, looked=("HOUSE_KEY",)))
    rows = sheet.list.rows
    assert [row.second for row in rows] == ["qwen3", "cloud.example", "no key, no network"]
    assert [row.fault for row in rows] == ["key missing", "", ""]
    assert [row.default for row in rows] == [False, True, False]
    assert sheet.count.text() == "Backends 3"


def test_arrows_show_another_backend(sheet: BackendsSheet) -> None:
    QTest.keyClick(sheet.view, Qt.Key.Key_Up)
    assert sheet.heading.text() == "House"
    assert sheet.form.model.text() == "qwen3"


def test_what_is_typed_is_saved_after_a_pause(qtbot: QtBot, sheet: BackendsSheet) -> None:
    with qtbot.waitSignal(sheet.saveWanted, timeout=3000) as heard:
        QTest.keyClicks(sheet.form.model, "gpt-oss")
    assert heard.args[0].name == "cloud"
    assert heard.args[0].model == "gpt-oss"
    assert sheet.entries[1].model == "gpt-oss"


def test_closing_saves_at_once(qtbot: QtBot, sheet: BackendsSheet) -> None:
    QTest.keyClicks(sheet.form.title, "Cloud")
    with qtbot.waitSignals([sheet.saveWanted, sheet.closed], order="strict", timeout=1000):
        QTest.keyClick(sheet.form.title, Qt.Key.Key_Escape)


def test_choosing_another_saves_the_one_before(qtbot: QtBot, sheet: BackendsSheet) -> None:
    QTest.keyClicks(sheet.form.title, "Cloud")
    with qtbot.waitSignal(sheet.saveWanted, timeout=300) as heard:
        sheet.view.setCurrentIndex(sheet.list.index(0))
    assert heard.args[0].title == "Cloud"
    assert sheet.heading.text() == "House"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("address", "cloud.example", "must begin with http"),
        ("key_variable", "sk-12", "name of an environment variable"),
        ("parameters", "seed 7", "Line 1"),
    ],
)
def test_what_cannot_be_used_is_told_and_not_saved(
    qtbot: QtBot, sheet: BackendsSheet, field: str, text: str, told: str
) -> None:
    widget = getattr(sheet.form, field)
    widget.selectAll()
    QTest.keyClicks(widget, text)
    with qtbot.assertNotEmitted(sheet.saveWanted):
        sheet.flush()
    row = {"key_variable": "key"}.get(field, field)
    assert told in sheet.form.rows[row].under.text()
    assert sheet.note.text() == "Not saved yet"


def test_a_mended_fault_is_forgotten(sheet: BackendsSheet) -> None:
    QTest.keyClicks(sheet.form.parameters, "seed 7")
    sheet.flush()
    sheet.form.parameters.setPlainText("seed = 7")
    sheet.flush()
    assert "Line 1" not in sheet.form.rows["parameters"].under.text()
    assert sheet.note.text() == "Saved to vibekoder.toml as you type"


def test_nothing_is_saved_where_nothing_changed(qtbot: QtBot, sheet: BackendsSheet) -> None:
    QTest.keyClicks(sheet.form.title, "x")
    QTest.keyClick(sheet.form.title, Qt.Key.Key_Backspace)
    with qtbot.assertNotEmitted(sheet.saveWanted):
        sheet.flush()
        sheet.flush()


def test_a_new_backend_is_saved_once_it_can_be_used(qtbot: QtBot, sheet: BackendsSheet) -> None:
    sheet.add_entry("openai")
    assert sheet.heading.text() == "New backend"
    assert sheet.form.title.hasFocus()
    QTest.keyClicks(sheet.form.title, "Rack in the Office")
    with qtbot.assertNotEmitted(sheet.saveWanted):
        sheet.flush()
    QTest.keyClicks(sheet.form.address, "http://rack:8080/v1")
    with qtbot.waitSignal(sheet.saveWanted, timeout=3000) as heard:
        pass
    assert heard.args[0].name == "rack-in-the-office"
    assert len(sheet.entries) == 4


def test_a_new_backend_gets_a_name_of_its_own(qtbot: QtBot, sheet: BackendsSheet) -> None:
    sheet.add_entry("openai")
    QTest.keyClicks(sheet.form.title, "House")
    QTest.keyClicks(sheet.form.address, "http://rack:8080")
    with qtbot.waitSignal(sheet.saveWanted, timeout=1000) as heard:
        sheet.flush()
    assert heard.args[0].name == "house-2"
    QTest.keyClicks(sheet.form.title, " two")
    with qtbot.waitSignal(sheet.saveWanted, timeout=1000) as heard:
        sheet.flush()
    assert heard.args[0].name == "house-2"


def test_a_name_comes_from_the_address_or_the_kind(qtbot: QtBot, sheet: BackendsSheet) -> None:
    sheet.add_entry("openai")
    QTest.keyClicks(sheet.form.address, "http://127.0.0.1:11434/v1")
    sheet.flush()
    sheet.add_entry("rehearsal")
    QTest.keyClicks(sheet.form.model, "slow")
    sheet.flush()
    assert [entry.name for entry in sheet.entries[3:]] == ["127-0-0-1", "rehearsal-2"]


def test_an_unfinished_backend_is_dropped_at_closing(sheet: BackendsSheet) -> None:
    sheet.add_entry("openai")
    sheet.dismiss()
    assert sheet.entries == (HOUSE, CLOUD, REHEARSAL)


def test_the_plus_offers_the_kinds(qtbot: QtBot, sheet: BackendsSheet) -> None:
    qtbot.mouseClick(sheet.add, LEFT)
    assert sheet.add_menu.isVisible()
    sheet.add_menu.close()
    sheet.add_menu.actions()[1].trigger()
    assert not sheet.form.address.isVisible()


def test_a_single_kind_needs_no_menu(qtbot: QtBot, look: Look, window: QWidget) -> None:
    made = BackendsSheet(look, KINDS[:1], parent=window)
    made.set_backends((), "")
    assert not made.form.isVisible()
    made.open_over(window)
    qtbot.mouseClick(made.add, LEFT)
    assert made.form.isVisible()
    made.dismiss()


def test_another_default_is_chosen(qtbot: QtBot, sheet: BackendsSheet) -> None:
    sheet.view.setCurrentIndex(sheet.list.index(0))
    with qtbot.waitSignal(sheet.defaultWanted, timeout=1000) as heard:
        sheet.make_default.trigger()
    assert heard.args == ["house"]
    assert sheet.default == "house"
    assert not sheet.make_default.isEnabled()


def test_a_backend_is_removed_and_its_neighbour_shown(qtbot: QtBot, sheet: BackendsSheet) -> None:
    with qtbot.waitSignal(sheet.removeWanted, timeout=1000) as heard:
        sheet.remove.trigger()
    assert heard.args == ["cloud"]
    assert sheet.heading.text() == "House"
    assert sheet.entries == (HOUSE, REHEARSAL)


def test_a_new_backend_is_removed_without_a_word(qtbot: QtBot, sheet: BackendsSheet) -> None:
    sheet.add_entry("openai")
    with qtbot.assertNotEmitted(sheet.removeWanted):
        sheet.remove.trigger()
    assert len(sheet.list.rows) == 3


def test_the_built_in_backend_cannot_be_removed(sheet: BackendsSheet) -> None:
    sheet.view.setCurrentIndex(sheet.list.index(2))
    assert not sheet.remove.isEnabled()


def test_a_listing_from_disk_keeps_what_is_shown(sheet: BackendsSheet) -> None:
    QTest.keyClicks(sheet.form.title, "Clo")
    sheet.set_backends((CLOUD, HOUSE, REHEARSAL), "house")
    assert sheet.form.title.text() == "Clo"
    assert sheet.view.currentIndex().row() == 0
    sheet.set_backends((HOUSE,), "house")
    assert sheet.heading.text() == "House"


def test_a_kind_the_program_does_not_know_is_still_shown(sheet: BackendsSheet) -> None:
    sheet.set_backends((BackendEntry("odd", "odd", "Odd"),), "odd")
    assert sheet.heading.text() == "Odd"


def test_it_has_the_looks_size_and_grounds(look: Look, sheet: BackendsSheet) -> None:
    assert sheet.box.size() == look.theme.area("backendDialog")
    image = sheet.box.grab().toImage()
    assert image.pixelColor(100, 400) == look.theme.color("panel")
    assert image.pixelColor(700, 100) == look.theme.color("raised")


def rename(sheet: BackendsSheet, name: str) -> None:
    if not sheet.form.beyond.name.isVisible():
        QTest.keyClick(sheet.form.more, Qt.Key.Key_Space)
    sheet.form.beyond.name.clear()
    QTest.keyClicks(sheet.form.beyond.name, name)
    QTest.keyClick(sheet.form.beyond.name, Qt.Key.Key_Return)


def test_a_backend_gets_another_short_name(qtbot: QtBot, sheet: BackendsSheet) -> None:
    with qtbot.waitSignal(sheet.saveWanted) as heard:
        rename(sheet, "sky")
    named, was = heard.args
    assert (named.name, named.formerly, was) == ("sky", ("cloud",), "cloud")
    assert sheet.default == "sky"
    # the file is read again while the new name is on its way, and once more when it is there
    sheet.set_backends((HOUSE, CLOUD, REHEARSAL), "cloud")
    assert [one.name for one in sheet.entries] == ["house", "rehearsal", "sky"]
    sheet.set_backends((HOUSE, named, REHEARSAL), "sky")
    assert [one.name for one in sheet.entries] == ["house", "sky", "rehearsal"]
    assert sheet.form.beyond.name.text() == "sky"


@pytest.mark.parametrize("name", ["house", "No Name"])
def test_a_name_that_cannot_be_is_told(qtbot: QtBot, sheet: BackendsSheet, name: str) -> None:
    with qtbot.assertNotEmitted(sheet.saveWanted):
        rename(sheet, name)
    assert sheet.form.beyond.rows["name"].under.text().endswith(("this name.", "hyphens."))
    assert [one.name for one in sheet.entries] == ["house", "cloud", "rehearsal"]


def test_a_renaming_is_reverted(qtbot: QtBot, sheet: BackendsSheet) -> None:
    rename(sheet, "sky")
    with qtbot.waitSignal(sheet.saveWanted) as heard:
        QTest.keyClick(sheet.revert, Qt.Key.Key_Space)
    back, was = heard.args
    assert (back.name, back.formerly, was) == ("cloud", ("sky",), "sky")
    assert not sheet.revert.isVisible()


def test_a_backend_becomes_one_of_another_kind(qtbot: QtBot, sheet: BackendsSheet) -> None:
    with qtbot.waitSignal(sheet.saveWanted) as heard:
        QTest.keyClick(sheet.form.kind, Qt.Key.Key_Down)
    assert heard.args[0].kind == "rehearsal"
    assert not sheet.form.address.isVisible()
    with qtbot.waitSignal(sheet.saveWanted) as heard:
        QTest.keyClick(sheet.revert, Qt.Key.Key_Space)
    assert heard.args[0] == CLOUD


def test_the_built_in_backend_stays_of_its_kind(sheet: BackendsSheet) -> None:
    QTest.keyClick(sheet.view, Qt.Key.Key_End)
    assert sheet.heading.text() == "Rehearsal"
    assert not sheet.form.kind.isEnabled()
