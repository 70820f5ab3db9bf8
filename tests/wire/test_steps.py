"""Tool calls that come in pieces."""

from __future__ import annotations

from vibekoder.core.events import Event
from vibekoder.wire.steps import Call, Calls, Function


def _data(made: list[Event]) -> list[tuple[object, ...]]:
    return [tuple(one.data[key] for key in ("index", "id", "name", "details")) for one in made]


def test_pieces_of_one_call_are_told_as_they_come() -> None:
    calls = Calls()
    made = calls.take([Call(0, "a", Function("add", '{"x"'))])
    made += calls.take([Call(0, None, Function(None, ":1}"))])
    assert _data(made) == [(0, "a", "add", '{"x"'), (0, "a", "add", ":1}")]
    assert calls


def test_a_name_that_is_repeated_is_not_doubled() -> None:
    calls = Calls()
    calls.take([Call(0, "a", Function("add", ""))])
    assert _data(calls.take([Call(0, "a", Function("add", "{}"))])) == [(0, "a", "add", "{}")]


def test_another_id_with_a_name_begins_another_call() -> None:
    calls = Calls()
    made = calls.take([Call(0, "a", Function("add", "{}")), Call(0, "b", Function("sub", "{}"))])
    assert _data(made) == [(0, "a", "add", "{}"), (1, "b", "sub", "{}")]


def test_calls_without_an_index_are_told_apart_by_id_or_place() -> None:
    made = Calls().take([Call(None, "a", Function("x", "")), Call(None, None, Function("y", ""))])
    assert [one.data["index"] for one in made] == [0, 1]


def test_arguments_that_are_json_already_replace_what_came() -> None:
    (made,) = Calls().take([Call(0, "a", Function("add", {"x": [1]}))])
    assert (made.data["details"], made.data["whole"]) == ('{"x": [1]}', True)


def test_arguments_nested_too_deeply_are_left_out() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    (made,) = Calls().take([Call(0, "a", Function("add", deep))])
    assert made.data["details"] == ""


def test_a_piece_that_says_nothing_new_makes_no_step() -> None:
    calls = Calls()
    calls.take([Call(0, "a", Function("add", "{}"))])
    assert calls.take([Call(0, "a", None)]) == []


def test_without_calls_there_are_none() -> None:
    assert not Calls()
