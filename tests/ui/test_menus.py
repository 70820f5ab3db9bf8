"""The actions of the table in the window: their menus, their keys."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtGui import QKeySequence

from tests.end2end.person import Person
from tests.ui.window import dialogs, sheets
from vibekoder.app.actions import ACTIONS, MENUS


def test_every_action_stands_in_its_menu_with_its_key(person: Person) -> None:
    menus = {one.text().replace("&", ""): one.menu() for one in person.window.top.menus.actions()}
    assert tuple(menus) == MENUS
    for name, menu in menus.items():
        rows = [row for row in ACTIONS if row.menu == name]
        assert [one.text() for one in menu.actions()] == [row.text for row in rows]
        for action, row in zip(menu.actions(), rows, strict=True):
            assert action.shortcuts() == [QKeySequence(keys) for keys in row.keys]


def test_each_menu_opens_by_alt_and_a_letter_of_its_own(person: Person) -> None:
    letters = [one.text().partition("&")[2][:1] for one in person.window.top.menus.actions()]
    assert letters == ["F", "E", "S", "l", "V", "T", "H"]


@pytest.mark.parametrize(
    "row", [row for row in ACTIONS if row.keys and row.id != "window.quit"], ids=lambda row: row.id
)
def test_each_key_of_the_table_triggers_its_action_and_no_other(
    reader: Person, row: object
) -> None:
    window = reader.window
    heard: list[str] = []
    for action in window.actions():
        action.triggered.connect(partial(heard.append, action.objectName()))
    window.tabs.bar.setFocus()
    for keys in row.keys:
        reader.press(keys)
        reader.until(lambda: heard)
        for dialog in dialogs(reader):
            dialog.reject()
        for sheet in sheets(reader):
            sheet.dismiss()
        window.tabs.bar.setFocus()
    assert heard == [row.id] * len(row.keys)


def test_an_own_key_does_its_action_and_the_usual_one_nothing(person: Person) -> None:
    before = len(person.window.tabs.widgets)
    person.window.preferences.set_keys("session.new", ["Ctrl+J"])
    person.until(lambda: person.window.top.search.toolTip())
    person.until(lambda: person.window.project.head.new.toolTip().endswith("Ctrl+J"))
    person.press("Ctrl+T", "Ctrl+J")
    person.until(lambda: len(person.window.tabs.widgets) > before)
    assert len(person.window.tabs.widgets) == before + 1


def test_no_key_stands_for_two_actions() -> None:
    keys = [key for row in ACTIONS for key in row.keys]
    assert len(keys) == len(set(keys))


def test_an_action_that_needs_a_session_does_nothing_without_one(person: Person) -> None:
    person.press("Ctrl+W")
    for row in ACTIONS:
        if row.target == "tab" or (row.id.startswith("tab.") and row.id != "tab.reopen"):
            person.window.trigger(row.id)
    assert person.window.current is None
    assert person.notices() == []
