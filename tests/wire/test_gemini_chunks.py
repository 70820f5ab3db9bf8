"""What the chunks of Gemini say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import answered, calls_of, end_of, reasoning_of, text_of
from tests.wire.strange import twisted
from vibekoder.core import events
from vibekoder.core.events import Event, delta, step
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.gemini_chunks import Candidates
from vibekoder.wire.http import Frame, Named


def _chunk(*parts: Any, finish: Any = None, usage: Any = None, **more: Any) -> bytes:
    candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, **more}
    if finish is not None:
        candidate["finishReason"] = finish
    chunk: dict[str, Any] = {"candidates": [candidate]}
    return json.dumps(chunk | ({"usageMetadata": usage} if usage else {})).encode()


def _texts(*texts: str) -> list[bytes]:
    return [_chunk({"text": text}) for text in texts]


def _thoughts(*texts: str) -> list[bytes]:
    return [_chunk({"text": text, "thought": True}) for text in texts]


def _read(*frames: Frame) -> tuple[Candidates, list[Event]]:
    candidates = Candidates()
    made = candidates.feed(frames)
    return candidates, [*made, *candidates.end()]


def _blocked(**feedback: Any) -> bytes:
    return json.dumps({"promptFeedback": feedback}).encode()


def test_neighbouring_pieces_come_as_one_event() -> None:
    candidates, made = _read(*_texts("Hel", "lo", " there"))
    assert (made, candidates.read) == ([delta("Hello there")], 3)


def test_thoughts_and_text_keep_their_order() -> None:
    _, made = _read(*_thoughts("a", "b", "c"), *_texts("x", "y", "z"), *_thoughts("d"))
    told = [event.data.get("details") or event.data.get("content") for event in made]
    assert told == ["abc", "xyz", "d"]


def test_what_is_said_to_be_no_thought_is_text() -> None:
    _, made = _read(*_thoughts("a", "b"), _chunk({"text": "x", "thought": False}), *_thoughts("c"))
    assert (reasoning_of(made), text_of(made)) == ("abc", "x")


def test_several_parts_in_one_chunk_are_read_in_order() -> None:
    _, made = _read(_chunk({"text": "a", "thought": True}, {"text": "x"}, {"text": "y"}))
    assert (reasoning_of(made), text_of(made)) == ("a", "xy")


def test_only_the_first_candidate_is_shown() -> None:
    other = {"candidates": [{"index": 1, "content": {"parts": [{"text": "no"}]}}]}
    _, made = _read(json.dumps(other).encode(), *_texts("yes"))
    assert text_of(made) == "yes"


@pytest.mark.parametrize("content", [None, {}, {"role": "model"}, {"parts": None}, {"parts": [3]}])
def test_a_candidate_without_parts_is_progress_without_text(content: Any) -> None:
    candidates, made = _read(json.dumps({"candidates": [{"content": content}]}).encode())
    assert (made, candidates.read, candidates.finish) == ([], 1, "")


def test_an_object_that_says_nothing_is_no_progress() -> None:
    candidates, made = _read(b"{}", b'{"modelVersion": "m"}', b"3", b"[]")
    assert (made, candidates.read) == ([], 0)


def test_reasoning_that_is_only_counted_is_told_as_hidden_before_the_answer() -> None:
    usage = {"promptTokenCount": 1, "thoughtsTokenCount": 5}
    _, made = _read(_chunk({"text": "x"}, usage=usage), _chunk({"text": "y"}, usage=usage))
    assert made == [step("reasoning", hidden=True), delta("xy")]
    _, made = _read(_chunk({"text": "a", "thought": True}, usage=usage), *_texts("x"))
    assert made == [step("reasoning", "a"), delta("x")]


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("RECITATION", "content_filter"),
        ("PROHIBITED_CONTENT", "content_filter"),
        ("IMAGE_SAFETY", "content_filter"),
        ("MALFORMED_FUNCTION_CALL", "other"),
        ("LANGUAGE", "other"),
        ("FAKE_ENUM", "other"),
    ],
)
def test_each_finish_reason_has_its_class(reason: str, finish: str) -> None:
    candidates, _ = _read(_chunk({"text": "x"}, finish=reason))
    assert (candidates.raw, candidates.finish, candidates.done) == (reason, finish, False)


@pytest.mark.parametrize(
    ("number", "raw", "finish"),
    [(1, "STOP", "stop"), (2, "MAX_TOKENS", "length"), (99, "99", "other"), (0, None, "")],
)
def test_a_reason_may_be_a_number(number: int, raw: str | None, finish: str) -> None:
    candidates, _ = _read(_chunk({"text": "x"}, finish=number))
    assert (candidates.raw, candidates.finish) == (raw, finish)


def test_a_stop_on_every_chunk_ends_nothing_and_takes_no_other_reason_back() -> None:
    chunks = [_chunk({"text": text}, finish="STOP") for text in "ab"]
    last = _chunk(finish="SAFETY")
    candidates, made = _read(*chunks, last, *chunks)
    assert (text_of(made), candidates.finish) == ("abab", "content_filter")


def test_calls_come_whole_and_are_a_finish() -> None:
    calls = [
        {"functionCall": {"name": "add", "args": {"a": 1}, "id": "c"}, "thoughtSignature": "s"}
    ]
    candidates, made = _read(
        _chunk(*calls), _chunk({"functionCall": {"name": "now"}}, finish="STOP")
    )
    assert calls_of(made) == [
        {"id": "c", "name": "add", "arguments": '{"a": 1}'},
        {"id": "", "name": "now", "arguments": "{}"},
    ]
    assert candidates.finish == "tool_calls"


@pytest.mark.parametrize(
    ("part", "name", "arguments"),
    [
        ({"executableCode": {"code": "1"}}, "code_execution", '{"code": "1"}'),
        ({"codeExecutionResult": {"output": "1"}}, "code_execution_result", '{"output": "1"}'),
        ({"inlineData": {"data": "iVB"}}, "image", '{"data": "3 characters"}'),
        ({"toolCall": {"toolType": "MAPS", "args": {"q": 1}}}, "maps", '{"q": 1}'),
        ({"toolResponse": {"toolType": "MAPS", "response": {}}}, "maps_result", "{}"),
        ({"toolCall": {"id": "1"}}, "tool", "{}"),
    ],
)
def test_what_the_provider_does_itself_is_a_step(part: Any, name: str, arguments: str) -> None:
    candidates, made = _read(*_texts("a", "b"), _chunk(part), *_texts("c"))
    (call,) = calls_of(made)
    assert (call["name"], call["arguments"], text_of(made)) == (name, arguments, "abc")
    assert candidates.finish == ""


def test_a_part_of_an_unknown_kind_is_nothing() -> None:
    candidates, made = _read(_chunk({"weather": {"sun": 1}}))
    assert (made, candidates.skipped) == ([], 0)


def test_a_blocked_prompt_is_an_end_with_its_reason() -> None:
    ratings = [{"category": "HARM_CATEGORY_HATE_SPEECH", "blocked": True}, {"category": "X"}, 3]
    frame = _blocked(blockReason="SAFETY", blockReasonMessage="No.", safetyRatings=ratings)
    candidates, _ = _read(frame)
    assert (candidates.raw, candidates.finish) == ("SAFETY", "content_filter")
    assert candidates.note == "The provider says: “No.” Its filter names: hate speech."
    candidates, _ = _read(_blocked(blockReason=4))
    assert candidates.raw == "PROHIBITED_CONTENT"


def test_feedback_without_a_block_is_no_end() -> None:
    candidates, _ = _read(_blocked(safetyRatings=[]))
    assert candidates.finish == ""
    candidates, _ = _read(_chunk(finish="MAX_TOKENS"), _blocked(blockReason="OTHER"))
    assert candidates.raw == "MAX_TOKENS"


def test_a_reason_is_explained() -> None:
    chunk = _chunk({"text": "x"}, finish="LANGUAGE", finishMessage=" Sorry. ")
    candidates, _ = _read(chunk)
    assert candidates.note == (
        "The provider does not support this language. The provider says: “Sorry.”"
    )


def test_a_message_at_a_good_end_is_no_warning() -> None:
    body = _chunk({"text": "x"}, finish="STOP", finishMessage="Finished.")
    assert "warning" not in end_of(answered(body, dialect=Gemini())).data


def test_counts_are_cumulative_and_the_last_ones_hold() -> None:
    first = {"promptTokenCount": 5, "candidatesTokenCount": 1}
    last = {
        "promptTokenCount": 5,
        "toolUsePromptTokenCount": 10,
        "candidatesTokenCount": 7,
        "thoughtsTokenCount": 3,
        "cachedContentTokenCount": 2,
        "totalTokenCount": 25,
    }
    counted = [_chunk({"text": "x"}, usage=usage) for usage in (first, first, last)]
    candidates, _ = _read(*counted)
    assert candidates.usage == {"input": 15, "output": 10, "reasoning": 3, "cached": 2}
    candidates, _ = _read(*counted, *_texts("y"), _chunk(finish="STOP", usage=first))
    assert candidates.usage == {"input": 5, "output": 1}
    assert _read(*_texts("x", "y"))[0].usage == {}


@pytest.mark.parametrize(
    "frame",
    [
        b'{"error": {"code": 503, "message": "Overloaded", "status": "UNAVAILABLE"}}',
        b'[{"error": {"code": 503, "message": "Overloaded"}}]',
        Named("error", b'{"code": 503, "message": "Overloaded"}'),
    ],
)
def test_an_error_ends_the_answer_and_keeps_the_text(frame: Frame) -> None:
    candidates, made = _read(*_texts("x"), frame, *_texts("y"))
    assert text_of(made) == "x"
    assert candidates.failure is not None
    assert candidates.failure.message.endswith("“Overloaded”")
    assert candidates.failure.retryable


@pytest.mark.parametrize(
    ("finish", "end"), [("STOP", events.ERROR), ("MAX_TOKENS", events.COMPLETED)]
)
def test_a_stop_that_may_stand_in_every_chunk_proves_no_end_before_an_error(
    finish: str, end: str
) -> None:
    refusal = json.dumps({"error": {"code": 499, "message": "The operation was cancelled."}})
    said = b"data: " + _chunk({"text": "First "}, finish=finish) + b"\n\n" + refusal.encode()
    made = answered(said, dialect=Gemini())
    assert (text_of(made), end_of(made).event) == ("First ", end)
    assert "The operation was cancelled." in repr(end_of(made).data)


def test_an_error_that_is_mere_text_is_quoted() -> None:
    candidates, _ = _read(Named("error", b"out of order"))
    assert candidates.failure is not None
    assert candidates.failure.message.endswith("“out of order”")


def test_a_day_s_quota_inside_the_stream_is_not_worth_another_try() -> None:
    quota = {"violations": [{"quotaId": "RequestsPerDayPerProject"}]}
    error = {"error": {"code": 429, "message": "Quota", "details": [quota]}}
    candidates, _ = _read(json.dumps(error).encode())
    assert candidates.failure is not None
    assert not candidates.failure.retryable


def test_what_cannot_be_read_is_counted_and_skipped() -> None:
    candidates, made = _read(*_texts("x"), b"{oops", _chunk({"text": 7}), *_texts("y"))
    assert (text_of(made), candidates.skipped) == ("xy", 2)


def test_an_end_mark_ends_what_a_gateway_sends() -> None:
    candidates, made = _read(*_texts("x"), b" [DONE]", *_texts("y"))
    assert (text_of(made), candidates.done, candidates.finish) == ("x", True, "stop")


def test_half_a_character_waits_for_its_other_half() -> None:
    halves = [
        b'{"candidates":[{"content":{"parts":[{"text":"\\ud83d"}]}}]}',
        b'{"candidates":[{"content":{"parts":[{"text":"\\ude42"}]}}]}',
    ]
    assert text_of(_read(*halves)[1]) == "🙂"


@pytest.mark.parametrize("start", [b"", b"[", b" \r\n["])
def test_an_answer_may_come_as_a_stream_an_array_or_whole(start: bytes) -> None:
    chunks = [_chunk({"text": "x"}), _chunk({"text": "y"}, finish="STOP")]
    body = start + b",\r\n".join(chunks) + b"]" if start else b"\n".join(chunks)
    end = end_of(answered([body[:30], body[30:]], dialect=Gemini()))
    assert (end.event, end.data["content"]) == (events.COMPLETED, "xy")


SOUND = (
    *_texts("x"),
    *_thoughts("a"),
    _chunk({"functionCall": {"name": "f", "args": {"a": 1}}}, usage={"promptTokenCount": 1}),
    _chunk({"executableCode": {"code": "1"}}, {"inlineData": {"data": "x"}}),
    _chunk({"toolCall": {"toolType": "T", "args": {}}}, {"toolResponse": {"toolType": "T"}}),
    _chunk(finish="SAFETY", safetyRatings=[{"category": "C", "blocked": True}]),
    _blocked(blockReason="SAFETY", safetyRatings=[{"category": "C", "blocked": True}]),
)


@given(st.lists(twisted(SOUND), max_size=5))
def test_spoilt_chunks_never_stop_the_reading(spoilt: list[bytes]) -> None:
    candidates, made = _read(*spoilt, b"[" * 9999, b'{"candidates": ' + b"9" * 9999 + b"}")
    assert isinstance(candidates.usage, dict)
    assert isinstance(candidates.note, str)
    assert all(event.event in (events.DELTA, events.STEP) for event in made)


def test_a_call_may_come_value_by_value() -> None:
    def called(**call: Any) -> bytes:
        return _chunk({"functionCall": call})

    candidates, made = _read(
        called(name="weather", id="c1", willContinue=True),
        called(
            partialArgs=[{"jsonPath": "$.city", "stringValue": "New "}, {"jsonPath": 3}],
            willContinue=True,
        ),
        called(partialArgs=[{"jsonPath": "$.city", "stringValue": "Delhi"}]),
        called(name="stop", args={}),
        _chunk(finish="STOP"),
    )
    assert calls_of(made) == [
        {"id": "c1", "name": "weather", "arguments": '{"city": "New Delhi"}'},
        {"id": "", "name": "stop", "arguments": "{}"},
    ]
    assert candidates.finish == "tool_calls"


def test_a_call_that_breaks_off_shows_what_came_of_it() -> None:
    call = {
        "name": "f",
        "partialArgs": [{"jsonPath": "$.a", "numberValue": 1}],
        "willContinue": True,
    }
    _, made = _read(_chunk({"functionCall": call}))
    assert calls_of(made) == [{"id": "", "name": "f", "arguments": '{"a": 1}'}]


def test_a_picture_whose_bytes_are_not_kept_is_told() -> None:
    png = {"inlineData": {"mimeType": "image/png", "data": "iVB"}}
    wav = {"inlineData": {"mimeType": "audio/wav", "data": "UklG"}}
    candidates, _ = _read(_chunk(png, png, wav, {"inlineData": {"data": "x"}}, finish="STOP"))
    told = "What the model made beside its text (image/png, audio/wav, data) is not kept"
    assert candidates.note.startswith(told)


def test_an_answer_of_text_alone_has_lost_nothing() -> None:
    candidates, _ = _read(_chunk({"text": "Hi"}, finish="STOP"))
    assert candidates.note == ""


def test_what_is_lost_is_told_behind_the_reason_of_the_end() -> None:
    png = {"inlineData": {"mimeType": "image/png", "data": "iVB"}}
    candidates, _ = _read(_chunk(png, finish="LANGUAGE"))
    assert candidates.note.startswith("The provider does not support this language. What the model")
