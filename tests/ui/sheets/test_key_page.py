"""Where keys are given to actions."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.app.keys import own_keys
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.key_page import KeyPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> KeyPage:
    made = KeyPage(look)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    return made


def use(page: KeyPage, look: Look, table: dict[str, Any]) -> None:
    """These keys hold now."""
    look.keys.use(table)
    page.show_keys(frozenset(own_keys(table)))


def choose(page: KeyPage, name: str) -> None:
    """Make this action the current one."""
    at = next(at for at, row in enumerate(page.model.rows) if row.action.id == name)
    page.view.setCurrentIndex(page.model.index(at))


def heard(page: KeyPage) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    page.keysWanted.connect(lambda name, keys: found.append((name, keys)))
    return found


def test_a_free_key_is_set_by_keys_alone(page: KeyPage) -> None:
    found = heard(page)
    choose(page, "session.new")
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    QTest.keyClick(page.field, Qt.Key.Key_J, CTRL)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert found == [("session.new", ("Ctrl+J",))]


def test_one_more_key_is_added_to_those_there_are(page: KeyPage) -> None:
    found = heard(page)
    choose(page, "session.new")
    page.field.take("F7")
    page.add_button.click()
    assert found == [("session.new", ("Ctrl+T", "F7"))]


def test_whose_key_it_is_already_is_told_before(page: KeyPage) -> None:
    choose(page, "session.new")
    QTest.keyClick(page.field, Qt.Key.Key_W, CTRL)
    assert page.told.text() == "Ctrl+W belongs to Close tab, which then loses it."
    assert page.set_button.isEnabled()


def test_an_action_whose_own_key_is_taken_gives_it_up(page: KeyPage, look: Look) -> None:
    use(page, look, {"tab.close": ["F7", "F8"]})
    found = heard(page)
    choose(page, "session.new")
    page.field.take("F7")
    page.set_button.click()
    assert found == [("tab.close", ("F8",)), ("session.new", ("F7",))]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("Ctrl+C", "“Ctrl+C” is always Copy"),
        ("A", "“A” is needed for typing"),
        ("Ctrl+T", "It has"),
    ],
)
def test_a_key_that_cannot_be_had_is_explained_and_not_set(
    page: KeyPage, key: str, told: str
) -> None:
    found = heard(page)
    choose(page, "session.new")
    page.field.take(key)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.told.text().startswith(told)
    assert found == []


def test_keys_are_taken_away_and_given_back(page: KeyPage, look: Look, qtbot: QtBot) -> None:
    found = heard(page)
    choose(page, "session.new")
    page.none_button.click()
    use(page, look, {"session.new": []})
    page.usual_button.click()
    assert found == [("session.new", ()), ("session.new", None)]
    with qtbot.waitSignal(page.allWanted):
        page.all_button.click()


def test_an_action_tells_who_has_its_usual_key(page: KeyPage, look: Look) -> None:
    use(page, look, {"session.new": "Ctrl+W"})
    choose(page, "tab.close")
    assert page.told.text() == "Its usual Ctrl+W is yours for New session."


def test_what_the_file_says_wrongly_is_told(page: KeyPage, look: Look) -> None:
    use(page, look, {"session.dance": "F6"})
    assert "“session.dance” is no action" in page.told.text()


def test_actions_are_found_by_name_menu_or_key(page: KeyPage) -> None:
    assert page.narrow("ctrl+t") >= 1
    assert page.narrow("ctrl+w close tab") == 1
    assert page.current is not None
    assert page.current.id == "tab.close"
    assert page.narrow("no such thing") == 0
    assert not page.field.isEnabled()
