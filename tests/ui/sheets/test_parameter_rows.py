"""One parameter as a person reads and types it."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.app.layers import Layered, Said, Where
from vibekoder.core.errors import FormatError
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.parameter_rows import ParameterRow, read_value, shown
from vibekoder.ui.style import Choice


def said(value: Any) -> Said:
    return Said(Where.SESSION, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (7, "7"),
        (True, "true"),
        ("low", "low"),
        ("two words", '"two words"'),
        ("7", '"7"'),
        ("null", '"null"'),
        (None, "null"),
        (["END"], '["END"]'),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_a_value_is_shown_as_it_is_typed(value: Any, text: str) -> None:
    assert shown(said(value)) == text
    assert read_value("odd", text, Where.SESSION) == said(value)


def test_an_empty_field_says_nothing() -> None:
    assert read_value("seed", "", Where.SESSION) is None
    assert shown(None) == ""


@pytest.mark.parametrize(("name", "text"), [("seed", "0.5"), ("top_p", "2"), ("odd", "[1")])
def test_what_cannot_be_meant_is_refused(name: str, text: str) -> None:
    with pytest.raises(FormatError, match=name):
        read_value(name, text, Where.SESSION)


@pytest.mark.parametrize("name", ["reasoning_effort", "show_reasoning"])
def test_what_has_few_values_is_a_list(look: Look, qtbot: Any, name: str) -> None:
    row = ParameterRow(look, name)
    qtbot.addWidget(row)
    assert isinstance(row.field, Choice)


@pytest.mark.parametrize("offered", [True, False])
def test_what_gives_way_can_still_be_changed_and_what_is_not_taken_cannot(
    look: Look, qtbot: Any, offered: bool
) -> None:
    row = ParameterRow(look, "seed")
    qtbot.addWidget(row)
    outside = (Said(Where.PROJECT, 7),)
    row.show_value(Layered("seed", outside, "a reason", offered=offered), Where.SESSION)
    assert row.field.isEnabled() is offered
    assert "a reason." in row.help
