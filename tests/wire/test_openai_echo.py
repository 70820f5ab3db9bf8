"""Calls with the reasoning that led to them, as chat completions have them."""

from __future__ import annotations

from typing import Any

from vibekoder.core.events import step
from vibekoder.wire.kept import MOST
from vibekoder.wire.openai_echo import Echoed
from vibekoder.wire.openai_shapes import Said

CALL = step("tool_calls", '{"a":1}', index=0, id="c", name="f")


def _details(*details: dict[str, Any]) -> Any:
    echoed = Echoed("reasoning_details")
    echoed.call(CALL)
    for detail in details:
        echoed.said(Said(reasoning_details=[detail]))
    return echoed.echo[0]["reasoning_details"] if echoed.echo else []


def test_without_a_spelling_nothing_is_kept() -> None:
    echoed = Echoed("")
    echoed.said(Said(reasoning_content="Hm"))
    echoed.texts("reasoning_content", ["Hm"])
    echoed.call(CALL)
    assert echoed.echo == []


def test_both_calls_and_reasoning_are_needed() -> None:
    echoed = Echoed("reasoning_content")
    echoed.said(Said())
    echoed.call(CALL)
    assert echoed.echo == []
    echoed = Echoed("reasoning_content")
    echoed.said(Said(reasoning_content="Hm"))
    assert echoed.echo == []


def test_calls_may_come_interleaved_and_be_replaced() -> None:
    echoed = Echoed("reasoning_content")
    echoed.texts("reasoning_content", ["H", "m"])
    echoed.texts("content", ["no"])
    echoed.call(step("tool_calls", '{"a"', index=0, id="c", name="f"))
    echoed.call(step("tool_calls", "", index=1, id="d", name="g"))
    echoed.call(step("tool_calls", ":1}", index=0, id="c", name="f"))
    echoed.call(step("tool_calls", "{}", index=0, id="c", name="f", whole=True))
    (echo,) = echoed.echo
    assert echo["reasoning_content"] == "Hm"
    calls = [(one["id"], one["function"]) for one in echo["tool_calls"]]
    assert calls == [
        ("c", {"name": "f", "arguments": "{}"}),
        ("d", {"name": "g", "arguments": "{}"}),
    ]


def test_arguments_without_end_are_not_kept() -> None:
    echoed = Echoed("reasoning_content")
    echoed.texts("reasoning_content", ["Hm"])
    echoed.call(step("tool_calls", "x" * (MOST + 1), index=0, id="c", name="f"))
    assert echoed.echo == []


def test_pieces_of_one_entry_join_and_sealed_ones_stand_alone() -> None:
    sealed = {"type": "reasoning.encrypted", "data": "x", "index": 0}
    text = {"type": "reasoning.text", "index": 0}
    assert _details(
        {**text, "text": "a"}, {**text, "text": "b"}, sealed, sealed, {**text, "text": "c"}
    ) == [{**text, "text": "ab"}, sealed, sealed, {**text, "text": "c"}]


def test_entries_of_another_number_or_name_stand_apart() -> None:
    first = {"type": "reasoning.summary", "summary": "a", "index": 0, "id": "1"}
    more = {"type": "reasoning.summary", "summary": "b"}
    other = {"type": "reasoning.summary", "summary": "c", "index": 1}
    assert _details(first, more, other, {**other, "id": "2"}) == [
        {**first, "summary": "ab"},
        {**other, "summary": "cc", "id": "2"},
    ]
