"""What the events of Anthropic's Messages say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import answered, calls_of, end_of, reasoning_of, text_of
from tests.wire.strange import twisted
from vibekoder.core import events
from vibekoder.core.events import Event, step
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.anthropic_events import Messages, tokens
from vibekoder.wire.http import Frame, Named


def _event(kind: str, **more: Any) -> bytes:
    return json.dumps({"type": kind, **more}).encode()


def _start(kind: str, index: Any = 0, **more: Any) -> bytes:
    return _event("content_block_start", index=index, content_block={"type": kind, **more})


def _delta(kind: str, index: Any = 0, **more: Any) -> bytes:
    return _event("content_block_delta", index=index, delta={"type": f"{kind}_delta", **more})


def _texts(*texts: str) -> list[bytes]:
    return [_delta("text", text=text) for text in texts]


def _thoughts(*texts: str) -> list[bytes]:
    return [_delta("thinking", thinking=text) for text in texts]


def _stop(index: int = 0) -> bytes:
    return _event("content_block_stop", index=index)


def _finish(reason: Any, **more: Any) -> bytes:
    return _event("message_delta", delta={"stop_reason": reason, **more})


END = _event("message_stop")


def _read(*frames: Frame) -> tuple[Messages, list[Event]]:
    messages = Messages()
    made = messages.feed(frames)
    return messages, [*made, *messages.end()]


def test_neighbouring_pieces_come_as_one_event() -> None:
    _, made = _read(_start("text", text=""), *_texts("Hel", "lo", " there"))
    assert made == [events.delta("Hello there")]


def test_thinking_and_text_keep_their_order() -> None:
    messages, made = _read(
        *_thoughts("a", "b", "c"), *_texts("x", "y", "z"), *_thoughts("d"), *_texts("!")
    )
    told = [event.data.get("details") or event.data.get("content") for event in made]
    assert (told, messages.read) == (["abc", "xyz", "d", "!"], 8)


def test_a_block_that_begins_with_text_shows_it() -> None:
    _, made = _read(_start("thinking", thinking="a"), _start("text", 1, text="x"), *_texts("y"))
    assert (reasoning_of(made), text_of(made)) == ("a", "xy")


def test_a_ping_and_an_unknown_event_are_no_progress() -> None:
    messages, made = _read(*_texts("x"), _event("ping"), _event("weather"), *_texts("y"))
    assert (text_of(made), messages.read) == ("xy", 2)


@pytest.mark.parametrize("signature", [[], [_delta("signature", signature="s")]])
def test_thinking_that_is_only_signed_is_told_as_hidden_once(signature: list[bytes]) -> None:
    _, made = _read(_start("thinking", thinking=""), *signature, _stop())
    assert made == [step("reasoning", hidden=True)]


def test_thinking_that_is_shown_is_not_hidden() -> None:
    signed = [_delta("signature", signature="s"), _stop()]
    _, made = _read(_start("thinking", thinking=""), *_thoughts("a", "b"), *signed)
    assert made == [step("reasoning", "ab")]


def test_encrypted_thinking_is_told_as_hidden() -> None:
    _, made = _read(_start("redacted_thinking", data="x"), _stop())
    assert made == [step("reasoning", hidden=True)]


def test_the_pieces_of_a_call_belong_together() -> None:
    pieces = [_delta("input_json", partial_json=text) for text in ("", '{"a"', ": 1}")]
    start = _start("tool_use", id="t1", name="add", input={})
    messages, made = _read(start, *pieces, _stop(), _finish("tool_use"))
    assert calls_of(made) == [{"id": "t1", "name": "add", "arguments": '{"a": 1}'}]
    assert messages.finish == "tool_calls"


@pytest.mark.parametrize(("given", "arguments"), [({}, "{}"), ({"a": 1}, '{"a": 1}'), (None, "{}")])
def test_a_call_without_pieces_has_what_it_began_with(given: Any, arguments: str) -> None:
    _, made = _read(_start("tool_use", id="t1", name="add", input=given), _stop())
    assert calls_of(made) == [{"id": "t1", "name": "add", "arguments": arguments}]


def test_pieces_find_their_call_by_its_index() -> None:
    piece = _delta("input_json", 0, partial_json="{}")
    first, second = (_start("tool_use", None, id=id_, name="f") for id_ in ("a", "b"))
    _, made = _read(first, second, piece, _stop(1))
    assert [call["arguments"] for call in calls_of(made)] == ["{}", "{}"]
    assert [call["id"] for call in calls_of(made)] == ["a", "b"]


def test_a_tool_of_the_provider_is_a_step_with_its_name_and_its_result() -> None:
    found = [{"url": "u", "encrypted_content": "x"}]
    _, made = _read(
        _start("server_tool_use", id="s1", name="web_search", input={}),
        _delta("input_json", partial_json='{"query": "q"}'),
        _stop(),
        _start("web_search_tool_result", 1, tool_use_id="s1", content=found),
        _stop(1),
    )
    assert [(one["name"], one["arguments"]) for one in calls_of(made)] == [
        ("web_search", '{"query": "q"}'),
        ("web_search_tool_result", '[{"url": "u"}]'),
    ]
    assert all(event.data["server"] for event in made)


@pytest.mark.parametrize(
    ("block", "arguments"),
    [
        ({"content": "text"}, '{"content": "text"}'),
        ({"is_error": False, "content": [1]}, '{"is_error": false, "content": [1]}'),
        ({"file_id": "f", "encrypted_index": "x"}, '{"file_id": "f"}'),
        ({}, ""),
    ],
)
def test_a_block_of_an_unknown_kind_is_a_step(block: dict[str, Any], arguments: str) -> None:
    _, made = _read(_start("container_upload", **block), _stop())
    (call,) = calls_of(made)
    assert (call["name"], call["arguments"]) == ("container_upload", arguments)


def test_a_summary_of_the_conversation_is_a_step() -> None:
    summary = _delta("compaction", content="So far.", encrypted_content="x")
    _, made = _read(_start("compaction", content=None), summary, _stop())
    assert calls_of(made)[0]["arguments"] == '{"content": "So far."}'


def test_a_block_without_a_kind_is_nothing() -> None:
    _, made = _read(_event("content_block_start"), _stop(), _delta("citations", citation={}))
    assert made == []


def test_another_model_that_answers_is_named() -> None:
    models = {"from": {"model": "a"}, "to": {"model": "b"}, "trigger": {"type": "refusal"}}
    messages, _ = _read(_start("fallback", **models))
    assert messages.note == "This answer is from b, in place of a (refusal)."
    messages, _ = _read(_start("fallback"))
    assert messages.note == "This answer is from another model, in place of the model."


def test_a_refusal_says_why_once() -> None:
    details = {"category": "cyber", "explanation": "No.", "recommended_model": "m"}
    finish = _finish("refusal", stop_details=details)
    messages, _ = _read(finish, finish, END)
    assert messages.finish == "refusal"
    assert messages.note == (
        "The provider names the category cyber. It says: “No.” It recommends the model m."
    )


def test_a_refusal_without_words_says_what_it_is_after_a_text() -> None:
    refusal = _finish("refusal", stop_details=None)
    messages, _ = _read(*_texts("Hi"), refusal, END)
    assert (messages.finish, messages.note) == ("refusal", "The model declined to go on.")
    assert _read(refusal, END)[0].note == ""


def test_a_note_is_a_warning_on_a_whole_answer() -> None:
    frames = [_start("fallback"), *_texts("Hi"), _finish("end_turn"), END]
    body = b"".join(b"data: " + frame + b"\n\n" for frame in frames)
    end = end_of(answered(body, dialect=Anthropic()))
    assert end.data["warning"] == "This answer is from another model, in place of the model."


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop_sequence"),
        ("max_tokens", "length"),
        ("tool_use", "tool_calls"),
        ("pause_turn", "pause"),
        ("refusal", "refusal"),
        ("model_context_window_exceeded", "context_window"),
        ("full_moon", "other"),
    ],
)
def test_each_stop_reason_has_its_finish(reason: str, finish: str) -> None:
    messages, _ = _read(_finish(reason))
    assert (messages.raw, messages.finish, messages.done) == (reason, finish, False)


def test_an_end_without_a_reason_is_an_end() -> None:
    messages, _ = _read(*_texts("x"))
    assert (messages.done, messages.finish) == (False, "")
    messages, _ = _read(*_texts("x"), END, *_texts("after"))
    assert (messages.done, messages.finish, messages.raw) == (True, "stop", None)
    messages, _ = _read(_start("tool_use", name="f"), b" [DONE]")
    assert (messages.done, messages.finish) == (True, "tool_calls")


def test_counts_are_cumulative_and_the_last_ones_hold() -> None:
    first = {"input_tokens": 9, "cache_read_input_tokens": 50, "output_tokens": 1}
    last = {
        "input_tokens": 10,
        "cache_creation_input_tokens": 5,
        "output_tokens": 7,
        "output_tokens_details": {"thinking_tokens": 3},
    }
    start = _event("message_start", message={"usage": first})
    messages, _ = _read(start)
    assert messages.usage == {"input": 59, "cached": 50}
    messages, _ = _read(start, _event("message_delta", delta={}, usage=last))
    assert messages.usage == {
        "input": 65,
        "output": 7,
        "reasoning": 3,
        "cached": 50,
        "cache_write": 5,
    }


@pytest.mark.parametrize("count", [-1, True, "9", 2**60, None, 1.5])
def test_a_count_that_is_none_is_unknown(count: Any) -> None:
    usage = {"input_tokens": count, "output_tokens": 1}
    messages, _ = _read(_event("message_delta", usage=usage))
    assert messages.usage == {"output": 1}
    assert tokens({}) == {}


@pytest.mark.parametrize(
    "frame",
    [
        _event("error", error={"type": "overloaded_error", "message": "Overloaded"}),
        b'{"error": {"type": "overloaded_error", "message": "Overloaded"}}',
        b'[{"error": {"type": "overloaded_error", "message": "Overloaded"}}]',
        Named("error", b'{"type": "overloaded_error", "message": "Overloaded"}'),
    ],
)
def test_an_error_ends_the_answer_and_keeps_the_text(frame: Frame) -> None:
    messages, made = _read(*_texts("x"), frame, *_texts("y"))
    assert text_of(made) == "x"
    assert messages.failure is not None
    assert messages.failure.message.endswith("“Overloaded”")
    assert messages.failure.retryable


def test_an_error_that_is_mere_text_is_quoted() -> None:
    messages, _ = _read(Named("error", b"out of order"))
    assert messages.failure is not None
    assert messages.failure.message.endswith("“out of order”")


def test_an_event_without_a_type_is_known_by_its_name() -> None:
    messages, made = _read(Named("content_block_delta", _texts("x")[0].replace(b'"type"', b'"t"')))
    assert (text_of(made), messages.read) == ("", 1)
    messages, _ = _read(Named("message_stop", b"{}"))
    assert messages.done


def test_what_cannot_be_read_is_counted_and_skipped() -> None:
    odd = _delta("text", text=7)
    messages, made = _read(*_texts("x"), b"{oops", odd, *_texts("y"))
    assert (text_of(made), messages.skipped) == ("xy", 2)


def test_half_a_character_waits_for_its_other_half() -> None:
    halves = [
        b'{"type":"content_block_delta","delta":{"type":"text_delta","text":"\\ud83d"}}',
        b'{"type":"content_block_delta","delta":{"type":"text_delta","text":"\\ude42"}}',
    ]
    _, made = _read(*halves)
    assert text_of(made) == "🙂"


def test_a_whole_answer_is_read_like_a_stream() -> None:
    content = [
        {"type": "thinking", "thinking": "a", "signature": "s"},
        {"type": "text", "text": "x"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}},
        3,
    ]
    usage = {"input_tokens": 1, "output_tokens": 2}
    message = _event("message", content=content, stop_reason="tool_use", usage=usage)
    messages, made = _read(message)
    assert (reasoning_of(made), text_of(made)) == ("a", "x")
    assert calls_of(made) == [{"id": "t", "name": "f", "arguments": '{"a": 1}'}]
    assert (messages.done, messages.finish) == (True, "tool_calls")
    assert messages.usage == {"input": 1, "output": 2}


def test_the_older_completions_are_read_too() -> None:
    messages, made = _read(
        _event("completion", completion=" Light", stop_reason=None),
        _event("completion", completion="", stop_reason="stop_sequence"),
    )
    assert (text_of(made), messages.finish) == (" Light", "stop_sequence")


SOUND = (
    _event("message_start", message={"usage": {"input_tokens": 1}}),
    _start("text", text="a"),
    _start("tool_use", id="t", name="f", input={}),
    _start("fallback", **{"from": {"model": "a"}, "to": {"model": "b"}}),
    _start("web_search_tool_result", content=[{"a": 1}]),
    *_texts("x"),
    _delta("input_json", partial_json="{}"),
    _stop(),
    _finish("refusal", stop_details={"category": "c"}),
    _event("message", content=[{"type": "text", "text": "x"}], usage={"input_tokens": 1}),
)


@given(st.lists(twisted(SOUND), max_size=5))
def test_spoilt_events_never_stop_the_reading(spoilt: list[bytes]) -> None:
    messages, made = _read(*spoilt, b"[" * 9999, b'{"index": ' + b"9" * 9999 + b"}")
    assert messages.usage is not None
    assert all(event.event in (events.DELTA, events.STEP) for event in made)
