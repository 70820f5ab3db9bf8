"""The lines of Ollama's native API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import calls_of, reasoning_of, text_of
from tests.wire.strange import twisted
from vibekoder.core.events import Event
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.ollama_lines import Lines


def line(content: object = "", done: bool = False, **more: Any) -> bytes:
    """A line of ``/api/chat``; ``thinking`` and ``tool_calls`` go into its message."""
    inside = {name: more.pop(name) for name in ("thinking", "tool_calls") if name in more}
    message = {"role": "assistant", "content": content, **inside}
    return json.dumps({"model": "m", "message": message, "done": done, **more}).encode()


def last(reason: str | None = "stop", **more: Any) -> bytes:
    return line(done=True, done_reason=reason, **more)


def heard(*frames: Frame, **more: Any) -> tuple[Lines, list[Event]]:
    decoder = Lines(**more)
    made = [one for frame in frames for one in decoder.feed([frame])]
    return decoder, made + decoder.end()


def test_lines_are_the_answer() -> None:
    decoder, made = heard(line("Hel"), line("lo"), line("!"), last())
    assert text_of(made) == "Hello!"
    assert (decoder.done, decoder.finish, decoder.raw, decoder.read) == (True, "stop", "stop", 4)


def test_lines_that_come_together_are_one_event() -> None:
    decoder = Lines()
    made = decoder.feed([line("a"), line("b"), line("c"), last()])
    assert [one.data["content"] for one in made] == ["abc"]


def test_the_last_line_may_hold_text_and_what_follows_is_not_read() -> None:
    decoder = Lines()
    made = decoder.feed([line("a"), line("b"), line("c", done=True), line("ghost")])
    assert text_of(made) == "abc"
    assert (decoder.finish, decoder.raw) == ("stop", None)


def test_thinking_is_reasoning() -> None:
    decoder = Lines()
    frames = [line(thinking=text) for text in ("I ", "think", ".")] + [
        line("So"),
        line("."),
        last(),
    ]
    made = decoder.feed(frames)
    assert (reasoning_of(made), text_of(made)) == ("I think.", "So.")


def test_a_line_may_hold_reasoning_and_text() -> None:
    _, made = heard(line("Yes", thinking="Hm"), line("."), last())
    assert (reasoning_of(made), text_of(made)) == ("Hm", "Yes.")


def test_inline_tags_at_the_start_hold_reasoning() -> None:
    _, made = heard(line("<thi"), line("nk>Hm</th"), line("ink>So."), last())
    assert (reasoning_of(made), text_of(made)) == ("Hm", "So.")


def test_an_answer_may_begin_inside_its_reasoning() -> None:
    _, made = heard(line("Hm</thi"), thinking=True)
    assert reasoning_of(made) == "Hm</thi"


def test_calls_come_whole_and_make_the_finish() -> None:
    first = {"function": {"name": "look", "arguments": {"at": "door"}}}
    second = {"id": "c2", "function": {"index": 0, "name": "wait", "arguments": {}}}
    decoder, made = heard(line(tool_calls=[first]), line(tool_calls=[first, second]), last())
    assert [call["name"] for call in calls_of(made)] == ["look", "look", "wait"]
    assert [call["arguments"] for call in calls_of(made)][1:] == ['{"at": "door"}', "{}"]
    assert (decoder.finish, decoder.raw) == ("tool_calls", "stop")


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("length", "length"), ("load", "stop"), ("unload", "stop"), ("", "stop"), ("new", "other")],
)
def test_why_it_ended_is_told(reason: str, finish: str) -> None:
    decoder, _ = heard(line("Hi"), last(reason))
    assert (decoder.finish, decoder.raw) == (finish, reason or None)


def test_without_a_last_line_there_is_no_finish() -> None:
    decoder, _ = heard(line("Hi"))
    assert (decoder.finish, decoder.done) == ("", False)


def test_tokens_are_counted_where_they_are_told() -> None:
    decoder, _ = heard(last(prompt_eval_count=3, eval_count=5, eval_duration=7))
    assert decoder.usage == {"input": 3, "output": 5}
    decoder, _ = heard(last(prompt_eval_count=-1, eval_count=5))
    assert decoder.usage == {"output": 5}


def test_generate_answers_without_a_message() -> None:
    told = [{"thinking": "Hm", "response": ""}, {"response": "Hi"}, {"response": "!", "done": True}]
    decoder, made = heard(*(json.dumps(one).encode() for one in told))
    assert (reasoning_of(made), text_of(made), decoder.done) == ("Hm", "Hi!", True)


@pytest.mark.parametrize("error", ["out of memory", {"message": "out of memory", "code": 500}])
def test_an_error_ends_it_in_the_servers_words(error: object) -> None:
    frame = json.dumps({"error": error}).encode()
    decoder = Lines()
    made = decoder.feed([line("Hi"), line(" you"), frame, line("ghost")])
    assert text_of(made) == "Hi you"
    assert decoder.failure is not None
    assert "out of memory" in decoder.failure.message


def test_fetching_a_model_tells_how_far_it_is() -> None:
    told = {"status": "pulling abc", "total": 10, "completed": 4}
    _, made = heard(json.dumps(told).encode(), b'{"status": "success"}')
    assert made[0].data == {
        "step": "waiting",
        "message": "pulling abc",
        "processed": 4,
        "total": 10,
    }
    assert made[1].data == {"step": "waiting", "message": "success"}


def test_an_array_of_lines_is_read_in_order() -> None:
    lines = b"[" + b",".join([line("a"), line("b"), last(), line("ghost")]) + b"]"
    decoder, made = heard(lines)
    assert (text_of(made), decoder.finish) == ("ab", "stop")


@pytest.mark.parametrize("frame", [b"{", b"<html>", line(7), b'{"a":' * 5000])
def test_what_cannot_be_read_is_counted_and_the_answer_goes_on(frame: bytes) -> None:
    decoder, made = heard(line("a"), line("b"), frame, line("c"), last())
    assert (text_of(made), decoder.skipped) == ("abc", 1)


@pytest.mark.parametrize("frame", [b"{}", b"null", b"[]", b"7", Named("x", b"{}")])
def test_an_empty_line_is_no_progress(frame: Frame) -> None:
    decoder, made = heard(frame)
    assert (made, decoder.read, decoder.skipped) == ([], 0, 0)


def test_halves_of_a_character_join() -> None:
    halves = [line("Hi").replace(b"Hi", half) for half in (b"\\ud83d", b"\\ude42")]
    _, made = heard(*halves, last())
    assert text_of(made) == "🙂"


SEEDS = [
    line("Hi"),
    line(thinking="Hm"),
    line(tool_calls=[{"id": "c", "function": {"name": "n", "arguments": {"a": 1}}}]),
    last(prompt_eval_count=1, eval_count=2),
    b'{"response": "Hi", "thinking": "Hm", "done": false}',
    b'{"status": "pulling", "total": 1, "completed": 1}',
    b'{"error": "no"}',
    b"[" + line("a") + b"]",
]


@given(st.lists(twisted(SEEDS), max_size=6))
def test_nothing_that_a_server_sends_stops_the_program(frames: list[bytes]) -> None:
    decoder = Lines()
    decoder.feed(frames)
    for one in decoder.end():
        assert one.data
    assert decoder.finish is not None
