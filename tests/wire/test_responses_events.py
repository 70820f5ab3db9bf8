"""The events of OpenAI's Responses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import calls_of, reasoning_of, text_of
from tests.wire.strange import twisted
from vibekoder.core.events import Event
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.responses_events import ResponseEvents

TEXT = "response.output_text.delta"
SUMMARY = "response.reasoning_summary_text.delta"
THOUGHT = "response.reasoning_text.delta"


def event(type_: str, **members: Any) -> bytes:
    return json.dumps(
        {"type": f"response.{type_}".replace("response.response.", "response.")} | members
    ).encode()


def piece(type_: str, delta: object, place: int = 0, part: int = 0) -> bytes:
    name = "summary_index" if type_ == SUMMARY else "content_index"
    return event(type_, output_index=place, delta=delta, **{name: part})


def added(place: int, **item: Any) -> bytes:
    return event("output_item.added", output_index=place, item=item)


def ended(place: int, **item: Any) -> bytes:
    return event("output_item.done", output_index=place, item=item)


def completed(status: str = "completed", **response: Any) -> bytes:
    return event(status, response={"status": status, **response})


def said(*texts: str) -> dict[str, Any]:
    return {"type": "message", "content": [{"type": "output_text", "text": one} for one in texts]}


def heard(
    *frames: Frame, decoder: ResponseEvents | None = None
) -> tuple[ResponseEvents, list[Event]]:
    decoder = decoder or ResponseEvents(Place("Example", "api.example.com", "gpt-test"))
    made = [one for frame in frames for one in decoder.feed([frame])]
    return decoder, made + decoder.end()


def test_pieces_of_text_are_the_answer() -> None:
    decoder, made = heard(piece(TEXT, "Hel"), piece(TEXT, "lo"), piece(TEXT, "!"), completed())
    assert text_of(made) == "Hello!"
    assert (decoder.done, decoder.finish, decoder.raw) == (True, "stop", "completed")
    assert decoder.read == 4


def test_neighbouring_pieces_that_come_together_are_one_event() -> None:
    decoder = ResponseEvents()
    frames = [piece(TEXT, "one "), piece(TEXT, "two "), piece(TEXT, "three"), completed()]
    assert [one.data["content"] for one in decoder.feed(frames)] == ["one two three"]


def test_what_follows_the_last_event_is_not_read() -> None:
    _, made = heard(piece(TEXT, "Hi"), completed(), piece(TEXT, "ghost"))
    assert text_of(made) == "Hi"


def test_a_whole_text_after_its_pieces_is_no_second_one() -> None:
    part = {"type": "output_text", "text": "Hi"}
    _, made = heard(
        piece(TEXT, "Hi"),
        event("output_text.done", output_index=0, content_index=0, text="Hi"),
        event("content_part.done", output_index=0, content_index=0, part=part),
        ended(0, **said("Hi")),
        completed(output=[said("Hi")]),
    )
    assert text_of(made) == "Hi"


@pytest.mark.parametrize(
    "frame",
    [
        event("output_text.done", output_index=0, content_index=0, text="Hi"),
        event("content_part.done", content_index=0, part={"type": "output_text", "text": "Hi"}),
        ended(0, **said("H", "i")),
        completed(output=[said("Hi")]),
    ],
)
def test_a_text_that_comes_only_as_a_whole_is_said_then(frame: bytes) -> None:
    _, made = heard(frame, completed(output=[said("Hi")]))
    assert text_of(made) == "Hi"


def test_parts_and_items_are_one_text() -> None:
    _, made = heard(piece(TEXT, "a"), piece(TEXT, "b", part=1), piece(TEXT, "c", place=1))
    assert text_of(made) == "abc"


def test_a_server_may_tell_items_by_id_alone() -> None:
    text = {"item_id": "m1", "content_index": 0}
    _, made = heard(
        event("output_text.delta", delta="Hi", **text),
        event("output_text.delta", delta=" you", **text),
        event("output_text.done", text="Hi you", **text),
        event("output_item.done", item={"id": "m1", **said("Hi you")}),
    )
    assert text_of(made) == "Hi you"


def test_a_bare_answer_is_read_like_a_stream() -> None:
    answer = {
        "object": "response",
        "status": "completed",
        "error": None,
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
            said("Hi"),
            {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"},
        ],
        "usage": {"input_tokens": 3, "output_tokens": 2},
    }
    decoder, made = heard(json.dumps(answer).encode())
    assert (text_of(made), reasoning_of(made)) == ("Hi", "Hm.")
    assert calls_of(made) == [{"id": "c1", "name": "look", "arguments": "{}"}]
    assert (decoder.finish, decoder.usage) == ("tool_calls", {"input": 3, "output": 2})


def test_usage_is_told_under_the_programs_names() -> None:
    usage = {
        "input_tokens": 5,
        "input_tokens_details": {"cached_tokens": 1},
        "output_tokens": 4,
        "output_tokens_details": {"reasoning_tokens": 2},
    }
    decoder, _ = heard(completed(usage=usage))
    assert decoder.usage == {"input": 5, "cached": 1, "output": 4, "reasoning": 2}


@pytest.mark.parametrize("usage", [None, {}, {"input_tokens": "many", "output_tokens": -1}])
def test_usage_that_cannot_be_read_is_unknown(usage: object) -> None:
    decoder, _ = heard(completed(usage=usage))
    assert decoder.usage == {}


def test_summaries_of_reasoning_have_a_blank_line_between_them() -> None:
    _, made = heard(
        piece(SUMMARY, "First", part=0),
        piece(SUMMARY, " thing.", part=0),
        event("reasoning_summary_part.done", output_index=0, summary_index=0,
              part={"type": "summary_text", "text": "First thing."}),
        piece(SUMMARY, "Second.", part=1),
        ended(0, type="reasoning", summary=[{"type": "summary_text", "text": "First thing."}]),
        piece(SUMMARY, "Third.", place=1),
        piece(TEXT, "So", place=2),
        piece(SUMMARY, "Fourth.", place=3),
    )  # fmt: skip
    assert reasoning_of(made) == "First thing.\n\nSecond.\n\nThird.Fourth."


def test_reasoning_in_plain_words_is_reasoning() -> None:
    decoder = ResponseEvents()
    frames = [piece(THOUGHT, "I "), piece(THOUGHT, "think."), piece(TEXT, "Yes.", place=1)]
    made = decoder.feed(frames)
    assert (reasoning_of(made), text_of(made)) == ("I think.", "Yes.")


def test_reasoning_that_is_told_in_two_ways_is_shown_once() -> None:
    _, made = heard(
        piece(THOUGHT, "I think."),
        piece(SUMMARY, "A thought."),
        piece(SUMMARY, " More."),
        event("reasoning_text.done", output_index=0, content_index=0, text="I think."),
    )
    assert reasoning_of(made) == "I think."


def test_that_a_model_reasons_is_told_before_its_words() -> None:
    _, made = heard(added(0, type="reasoning", id="r1", summary=[]))
    assert [one.data for one in made] == [{"step": "reasoning", "hidden": True}]


def test_inline_tags_at_the_start_hold_reasoning() -> None:
    _, made = heard(piece(TEXT, "<thi"), piece(TEXT, "nk>Hm</think>"), piece(TEXT, "So."))
    assert (reasoning_of(made), text_of(made)) == ("Hm", "So.")


def test_an_answer_may_begin_inside_its_reasoning() -> None:
    decoder = ResponseEvents(thinking=True)
    _, made = heard(piece(TEXT, "Hm"), piece(TEXT, "</thi"), decoder=decoder)
    assert reasoning_of(made) == "Hm</thi"


def test_a_refusal_is_text_and_the_finish() -> None:
    decoder, made = heard(
        piece("response.refusal.delta", "I can"),
        piece("response.refusal.delta", "not."),
        event("refusal.done", output_index=0, content_index=0, refusal="I cannot."),
        completed(),
    )
    assert text_of(made) == "I cannot."
    assert decoder.finish == "refusal"


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("max_output_tokens", "length"),
        ("content_filter", "content_filter"),
        ("something new", "other"),
    ],
)
def test_why_an_answer_is_incomplete_is_told(reason: str, finish: str) -> None:
    decoder, _ = heard(completed("incomplete", incomplete_details={"reason": reason}))
    assert (decoder.finish, decoder.raw) == (finish, f"incomplete: {reason}")


@pytest.mark.parametrize("status", ["incomplete", "cancelled"])
def test_an_end_without_a_reason_is_told_by_its_status(status: str) -> None:
    decoder, _ = heard(completed(status, incomplete_details=None))
    assert (decoder.finish, decoder.raw) == ("other", status)


def test_without_an_end_there_is_no_finish() -> None:
    decoder, _ = heard(event("created", response={}), piece(TEXT, "Hi"))
    assert (decoder.finish, decoder.done) == ("", False)


def test_the_end_mark_of_the_older_protocol_ends_it_too() -> None:
    decoder, _ = heard(piece(TEXT, "Hi"), b" [DONE]")
    assert (decoder.done, decoder.finish, decoder.raw) == (True, "stop", None)


ERROR = {
    "type": "tokens",
    "code": "rate_limit_exceeded",
    "message": "Slower, please.",
    "param": None,
}


@pytest.mark.parametrize(
    "frame",
    [
        json.dumps({"type": "error", "sequence_number": 2, "error": ERROR}).encode(),
        json.dumps(ERROR | {"type": "error"}).encode(),
        json.dumps({"error": ERROR}).encode(),
        Named("error", json.dumps({"error": ERROR}).encode()),
        Named("error", b"rate_limit_exceeded Slower, please."),
        completed("failed", error=ERROR),
        json.dumps({"object": "response", "status": "failed", "error": ERROR}).encode(),
    ],
)
def test_an_error_is_reported_once_in_the_servers_words(frame: Frame) -> None:
    decoder = ResponseEvents()
    made = decoder.feed([frame, completed("failed", error={"message": "Again."})])
    assert made == []
    assert decoder.failure is not None
    assert "Slower, please." in decoder.failure.message
    assert decoder.finish == ""


def test_a_failure_without_a_word_is_one() -> None:
    decoder, _ = heard(completed("failed", error=None))
    assert decoder.failure is not None


def test_a_call_comes_in_pieces() -> None:
    arguments = "response.function_call_arguments"
    decoder, made = heard(
        added(1, type="function_call", id="f1", call_id="c1", name="look", arguments=""),
        piece(f"{arguments}.delta", '{"at":', place=1),
        piece(f"{arguments}.delta", ' "door"}', place=1),
        event(f"{arguments}.done", output_index=1, arguments='{"at": "door"}'),
        ended(
            1, type="function_call", id="f1", call_id="c1", name="look", arguments='{"at": "door"}'
        ),
        completed(output=[{"type": "function_call", "call_id": "c1", "name": "look"}]),
    )
    assert calls_of(made) == [{"id": "c1", "name": "look", "arguments": '{"at": "door"}'}]
    assert decoder.finish == "tool_calls"


def test_a_call_that_text_came_after_waits_for_nobody() -> None:
    decoder, _ = heard(
        ended(0, type="custom_tool_call", call_id="c1", name="look", input="{}"),
        piece(TEXT, "Seen.", place=1),
        completed(),
    )
    assert decoder.finish == "stop"


def test_a_program_of_the_providers_own_tool_is_told_as_it_is_written() -> None:
    code = "response.code_interpreter_call_code"
    _, made = heard(
        added(0, type="code_interpreter_call", id="i1", code="", outputs=[]),
        event("code_interpreter_call.in_progress", output_index=0),
        piece(f"{code}.delta", 'print("é")\r\n'),
        event(f"{code}.done", output_index=0, code='print("é")\r\n'),
        completed(),
    )
    (call,) = calls_of(made)
    assert json.loads(call["arguments"]) == {"code": 'print("é")\r\n'}
    assert all(one.data["server"] for one in made)


def test_arguments_may_be_json_already() -> None:
    _, made = heard(
        added(0, type="function_call", call_id="c1", name="look"),
        event("function_call_arguments.done", output_index=0, arguments={"at": "door"}),
    )
    assert calls_of(made)[0]["arguments"] == '{"at": "door"}'


def test_a_type_may_stand_in_the_name_alone() -> None:
    data = json.dumps({"delta": "Hi", "output_index": 0, "content_index": 0}).encode()
    _, made = heard(Named(TEXT, data), Named(TEXT, data))
    assert text_of(made) == "HiHi"


@pytest.mark.parametrize(
    "frame", [event("something.new", at=1), b"null", b"[]", b"7", b"{}", b'{"type": "ping"}']
)
def test_what_is_not_known_is_passed_over(frame: bytes) -> None:
    decoder, made = heard(frame)
    assert (made, decoder.skipped, decoder.failure) == ([], 0, None)


def test_only_events_of_a_response_are_progress() -> None:
    decoder, _ = heard(b'{"type": "ping"}', b"{}", event("in_progress"))
    assert decoder.read == 1


@pytest.mark.parametrize("frame", [b"{", b"Hello", piece(TEXT, 7), b'{"a":' * 5000, b"\xff\xfe"])
def test_what_cannot_be_read_is_counted_and_the_answer_goes_on(frame: bytes) -> None:
    decoder, made = heard(piece(TEXT, "a"), frame, piece(TEXT, "b"), completed())
    assert text_of(made) == "ab"
    assert decoder.skipped == 1


def test_halves_of_a_character_join() -> None:
    halves = [piece(TEXT, "Hi").replace(b"Hi", half) for half in (b"\\ud83d", b"\\ude42")]
    _, made = heard(*halves)
    assert text_of(made) == "🙂"


SEEDS = [
    piece(TEXT, "Hi"),
    piece(SUMMARY, "Hm"),
    added(0, type="function_call", id="f1", call_id="c1", name="look", arguments=""),
    piece("response.function_call_arguments.delta", "{}"),
    piece("response.code_interpreter_call_code.delta", "x"),
    ended(0, **said("Hi")),
    event("content_part.done", content_index=0, part={"type": "output_text", "text": "Hi"}),
    completed(output=[said("Hi"), {"type": "reasoning", "summary": [{"type": "summary_text"}]}]),
    completed("incomplete", incomplete_details={"reason": "max_output_tokens"}, usage={"a": 1}),
    completed("failed", error=ERROR),
    json.dumps({"type": "error", "error": ERROR}).encode(),
]


@given(st.lists(twisted(SEEDS), max_size=6))
def test_nothing_that_a_server_sends_stops_the_program(frames: list[bytes]) -> None:
    decoder = ResponseEvents()
    decoder.feed(frames)
    for one in decoder.end():
        assert one.data
    assert decoder.finish is not None


def test_what_was_written_to_a_cache_is_counted_apart() -> None:
    details = {"cached_tokens": 1, "cache_write_tokens": 6}
    decoder, _ = heard(completed(usage={"input_tokens": 9, "input_tokens_details": details}))
    assert decoder.usage == {"input": 9, "cached": 1, "cache_write": 6}
    details["cache_write_tokens"] = 0
    decoder, _ = heard(completed(usage={"input_tokens": 9, "input_tokens_details": details}))
    assert decoder.usage == {"input": 9, "cached": 1}
