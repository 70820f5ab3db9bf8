"""Where a key is: chosen, named, told; and never the key."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.core.errors import VibeKoderError
from vibekoder.store.key_rules import Rule, Source
from vibekoder.store.secrets import Lookup
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.key_fields import KeyFields

COMMAND = Rule(Source.COMMAND, command=("pass", "show", "my key"))


@pytest.fixture
def fields(qtbot: QtBot, look: Look) -> KeyFields:
    made = KeyFields(look)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    "rule",
    [
        Rule(variable="HOUSE_KEY"),
        Rule(Source.ENVIRONMENT, "MINE"),
        Rule(Source.KEYRING),
        COMMAND,
        Rule(Source.ASKED),
        Rule(Source.NONE),
    ],
)
def test_a_rule_is_shown_and_read_back(fields: KeyFields, rule: Rule) -> None:
    fields.set_rule(rule, "HOUSE_KEY")
    assert fields.rule() == rule
    assert not fields.touched


def test_without_a_rule_the_projects_variable_is_shown(fields: KeyFields) -> None:
    fields.set_rule(None, "HOUSE_KEY")
    assert fields.variable.text() == "HOUSE_KEY"
    assert fields.variable.isVisible()
    assert not fields.command.isVisible()
    assert fields.give.isVisible()


def test_a_command_is_typed_as_in_a_terminal_without_being_one(
    qtbot: QtBot, fields: KeyFields
) -> None:
    fields.source.setCurrentIndex(fields.source.findData(Source.COMMAND))
    assert fields.command.isVisible()
    with qtbot.waitSignal(fields.edited, timeout=1000):
        QTest.keyClicks(fields.command, "pass show 'my key'")
    assert fields.rule() == COMMAND
    assert fields.touched


def test_a_late_rule_does_not_overwrite_what_is_typed(fields: KeyFields) -> None:
    QTest.keyClicks(fields.variable, "MINE")
    fields.set_rule(Rule(variable="OTHER"), "HOUSE_KEY")
    assert fields.variable.text() == "MINE"


@pytest.mark.parametrize(
    ("found", "said", "color"),
    [
        (Lookup("k", "HOUSE_KEY", needed=True), "Found in HOUSE_KEY.", "dim"),
        (Lookup(), "No key is sent.", "dim"),
        (Lookup(needed=True, foreign="HOUSE_KEY"), "HOUSE_KEY was never set for this", "warn"),
        (Lookup(needed=True), "It is asked for in each run", "dim"),
        (
            Lookup(needed=True, looked=("A",), problem=VibeKoderError("It is locked.")),
            "No key in A. It is locked.",
            "warn",
        ),
    ],
)
def test_what_was_found_is_told(fields: KeyFields, found: Lookup, said: str, color: str) -> None:
    text, told = fields.words(found)
    assert text.startswith(said)
    assert told == color
