"""What every protocol's reader does with frames that are not as they should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.wire.driven import answered, calls_of, end_of, reasoning_of, text_of
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

# The same answer in each protocol, "Hello" in two pieces, by its objects; the last one ends it.
ANSWERS: Mapping[str, tuple[Dialect, tuple[Any, ...]]] = {
    "openai": (
        OpenAI(),
        (
            {"choices": [{"index": 0, "delta": {"content": "Hel"}}]},
            {"choices": [{"index": 0, "delta": {"content": "lo"}, "finish_reason": "stop"}]},
        ),
    ),
    "responses": (
        OpenAIResponses(),
        (
            {"type": "response.output_text.delta", "output_index": 0, "delta": "Hel"},
            {"type": "response.output_text.delta", "output_index": 0, "delta": "lo"},
            {"type": "response.completed", "response": {"status": "completed"}},
        ),
    ),
    "anthropic": (
        Anthropic(),
        (
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hel"}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "lo"}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
        ),
    ),
    "gemini": (
        Gemini(),
        (
            {"candidates": [{"content": {"parts": [{"text": "Hel"}]}}]},
            {"candidates": [{"content": {"parts": [{"text": "lo"}]}, "finishReason": "STOP"}]},
        ),
    ),
    "ollama": (
        Ollama(),
        (
            {"message": {"content": "Hel"}, "done": False},
            {"message": {"content": "lo"}, "done": True, "done_reason": "stop"},
        ),
    ),
}
SIZES = (1, 3, 10**6)
each = pytest.mark.parametrize("name", ANSWERS)


def played(name: str, body: str, size: int = 10**6) -> list[events.Event]:
    data = body.encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return answered(pieces, dialect=ANSWERS[name][0])


def framed(name: str, *objects: Any, end: str = "\n") -> str:
    """The objects as the protocol frames them; ``end`` ends each line."""
    before, after = ("", end) if name == "ollama" else ("data: ", end + end)
    return "".join(f"{before}{json.dumps(one)}{after}" for one in objects)


@each
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_end_reads_the_same(name: str, size: int, end: str) -> None:
    made = played(name, framed(name, *ANSWERS[name][1], end=end), size)
    assert (text_of(made), end_of(made).data["finish"]) == ("Hello", "stop")


@each
def test_a_body_that_is_one_array_is_read_whole(name: str) -> None:
    made = played(name, json.dumps(ANSWERS[name][1]))
    assert (text_of(made), end_of(made).data["finish"]) == ("Hello", "stop")


@each
@pytest.mark.parametrize(
    "error",
    [
        {"error": {"message": "It broke", "code": 500}},
        {"error": "It broke"},
        {"detail": "It broke"},
        {"detail": [{"loc": ["body"], "msg": "It broke"}]},
        {"code": 500, "message": "It broke"},
        {"object": "error", "message": "It broke"},
    ],
)
def test_an_error_in_any_shape_keeps_the_text_and_says_the_words(name: str, error: Any) -> None:
    made = played(name, framed(name, ANSWERS[name][1][0], error))
    end = end_of(made)
    assert (text_of(made), end.event, end.data["code"]) == ("Hel", events.ERROR, Code.IN_STREAM)
    assert "It broke" in end.data["message"]


@each
def test_an_error_inside_an_array_ends_the_answer(name: str) -> None:
    first, *rest = ANSWERS[name][1]
    made = played(name, json.dumps([first, {"error": "It broke"}, *rest]))
    assert (text_of(made), end_of(made).data["code"]) == ("Hel", Code.IN_STREAM)


@each
def test_objects_that_say_nothing_are_passed_over(name: str) -> None:
    first, *rest = ANSWERS[name][1]
    odd = [{}, {"type": "ping"}, {"type": "keepalive", "code": 1}, {"message": ""}, None, 7, "x"]
    made = played(name, framed(name, first, *odd, *rest))
    assert text_of(made) == "Hello"
    assert end_of(made).event == events.COMPLETED


@pytest.mark.parametrize("name", ["openai", "responses", "anthropic", "gemini"])
def test_an_event_without_data_is_none(name: str) -> None:
    made = played(name, "data:\n\ndata: \n\n" + framed(name, *ANSWERS[name][1]))
    assert (text_of(made), end_of(made).data["skipped"]) == ("Hello", 0)


@pytest.mark.parametrize("name", ["openai", "responses", "anthropic", "gemini"])
@pytest.mark.parametrize("data", ["It broke", '{"message":"It broke"}', '{"error":"It broke"}'])
def test_an_event_that_is_named_error_is_one(name: str, data: str) -> None:
    made = played(name, framed(name, ANSWERS[name][1][0]) + f"event: error\ndata: {data}\n\n")
    assert "It broke" in end_of(made).data["message"]


@each
def test_what_a_model_writes_between_tags_at_the_start_is_reasoning(name: str) -> None:
    written = framed(name, *ANSWERS[name][1]).replace("Hel", "<think>why</think>Hel")
    for size in SIZES:
        made = played(name, written, size)
        assert (text_of(made), reasoning_of(made)) == ("Hello", "why")


@pytest.mark.parametrize(
    ("name", "model"), [("anthropic", "claude-opus-5"), ("gemini", "gemini-3")]
)
def test_models_with_a_place_for_reasoning_may_quote_tags(name: str, model: str) -> None:
    dialect, objects = ANSWERS[name]
    framer, decoder = dialect.framer(), dialect.decoder(None, model)
    body = framed(name, *objects).replace("Hel", "<think>why</think>Hel")
    assert text_of(decoder.feed(framer.feed(body.encode()))) == "<think>why</think>Hello"


def test_a_call_of_a_tool_without_schema_is_a_call_too() -> None:
    pieces = (
        {"index": "0", "id": "c1", "type": "custom", "custom": {"name": "run", "input": "l"}},
        {"index": "0", "custom": {"input": "s"}},
    )
    chunks = [{"choices": [{"index": 0, "delta": {"tool_calls": [one]}}]} for one in pieces]
    made = played("openai", framed("openai", *chunks) + "data: [DONE]\n\n")
    assert calls_of(made) == [{"id": "c1", "name": "run", "arguments": "ls"}]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "thinking", "thinking": "why"},
        {"type": "thinking", "thinking": [{"type": "text", "text": "why"}]},
        {"type": "reasoning", "text": "why"},
        {"type": "reasoning", "reasoning": "why"},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "why"}]},
        {"type": "reasoning_text", "text": "why"},
        {"thinking": "why"},
    ],
)
def test_reasoning_among_parts_of_the_content_is_told_apart(part: dict[str, Any]) -> None:
    first = {"choices": [{"index": 0, "delta": {"content": [part, {"type": "text", "text": ""}]}}]}
    alone = {"choices": [{"index": 0, "delta": {"content": {"type": "text", "text": "Hello"}}}]}
    made = played("openai", framed("openai", first, alone) + "data: [DONE]\n\n")
    assert (text_of(made), reasoning_of(made)) == ("Hello", "why")


def test_a_refusal_among_parts_of_the_content_is_a_refusal() -> None:
    part = {"type": "refusal", "refusal": "I cannot."}
    chunk = {"choices": [{"index": 0, "delta": {"content": [part]}, "finish_reason": "stop"}]}
    made = played("openai", framed("openai", chunk))
    assert (text_of(made), end_of(made).data["finish"]) == ("I cannot.", "refusal")


def test_an_error_inside_a_choice_is_the_servers_error() -> None:
    error = {"code": 502, "message": "It broke"}
    chunk = {"choices": [{"index": 0, "delta": {}, "error": error, "finish_reason": "error"}]}
    made = played("openai", framed("openai", ANSWERS["openai"][1][0], chunk))
    assert (text_of(made), end_of(made).event) == ("Hel", events.ERROR)
    assert "It broke" in end_of(made).data["message"]


def test_a_whole_message_may_have_lost_its_type() -> None:
    content = [{"type": "text", "text": "Hello"}]
    body = {"role": "assistant", "content": content, "stop_reason": "end_turn"}
    assert text_of(played("anthropic", json.dumps(body))) == "Hello"


def test_a_message_may_begin_with_its_text() -> None:
    message = {"role": "assistant", "content": [{"type": "text", "text": "Say: "}]}
    start = {"type": "message_start", "message": message}
    made = played("anthropic", framed("anthropic", start, *ANSWERS["anthropic"][1]))
    assert text_of(made) == "Say: Hello"


@pytest.mark.parametrize(
    ("event", "delta"),
    [
        ("response.reasoning.delta", "why"),
        ("response.reasoning_summary.delta", {"text": "why"}),
    ],
)
def test_reasoning_under_its_first_names_is_read(event: str, delta: Any) -> None:
    first = {"type": event, "item_id": "r", "output_index": 1, "delta": delta}
    made = played("responses", framed("responses", first, *ANSWERS["responses"][1]))
    assert (text_of(made), reasoning_of(made)) == ("Hello", "why")


@pytest.mark.parametrize("name", ANSWERS)
def test_objects_on_one_line_are_read_one_after_the_other(name: str) -> None:
    dialect, objects = ANSWERS[name]
    line = " ".join(json.dumps(one) for one in objects)
    body = f"{line}\n" if name == "ollama" else f"data: {line}\n\n"
    made = answered(body.encode(), dialect=dialect)
    assert (text_of(made), end_of(made).event) == ("Hello", events.COMPLETED)
    assert end_of(made).data["skipped"] == 0


def test_what_is_torn_behind_an_object_is_counted() -> None:
    made = answered(b'data: {"choices":[{"delta":{"content":"Hi"}}]}{"choi\n\ndata: [DONE]\n\n')
    assert (text_of(made), end_of(made).data["skipped"]) == ("Hi", 1)
