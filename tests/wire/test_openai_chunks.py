"""What the chunks of chat completions say."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.wire.driven import calls_of, reasoning_of, text_of
from vibekoder.core.events import Event, step
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.openai_chunks import Chunks, tokens


def _chunk(delta: Any = None, finish: Any = None, index: Any = 0, **more: Any) -> bytes:
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return json.dumps({"choices": [choice], **more}).encode()


def _texts(*texts: str) -> list[bytes]:
    return [_chunk({"content": text}) for text in texts]


def _read(*frames: Frame) -> tuple[Chunks, list[Event]]:
    chunks = Chunks()
    made = chunks.feed(frames)
    return chunks, [*made, *chunks.end()]


def _call(index: Any = None, id_: Any = None, name: Any = None, arguments: Any = None) -> Any:
    return {"index": index, "id": id_, "function": {"name": name, "arguments": arguments}}


def _called(*calls: Any) -> bytes:
    return _chunk({"tool_calls": list(calls)})


def test_neighbouring_pieces_come_as_one_event() -> None:
    _, made = _read(*_texts("Hel", "lo", " there"))
    assert [event.data["content"] for event in made] == ["Hello there"]


def test_text_and_reasoning_keep_their_order() -> None:
    reasoning = [_chunk({"reasoning_content": text}) for text in ("a", "b", "c")]
    _, made = _read(*reasoning, *_texts("x", "y", "z"), reasoning[0], *_texts("!"))
    told = [event.data.get("details") or event.data.get("content") for event in made]
    assert told == ["abc", "xyz", "a", "!"]


@pytest.mark.parametrize("spelling", ["reasoning_content", "reasoning", "reasoning_text"])
def test_every_spelling_of_reasoning_is_read(spelling: str) -> None:
    _, made = _read(*(_chunk({spelling: text, "content": ""}) for text in "abc"))
    assert (reasoning_of(made), text_of(made)) == ("abc", "")


def test_two_spellings_at_once_are_read_once() -> None:
    delta = {"reasoning": "a", "reasoning_content": "a", "content": "x"}
    _, made = _read(_chunk(delta), _chunk(delta))
    assert (reasoning_of(made), text_of(made)) == ("aa", "xx")


def test_reasoning_details_count_only_without_another_spelling() -> None:
    details = [
        {"type": "reasoning.text", "text": "a"},
        {"type": "reasoning.summary", "summary": "b"},
    ]
    _, made = _read(_chunk({"reasoning_details": details}))
    assert reasoning_of(made) == "ab"
    _, made = _read(_chunk({"reasoning": "c", "reasoning_details": details}))
    assert reasoning_of(made) == "c"


def test_encrypted_reasoning_is_marked_once() -> None:
    hidden = _chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}, 3]})
    _, made = _read(hidden, hidden)
    assert made == [step("reasoning", hidden=True)]


def test_content_in_parts_is_read_with_its_reasoning() -> None:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "why"}, 3]}
    parts = [thought, {"type": "thinking", "thinking": "!"}, {"type": "text", "text": "yes"}, "."]
    _, made = _read(_chunk({"content": [*parts, {"type": "reference"}, None]}))
    assert (reasoning_of(made), text_of(made)) == ("why!", "yes.")


def test_only_the_first_choice_is_shown() -> None:
    _, made = _read(*_texts("a"), _chunk({"content": "x"}, index=1), *_texts("b"))
    assert text_of(made) == "ab"


def test_a_message_beside_a_delta_is_not_read_twice() -> None:
    choice = {"delta": {"content": "b"}, "message": {"content": "ab"}, "finish_reason": None}
    end = {"delta": {"content": ""}, "message": {"content": "ab"}, "finish_reason": "stop"}
    frames = [json.dumps({"choices": [one]}).encode() for one in (choice, end)]
    _, made = _read(*_texts("a"), *frames)
    assert text_of(made) == "ab"


@pytest.mark.parametrize("delta", [{}, {"delta": None}, {"delta": {"content": ""}}])
def test_a_whole_answer_is_read_and_ends(delta: dict[str, Any]) -> None:
    choice = {**delta, "message": {"content": "yes", "reasoning": "why"}, "finish_reason": "stop"}
    chunks, made = _read(json.dumps({"choices": [choice]}).encode(), *_texts("more"))
    assert (reasoning_of(made), text_of(made)) == ("why", "yes")
    assert chunks.done


def test_old_completions_are_read() -> None:
    _, made = _read(b'{"choices":[{"text":"a"}]}', b'{"choices":[{"text":"b","delta":{}}]}')
    assert text_of(made) == "a"


def test_a_refusal_is_shown_and_told() -> None:
    chunks, made = _read(
        _chunk({"refusal": "I "}), _chunk({"refusal": "cannot"}), _chunk({}, "stop")
    )
    assert text_of(made) == "I cannot"
    assert (chunks.finish, chunks.raw) == ("refusal", "stop")


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        ("stop", "stop"),
        ("eos", "stop"),
        ("STOP", "stop"),
        ("length", "length"),
        ("model_length", "length"),
        ("MAX_TOKENS", "length"),
        ("tool_calls", "tool_calls"),
        ("function_call", "tool_calls"),
        ("content_filter", "content_filter"),
        ("IMAGE_SAFETY", "content_filter"),
        ("RECITATION", "content_filter"),
        ("model_context_window_exceeded", "context_window"),
        ("pause_turn", "pause"),
        ("insufficient_system_resource", "other"),
        ("abort", "other"),
        ("error", "other"),
        ("function_call_filter: MALFORMED_FUNCTION_CALL", "other"),
        ("brand_new", "other"),
    ],
)
def test_each_finish_reason_has_its_class(word: str, finish: str) -> None:
    chunks, _ = _read(_chunk({"content": "x"}), _chunk({}, word))
    assert (chunks.finish, chunks.raw) == (finish, word)


@pytest.mark.parametrize("first", ["length", "content_filter", "tool_calls", "error"])
def test_a_later_stop_takes_back_nothing_worse(first: str) -> None:
    chunks, _ = _read(_chunk({}, first), _chunk({}, "stop"))
    assert chunks.raw == first


def test_the_last_finish_reason_counts() -> None:
    chunks, _ = _read(_chunk({}, "stop"), _chunk({}, "length"))
    assert chunks.finish == "length"


def test_the_end_mark_alone_is_a_proper_end() -> None:
    chunks, _ = _read(*_texts("a"))
    assert (chunks.finish, chunks.done) == ("", False)
    chunks, _ = _read(*_texts("a"), b" [DONE] ")
    assert (chunks.finish, chunks.raw, chunks.done) == ("stop", None, True)


def test_nothing_after_the_end_mark_counts() -> None:
    chunks, made = _read(*_texts("a"), b"[DONE]", *_texts("b"))
    assert text_of(made) == "a"
    assert chunks.feed(_texts("c")) == []


def test_calls_count_more_than_a_plain_stop() -> None:
    chunks, _ = _read(_called(_call(0, "a", "f", "{}")), _chunk({}, "stop"))
    assert (chunks.finish, chunks.raw) == ("tool_calls", "stop")


def test_a_call_is_put_together_from_its_pieces() -> None:
    _, made = _read(
        _called(_call(0, "a", "f", "")),
        _called(_call(0, None, None, '{"x":')),
        _called(_call(0, "", "", "1}")),
    )
    assert calls_of(made) == [{"id": "a", "name": "f", "arguments": '{"x":1}'}]


def test_repeated_names_and_ids_are_not_joined() -> None:
    _, made = _read(*(_called(_call(0, "a", "f", piece)) for piece in ("{", "}")))
    assert calls_of(made) == [{"id": "a", "name": "f", "arguments": "{}"}]


def test_a_new_id_with_a_name_is_a_new_call_even_at_the_same_index() -> None:
    _, made = _read(_called(_call(0, "a", "f", "1")), _called(_call(0, "b", "g", "2")))
    assert [call["id"] for call in calls_of(made)] == ["a", "b"]


def test_calls_without_an_index_are_told_apart() -> None:
    _, made = _read(_called(_call(None, "a", "f", "1"), _call(None, "b", "g", "2")))
    assert [call["name"] for call in calls_of(made)] == ["f", "g"]
    _, made = _read(_called(_call(None, None, "f", "1"), _call(None, None, "g", "2")))
    assert [call["name"] for call in calls_of(made)] == ["f", "g"]


def test_arguments_that_are_already_json_replace_what_came() -> None:
    _, made = _read(_called(_call(0, "a", "f", "{")), _called(_call(0, None, None, {"x": "é"})))
    assert calls_of(made) == [{"id": "a", "name": "f", "arguments": '{"x": "é"}'}]


def test_arguments_that_cannot_be_written_are_left_out() -> None:
    digits = "1" * 5000
    _, made = _read(_called(_call(0, "a", "f", "@")).replace(b'"@"', f"[{digits}]".encode()))
    assert [call["name"] for call in calls_of(made)] == ["f"]


def test_arguments_at_the_edge_of_all_depth_end_nothing() -> None:
    limit = sys.getrecursionlimit()
    for depth in range(limit - 150, limit):
        nested = "[" * depth + "]" * depth
        frame = _called(_call(0, "a", "f", "@")).replace(b'"@"', nested.encode())
        _, made = _read(*_texts("a"), frame, *_texts("b"))
        assert text_of(made) == "ab"


def test_an_entry_without_news_makes_no_event() -> None:
    _, made = _read(
        _called(_call(0, "a", "f", "{}")), _called({"index": 0}), _called(_call(0, "a"))
    )
    assert len(made) == 1


def test_the_old_form_of_a_call_is_read() -> None:
    pieces = ({"name": "f", "arguments": ""}, {"arguments": "{}"})
    chunks, made = _read(*(_chunk({"function_call": one}) for one in pieces), _chunk({}, "stop"))
    assert calls_of(made) == [{"id": "", "name": "f", "arguments": "{}"}]
    assert chunks.finish == "tool_calls"


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (b'{"error":{"message":"boom"}}', "boom"),
        (b'{"error":"boom"}', "boom"),
        (b'{"error":{"message":"boom"},"choices":[{"delta":{"content":"!"}}]}', "boom"),
        (b'{"object":"error","message":"boom"}', "boom"),
        (b'{"type":"error","message":"boom"}', "boom"),
        (b'[{"error":{"message":"boom"}}]', "boom"),
        (Named("error", b'{"message":"boom"}'), "boom"),
        (Named("error", b'{"error":{"message":"boom"}}'), "boom"),
        (Named("error", b"boom"), "boom"),
        (b'{"error":{"message":"boom"},"choices":3}', "boom"),
    ],
)
def test_an_error_is_found_in_every_shape(frame: Frame, words: str) -> None:
    chunks, made = _read(*_texts("a"), frame, *_texts("b"))
    assert chunks.failure is not None
    assert words in chunks.failure.message
    assert text_of(made) in ("a", "a!")


def test_the_echo_of_an_error_is_no_finish_reason() -> None:
    chunks, _ = _read(_chunk({}, "error", error={"message": "boom"}))
    assert (chunks.finish, chunks.raw) == ("", None)
    chunks, _ = _read(_chunk({}, "error"), b'{"error":"boom"}')
    assert (chunks.finish, chunks.raw) == ("", None)


def test_an_error_after_a_finish_reason_leaves_it() -> None:
    chunks, _ = _read(*_texts("a"), _chunk({}, "length"), b'{"error":"boom"}')
    assert chunks.failure is not None
    assert chunks.finish == "length"


@pytest.mark.parametrize(
    "odd",
    [
        b"null",
        b"[]",
        b"[1]",
        b"3",
        b'"text"',
        b"{}",
        b'{"choices":null}',
        b'{"choices":3}',
        b'{"choices":[]}',
        b'{"choices":[null, 3, {}]}',
        b'{"choices":[{"delta":null}]}',
        b'{"choices":[{"delta":[]}]}',
        b'{"choices":[{"delta":{"content":null,"role":7}}]}',
        b'{"choices":[{"delta":{"tool_calls":[null,{"index":"x"}]}}],"x":1}',
        b'{"choices":[{"delta":{"function_call":{}}}],"usage":3}',
        b'{"choices":[{"finish_reason":3,"text":4}]}',
        b'{"error":null}',
        b'{"usage":{"prompt_tokens":"many"}}',
        b'{"prompt_progress":{"total":1e99}}',
    ],
)
def test_an_odd_frame_is_passed_over(odd: bytes) -> None:
    chunks, made = _read(*_texts("a", "b"), odd, *_texts("c"), b"[DONE]")
    assert text_of(made) == "abc"
    assert (chunks.skipped, chunks.failure) == (0, None)


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"<html>",
        b"\xff\xfe",
        b'{"choices":[{"delta":{"content":"x"}}]',
        b'{"a":' * 100_000,
        b'{"choices":[{"delta":{"content":7}}]}',
    ],
)
def test_an_unreadable_frame_is_counted_and_passed_over(bad: bytes) -> None:
    chunks, made = _read(*_texts("a", "b"), bad, *_texts("c"))
    assert text_of(made) == "abc"
    assert chunks.skipped == 1


def test_a_number_of_ten_thousand_digits_ends_nothing() -> None:
    digits = b"1" * 10_000
    usage = b'{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":' + digits + b"}}"
    other = b'{"choices":[{"delta":{"content":"c"}}],"created":' + digits + b"}"
    odd = b'{"choices":[{"delta":{"content":"d","role":3,"x":' + digits + b'}}],"usage":7}'
    chunks, made = _read(*_texts("a"), usage, other, odd)
    assert text_of(made) == "abcd"
    assert chunks.usage == {}


def test_nesting_without_end_ends_nothing() -> None:
    deep = b'{"choices":[{"delta":{"content":"x"}}],"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    chunks, made = _read(*_texts("a", "b"), deep, *_texts("c"))
    assert text_of(made) == "abc"
    assert chunks.skipped == 1


def test_unsound_bytes_in_a_text_are_replaced() -> None:
    _, made = _read(*_texts("a"), b'{"choices":[{"delta":{"content":"w\xe9"}}]}', *_texts("b"))
    assert text_of(made) == "aw\ufffdb"


def test_a_character_cut_in_two_frames_is_joined() -> None:
    halves = (
        b'{"choices":[{"delta":{"content":"%s"}}]}' % half for half in (b"\\ud83d", b"\\ude42")
    )
    chunks = Chunks()
    made = [event for half in halves for event in chunks.feed([half])]
    assert text_of(made) == "🙂"


def test_what_is_held_back_comes_at_the_end() -> None:
    chunks = Chunks()
    assert chunks.feed(_texts("<thi")) == []
    assert text_of(chunks.end()) == "<thi"
    _, made = _read(*_texts("a\r"), _chunk({"reasoning": "b\r"}))
    assert (text_of(made), reasoning_of(made)) == ("a\n", "b\n")


def test_words_of_a_provider_can_always_be_written() -> None:
    odd = b'{"choices":[{"delta":{"tool_calls":[{"id":"\\ud800","function":{"name":"f"}}]},'
    chunks, made = _read(odd + b'"finish_reason":"\\ud800' + b"x" * 500 + b'"}]}')
    assert calls_of(made) == [{"id": "\ufffd", "name": "f", "arguments": ""}]
    assert chunks.raw == "\ufffd" + "x" * 199


@pytest.mark.parametrize(
    ("usage", "ours"),
    [
        (
            {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
            {"input": 1, "output": 2},
        ),
        (
            {
                "prompt_tokens": 9,
                "prompt_tokens_details": {"cached_tokens": 4},
                "completion_tokens_details": {"reasoning_tokens": 5},
            },
            {"input": 9, "cached": 4, "reasoning": 5},
        ),
        ({"prompt_cache_hit_tokens": 6}, {"cached": 6}),
        ({"reasoning_tokens": 7, "cached_tokens": 8}, {"reasoning": 7, "cached": 8}),
        ({"prompt_tokens": None, "completion_tokens": True, "prompt_tokens_details": 3}, {}),
        ({"prompt_tokens": -1, "completion_tokens": 2**60}, {}),
    ],
)
def test_usage_is_named_in_the_programs_words(usage: dict[str, Any], ours: dict[str, int]) -> None:
    assert tokens(usage) == ours


def test_the_last_usage_counts_wherever_it_stands() -> None:
    first, last = {"prompt_tokens": 1}, {"prompt_tokens": 2}
    chunks, _ = _read(_chunk({"content": "a"}, usage=first), b'{"choices":[],"usage":null}')
    assert chunks.usage == {"input": 1}
    chunks, _ = _read(_chunk({}, usage=first), _chunk({}, "stop", x_groq={"usage": last}))
    assert chunks.usage == {"input": 2}


def test_progress_of_the_prompt_is_told() -> None:
    progress = {"total": 100, "cache": 0, "processed": 50, "time_ms": 3}
    _, made = _read(_chunk({"role": "assistant"}, prompt_progress=progress))
    assert made == [step("waiting", processed=50, total=100)]


def test_only_what_means_something_is_progress() -> None:
    chunks, _ = _read(b"{}", b"null", Named("ping", b'{"type":"ping"}'), b"{")
    assert chunks.read == 0
    chunks, _ = _read(*_texts("a", "b", "c"), b'{"choices":[]}')
    assert chunks.read == 4


def test_a_chunk_beside_plain_ones_is_read_whole() -> None:
    two = {"choices": [{"delta": {"content": "x"}}, {"index": 1, "delta": {"content": "y"}}]}
    _, made = _read(*_texts("a", "b"), json.dumps(two).encode(), Named("message", _texts("c")[0]))
    assert text_of(made) == "abxc"


def test_what_was_written_to_a_cache_is_counted_apart() -> None:
    usage = {
        "prompt_tokens": 9,
        "prompt_tokens_details": {"cached_tokens": 1, "cache_write_tokens": 5},
    }
    assert tokens(usage) == {"input": 9, "cached": 1, "cache_write": 5}
    usage["prompt_tokens_details"] = {"cache_write_tokens": 0}
    assert tokens(usage) == {"input": 9}


def _charged(usage: dict[str, Any], *, charges: bool = True) -> float | None:
    chunks = Chunks(charges=charges)
    chunks.feed([_chunk({"content": "x"}, "stop", usage=usage), b"{}"])
    return chunks.cost


def test_what_a_provider_says_that_it_costs_is_the_cost() -> None:
    assert _charged({"cost": 0.0125, "prompt_tokens": 1}) == 0.0125
    assert _charged({"cost": 0, "prompt_tokens": 1}) == 0.0


def test_a_key_of_ones_own_behind_a_gateway_costs_too() -> None:
    usage = {"cost": 0.01, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.2}}
    assert _charged(usage) == pytest.approx(0.21)
    assert _charged({**usage, "is_byok": False}) == 0.01


def test_a_cost_that_is_none_or_in_an_unknown_coin_is_not_known() -> None:
    odd = ({"cost": {"total_cost": 1}}, {"cost": True}, {"cost": -1}, {"cost": "1"}, {})
    assert [_charged(usage) for usage in odd] == [None] * len(odd)
    assert _charged({"cost": 1}, charges=False) is None


def test_the_category_that_a_filter_found_is_noted() -> None:
    found = {"violence": {"filtered": True, "severity": "high"}, "hate": {"filtered": False}}
    last = {"choices": [{"finish_reason": "content_filter", "content_filter_results": found}]}
    chunks, _ = _read(*_texts("a", "b"), json.dumps(last).encode())
    assert chunks.note == "Its filter names: violence (high)."


def test_what_a_filter_let_through_is_not_noted() -> None:
    found = {"hate": {"filtered": True}}
    last = {"choices": [{"index": "0", "finish_reason": "stop", "content_filter_results": found}]}
    chunks, _ = _read(json.dumps(last).encode())
    assert (chunks.note, chunks.finish) == ("", "stop")
