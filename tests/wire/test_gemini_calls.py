"""Arguments that come value by value."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.wire.gemini_calls import Given


def _given(*pieces: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    given = Given("f", "", {"unit": "c"})
    for path, value in pieces:
        given.take({"jsonPath": path, **value})
    return given.args


def test_a_text_is_joined_from_its_pieces() -> None:
    pieces = [("$.city", {"stringValue": text, "willContinue": True}) for text in ("New ", "Delhi")]
    assert _given(*pieces) == {"unit": "c", "city": "New Delhi"}


def test_every_kind_of_value_finds_its_place() -> None:
    assert _given(
        ("$.a.b", {"numberValue": 2}),
        ("$['x y']", {"boolValue": False}),
        ('$[""]', {"nullValue": "NULL_VALUE"}),
        ("$.unit", {"stringValue": "f"}),
    ) == {"unit": "cf", "a": {"b": 2}, "x y": False, "": None}


def test_entries_of_a_list_are_told_by_their_number() -> None:
    assert _given(
        ("$.list[1].name", {"stringValue": "b"}),
        ("$.list[0]", {"numberValue": 1}),
        ("$.grid[0][0]", {"numberValue": 7}),
    )["list"] == [1, {"name": "b"}]


@pytest.mark.parametrize(
    "piece",
    [
        {},
        {"jsonPath": "$.a"},
        {"jsonPath": 3, "stringValue": "x"},
        {"jsonPath": "$", "stringValue": "x"},
        {"jsonPath": "$[0]", "stringValue": "x"},
    ],
)
def test_a_piece_without_a_place_or_a_value_changes_nothing(piece: dict[str, Any]) -> None:
    given = Given("f", "", {})
    given.take(piece)
    assert given.args == {}


def test_a_value_gives_way_to_what_it_turns_out_to_hold() -> None:
    assert _given(("$.a", {"numberValue": 1}), ("$.a.b", {"numberValue": 2}))["a"] == {"b": 2}
