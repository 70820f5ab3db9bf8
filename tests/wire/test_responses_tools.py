"""The tools in a response."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import calls_of
from vibekoder.wire.responses_tools import Tools

SEARCH = {"type": "web_search_call", "id": "w1", "status": "completed"}


def _told(item: dict[str, Any]) -> list[dict[str, str]]:
    tools = Tools()
    return calls_of([*tools.begin(0, item), *tools.end(0, item)])


def test_a_search_tells_what_was_searched() -> None:
    (call,) = _told(SEARCH | {"action": {"type": "search", "query": "tea"}})
    assert (call["name"], call["id"]) == ("web_search", "w1")
    assert json.loads(call["arguments"]) == {"type": "search", "query": "tea"}


def test_a_picture_tells_its_prompt_and_not_its_bytes() -> None:
    (call,) = _told({"type": "image_generation_call", "result": "aGk=", "revised_prompt": "A cat"})
    assert json.loads(call["arguments"]) == {"revised_prompt": "A cat"}


def test_a_tool_of_another_server_has_its_own_name() -> None:
    (call,) = _told({"type": "mcp_call", "name": "ask", "arguments": '{"a": 1}', "output": "long"})
    assert (call["name"], call["arguments"]) == ("ask", '{"a": 1}')


def test_a_tool_that_was_given_nothing_has_a_name() -> None:
    (call,) = _told({"type": "mcp_list_tools", "tools": [{"name": "ask"}]})
    assert (call["name"], call["arguments"]) == ("mcp_list_tools", "")


@pytest.mark.parametrize("kind", ["message", "reasoning", "compaction", ""])
def test_other_items_are_no_tools(kind: str) -> None:
    assert _told({"type": kind}) == []


def test_only_a_call_for_us_waits() -> None:
    tools = Tools()
    tools.end(0, SEARCH)
    assert not tools.waiting
    assert tools
    tools.end(1, {"type": "custom_tool_call", "call_id": "c1", "name": "look", "input": "{}"})
    assert tools.waiting


def test_only_the_providers_own_steps_are_marked() -> None:
    tools = Tools()
    steps = [*tools.begin(0, SEARCH), *tools.begin(1, {"type": "function_call", "name": "look"})]
    assert ["server" in step.data for step in steps] == [True, False]


def test_a_program_that_comes_whole_is_told_whole() -> None:
    tools = Tools()
    steps = [*tools.begin(0, {"type": "code_interpreter_call"}), *tools.whole(0, "x", code=True)]
    assert json.loads(calls_of(steps)[0]["arguments"]) == {"code": "x"}
    assert tools.whole(0, "x", code=True) == []


def test_a_program_in_pieces_is_one_text() -> None:
    tools = Tools()
    steps = [*tools.piece(0, 'a = "', code=True), *tools.piece(0, 'é"\n', code=True)]
    steps += tools.whole(0, "", code=True)
    assert json.loads(calls_of(steps)[0]["arguments"]) == {"code": 'a = "é"\n'}


def test_arguments_come_in_pieces() -> None:
    tools = Tools()
    steps = [*tools.piece(0, '{"a":'), *tools.piece(0, " 1}")]
    assert calls_of(steps)[0]["arguments"] == '{"a": 1}'


def test_an_empty_piece_is_none() -> None:
    tools = Tools()
    assert tools.piece(0, "") == []
    assert tools.whole(0, "") == []
    assert not tools
