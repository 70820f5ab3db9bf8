"""Tools that a server carries out itself."""

from __future__ import annotations

import json
from typing import Any

from tests.wire.driven import DONE, answered, calls_of, chunk, end_of, text_of

SEARCH = {"index": 0, "type": "search", "arguments": '{"query": "sea"}'}


def _told(*deltas: dict[str, Any]) -> Any:
    return answered(b"".join(chunk(delta) for delta in deltas) + chunk({}, "stop") + DONE)


def test_a_tool_and_what_it_gave_are_told_once_each() -> None:
    whole = {**SEARCH, "output": "It is wet."}
    made = _told({"executed_tools": [SEARCH]}, {"executed_tools": [whole]}, {"content": "Wet."})
    assert [(one["name"], one["arguments"]) for one in calls_of(made)] == [
        ("search", '{"query": "sea"}'),
        ("search_result", "It is wet."),
    ]
    assert (text_of(made), end_of(made).data["finish"]) == ("Wet.", "stop")


def test_text_beside_a_tool_is_read_too() -> None:
    piece = {"content": "a"}
    made = _told(piece, piece, {"content": "b", "executed_tools": [SEARCH]}, {"content": "c"})
    assert (text_of(made), len(calls_of(made))) == ("aabc", 1)


def test_a_call_for_us_counts_beside_those_of_the_server() -> None:
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
    made = _told({"executed_tools": [SEARCH]}, {"tool_calls": [call]})
    assert [one["name"] for one in calls_of(made)] == ["search", "f"]
    assert end_of(made).data["finish"] == "tool_calls"


def test_a_tool_may_say_next_to_nothing_of_itself() -> None:
    odd = [{"output": {"a": 1}}, {"name": "code", "arguments": ""}, 7]
    made = _told({"content": "x"}, {"executed_tools": odd})
    assert [one["name"] for one in calls_of(made)] == ["tool_result"]
    assert json.loads(calls_of(made)[0]["arguments"]) == {"a": 1}
