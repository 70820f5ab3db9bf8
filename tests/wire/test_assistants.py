"""OpenAI's Assistants, told as the events of Responses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import calls_of, text_of
from vibekoder.core.events import Event
from vibekoder.wire.http import Named
from vibekoder.wire.responses_events import ResponseEvents


def event(name: str, **data: Any) -> Named:
    """One event of a thread."""
    return Named(f"thread.{name}", json.dumps(data).encode())


def delta(value: str) -> Named:
    """A piece of a message."""
    content = [{"index": 0, "type": "text", "text": {"value": value}}]
    return event("message.delta", id="m1", delta={"content": content})


def step(state: str, **call: Any) -> Named:
    """A step with one call; ``state`` "delta" for a piece of it."""
    details = {"step_details": {"type": "tool_calls", "tool_calls": [{"index": 0, **call}]}}
    return event(
        f"run.step.{state}", id="s1", **({"delta": details} if state == "delta" else details)
    )


def heard(*frames: Named | bytes) -> tuple[ResponseEvents, list[Event]]:
    decoder = ResponseEvents()
    return decoder, decoder.feed(frames)


def test_a_message_is_the_answer() -> None:
    content = [{"type": "text", "text": {"value": "Hi you"}}]
    decoder, made = heard(
        event("run.created", id="r1"),
        delta("Hi"),
        delta(" you"),
        event("message.completed", id="m1", content=content),
        event("run.completed", usage={"prompt_tokens": 3, "completion_tokens": 2}),
        b"[DONE]",
    )
    assert text_of(made) == "Hi you"
    assert (decoder.finish, decoder.raw, decoder.usage) == (
        "stop",
        "completed",
        {"input": 3, "output": 2},
    )


def test_a_message_that_comes_whole_is_shown() -> None:
    content = [{"type": "text", "text": {"value": "Hi"}}]
    _, made = heard(event("message.completed", id="m1", content=content))
    assert text_of(made) == "Hi"


def test_names_may_be_lost() -> None:
    frames = (
        delta("Hi").data,
        json.dumps({"object": "thread.run", "status": "completed"}).encode(),
    )
    first = json.dumps(json.loads(frames[0]) | {"object": "thread.message.delta"}).encode()
    decoder, made = heard(first, frames[1])
    assert (text_of(made), decoder.done) == ("Hi", True)


def test_a_call_that_waits_is_the_finish() -> None:
    decoder, made = heard(
        step("delta", id="c1", type="function", function={"name": "look", "arguments": ""}),
        step("delta", type="function", function={"arguments": '{"a": 1}'}),
        step("completed", type="function", function={"arguments": '{"a": 1}'}),
        event("run.requires_action"),
    )
    assert calls_of(made) == [{"id": "c1", "name": "look", "arguments": '{"a": 1}'}]
    assert decoder.finish == "tool_calls"


def test_a_program_is_told_as_it_is_written() -> None:
    program = {"type": "code_interpreter", "id": "c1"}
    _, made = heard(
        step("delta", **program, code_interpreter={"input": "1 +"}),
        step("delta", **program, code_interpreter={"input": " 2"}),
        step("completed", **program, code_interpreter={"input": "1 + 2"}),
    )
    (call,) = calls_of(made)
    assert (call["name"], json.loads(call["arguments"])) == ("code_interpreter", {"code": "1 + 2"})


def test_an_answer_that_was_cut_says_why() -> None:
    decoder, _ = heard(event("run.completed", incomplete_details={"reason": "max_prompt_tokens"}))
    assert (decoder.finish, decoder.raw) == ("length", "incomplete: max_prompt_tokens")


@pytest.mark.parametrize("state", ["failed", "expired"])
def test_a_run_that_fails_tells_why(state: str) -> None:
    error = {"code": "server_error", "message": "Sorry."}
    decoder, _ = heard(event(f"run.{state}", last_error=error))
    assert decoder.failure is not None
    assert "Sorry." in decoder.failure.message


def test_other_news_of_a_thread_are_passed_over() -> None:
    decoder, made = heard(event("run.step.created"), event("created"), event("run.queued"))
    assert (made, decoder.read, decoder.skipped) == ([], 3, 0)
