"""What the generic parameters ask for."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.wire import wishes

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("value", "found"),
    [("END", ["END"]), (["a", " ", "b", 3], ["a", "b"]), ("\n\n", []), (None, []), (7, [])],
)
def test_blank_texts_end_no_answer(value: object, found: list[str]) -> None:
    assert wishes.stops(value) == found


@pytest.mark.parametrize(
    "value",
    [
        {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": SCHEMA}},
        {"type": "json_schema", "schema": SCHEMA},
        SCHEMA,
        {"json_schema": {"schema": SCHEMA}},
    ],
)
def test_a_schema_is_found_however_it_is_written(value: dict[str, Any]) -> None:
    assert wishes.schema(value) == SCHEMA


@pytest.mark.parametrize("value", [{"type": "array"}, {"$schema": "x"}, {"properties": {}}])
def test_a_bare_schema_is_known_by_its_members(value: dict[str, Any]) -> None:
    assert wishes.schema(value) == value


@pytest.mark.parametrize("value", [{"type": "json_object"}, {"type": "text"}, {}, "x", None])
def test_what_is_no_schema_is_none(value: object) -> None:
    assert wishes.schema(value) is None


@pytest.mark.parametrize("value", [{"type": "json_object"}, "json_object", "json"])
def test_json_of_any_shape_can_be_asked_for(value: object) -> None:
    assert wishes.wants_json(value)
    assert not wishes.is_text(value)


@pytest.mark.parametrize("value", [{"type": "text"}, {"type": ["x"]}, None, 3])
def test_anything_else_asks_for_no_json(value: object) -> None:
    assert not wishes.wants_json(value)


def test_plain_text_needs_no_asking() -> None:
    assert wishes.is_text({"type": "text"})
