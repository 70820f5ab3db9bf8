"""The events of a request."""

from __future__ import annotations

import json

from vibekoder.core import events
from vibekoder.core.errors import Code, Failure


def test_every_event_is_plain_json() -> None:
    failure = Failure(Code.IDLE, "It fell silent.", "Retry.", status=200, detail="…")
    made = [
        events.created("example", "m", "r1"),
        events.step("reasoning", "why"),
        events.delta("a"),
        events.completed("a", "stop"),
        events.cancelled("a"),
        events.error(failure, "a"),
    ]
    for event in made:
        assert json.loads(json.dumps(event.as_json())) == {
            "event": event.event,
            "data": dict(event.data),
        }


def test_a_step_holds_only_what_it_was_given() -> None:
    assert events.step("waiting").data == {"step": "waiting"}
    told = events.step("retrying", after=1.5, code="server").data
    assert told == {"step": "retrying", "after": 1.5, "code": "server"}


def test_a_tool_step_may_have_a_name_of_its_own() -> None:
    assert events.step("tool_calls", "{}", name="look").data["name"] == "look"


def test_a_warning_is_there_only_if_there_is_one() -> None:
    assert "warning" not in events.completed("a", "stop").data
    assert events.completed("a", "stop", warning="late").data["warning"] == "late"


def test_an_error_carries_its_code_and_the_text_so_far() -> None:
    data = events.error(Failure(Code.CUT_OFF, "It broke."), "half").data
    assert (data["code"], data["content"]) == ("cut_off", "half")
    assert "usage" not in data


def test_an_error_tells_how_far_the_answer_had_come() -> None:
    failure = Failure(Code.EMPTY, "Nothing.")
    told = {"finish": "length", "raw": "max", "usage": {"output": 9}, "skipped": 2}
    data = events.error(failure, **told).data
    assert {name: data[name] for name in told} == told


def test_three_events_end_a_request() -> None:
    assert {events.COMPLETED, events.CANCELLED, events.ERROR} == events.TERMINAL
