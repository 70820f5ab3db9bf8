"""The promises of every backend: five signals, their order, one end, then silence."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.backends.conftest import ask, make
from tests.support.fakes import FakeClock, FakeTransport
from tests.support.heard import Heard, Said
from tests.support.server import chunk, openai_stream
from vibekoder.backends.base import AIBackend
from vibekoder.backends.http import HttpBackend
from vibekoder.core import events
from vibekoder.core.errors import Code, Failure
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts


def sent(qtbot: QtBot, transport: FakeTransport, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(transport.calls) >= count)


def test_start_returns_before_any_signal_and_before_anything_is_sent(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    assert heard.said == []
    assert transport.calls == []
    sent(qtbot, transport)
    assert heard.said[0][0] == "runEvent"


def test_created_comes_first_and_names_backend_model_and_request(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    first = heard.events()[0]
    assert first == events.created("test", "test-model", "r1")
    assert heard.statuses() == ["connecting"]


def test_the_signals_of_each_event_come_in_order(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.connect()
    transport.call.open()
    heard.said.clear()
    transport.call.receive(chunk({"content": "One "}))
    transport.call.receive(chunk({"content": "two."}))
    transport.call.receive(*openai_stream([])[1:])
    assert heard.signals() == [
        *("runEvent", "statusChanged", "partialResponse"),
        *("runEvent", "partialResponse"),
        *("runEvent", "statusChanged", "finished"),
    ]
    assert heard.said[-1] == ("finished", "r1", "One two.")


def test_the_view_follows_a_whole_request(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.connect()
    transport.call.play(openai_stream(["An", "swer"], reasoning=["Let me ", "see"]))
    assert heard.statuses() == ["connecting", "waiting", "reasoning", "answering", "completed"]
    assert heard.text() == "Answer"
    assert heard.reasoning() == "Let me see"
    assert heard.end().data["content"] == "Answer"


def test_a_failure_is_told_as_one_error_and_then_silence(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.close(Failure(Code.TLS, "No trust.", "Look."))
    assert heard.signals()[-3:] == ["runEvent", "statusChanged", "error"]
    assert heard.statuses()[-1] == "failed"
    assert heard.said[-1] == ("error", "r1", "No trust.")
    assert backend.running == ()


def test_nothing_is_told_after_the_end(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.open()
    transport.call.receive(*openai_stream(["x"]))
    told = list(heard.said)
    assert transport.call.cancelled
    backend.cancel_request("r1")
    backend.cancel_request()
    assert heard.said == told


def test_a_stop_keeps_what_came_and_is_no_error(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.open()
    transport.call.receive(chunk({"content": "Half an"}))
    backend.cancel_request("r1")
    assert heard.end() == events.cancelled("Half an")
    assert heard.signals()[-2:] == ["runEvent", "statusChanged"]
    assert "error" not in heard.signals()
    assert transport.call.cancelled


def test_a_stop_before_the_start_tells_created_and_cancelled_and_sends_nothing(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend)
    backend.cancel_request("r1")
    ask(backend, "r2")
    sent(qtbot, transport)
    assert [event.event for event in heard.events()] == [events.CREATED, events.CANCELLED]
    assert len(transport.calls) == 1


@pytest.mark.parametrize("event", [events.CREATED, events.STEP])
def test_a_stop_from_a_slot_before_anything_is_sent_sends_nothing(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport, event: str
) -> None:
    def stop(said: Said) -> None:
        if said[0] == "runEvent" and getattr(said[2], "event", "") == event:
            backend.cancel_request("r1")

    heard.react = stop
    ask(backend)
    qtbot.waitUntil(heard.ended)
    assert heard.end() == events.cancelled("")
    assert transport.calls == []


def test_a_stop_from_a_slot_is_told_after_the_signals_under_way(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    def stop(said: Said) -> None:
        if said[0] == "runEvent" and getattr(said[2], "event", "") == events.DELTA:
            backend.cancel_request("r1")

    heard.react = stop
    ask(backend)
    sent(qtbot, transport)
    transport.call.open()
    transport.call.receive(chunk({"content": "Text"}), chunk({"content": " unseen"}))
    assert heard.signals()[-5:] == [
        *("runEvent", "statusChanged", "partialResponse"),
        *("runEvent", "statusChanged"),
    ]
    assert heard.end() == events.cancelled("Text")


def test_an_id_is_used_once(qtbot: QtBot, backend: HttpBackend, transport: FakeTransport) -> None:
    ask(backend)
    with pytest.raises(ValueError, match="r1"):
        ask(backend)
    sent(qtbot, transport)
    backend.cancel_request("r1")
    with pytest.raises(ValueError, match="r1"):
        ask(backend)


def test_stopping_what_is_unknown_does_nothing(backend: HttpBackend, heard: Heard) -> None:
    backend.cancel_request("never")
    backend.cancel_request()
    assert heard.said == []


def test_requests_run_side_by_side_and_one_can_be_stopped(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    for number in range(9):
        ask(backend, f"r{number}")
    sent(qtbot, transport, 9)
    for number, call in enumerate(transport.calls):
        call.open()
        call.receive(chunk({"content": f"answer {number}"}))
    backend.cancel_request("r4")
    assert backend.running == tuple(f"r{number}" for number in range(9) if number != 4)
    for call in transport.open_calls:
        call.receive(*openai_stream([])[1:])
    ends = [heard.end(f"r{number}") for number in range(9)]
    assert [end.data["content"] for end in ends] == [f"answer {n}" for n in range(9)]
    assert [end.event for end in ends].count(events.CANCELLED) == 1


def test_all_can_be_stopped_at_once(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend, "a")
    ask(backend, "b")
    sent(qtbot, transport, 2)
    ask(backend, "c")
    backend.cancel_request()
    assert heard.ended("a", "b", "c")
    assert transport.open_calls == []
    assert backend.running == ()


def test_an_answer_of_a_slot_may_start_the_next_request(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    def again(said: Said) -> None:
        if said[0] == "finished" and said[1] == "r1":
            ask(backend, "r2")

    heard.react = again
    ask(backend)
    sent(qtbot, transport)
    transport.call.play(openai_stream(["x"]))
    sent(qtbot, transport, 2)
    assert heard.events("r2")[0].event == events.CREATED


def test_a_refusal_to_build_the_request_is_an_error_event(
    qtbot: QtBot, backend: HttpBackend, heard: Heard, transport: FakeTransport
) -> None:
    ask(backend, temperature=object())
    qtbot.waitUntil(heard.ended)
    end = heard.end()
    assert end.event == events.ERROR
    assert end.data["code"] == "bad_request"
    assert end.data["hint"]
    assert transport.calls == []


def test_the_model_is_a_parameter_and_the_rest_is_passed_on(
    qtbot: QtBot, backend: HttpBackend, transport: FakeTransport
) -> None:
    backend.start_request(
        [Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Hi")],
        {"model": "m1", "temperature": 0.5, "own_thing": {"a": 1}},
        "r1",
    )
    sent(qtbot, transport)
    body = transport.call.request.body.decode()
    assert '"model":"m1"' in body
    assert '"temperature":0.5' in body
    assert '"own_thing":{"a":1}' in body


def test_a_retry_waits_is_told_and_can_be_stopped(
    qtbot: QtBot,
    backend: HttpBackend,
    heard: Heard,
    transport: FakeTransport,
    clock: FakeClock,
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.close(Failure(Code.UNREACHABLE, "Refused.", retryable=True))
    assert heard.statuses()[-1] == "retrying"
    after = heard.events()[-1].data["after"]
    clock.advance(after)
    sent(qtbot, transport, 2)
    transport.call.close(Failure(Code.UNREACHABLE, "Refused.", retryable=True))
    assert heard.statuses()[-1] == "retrying"
    backend.cancel_request("r1")
    assert heard.end() == events.cancelled("")
    assert len(transport.calls) == 2


def test_a_silent_server_is_given_up_after_the_idle_limit(
    qtbot: QtBot,
    backend: HttpBackend,
    heard: Heard,
    transport: FakeTransport,
    clock: FakeClock,
) -> None:
    ask(backend)
    sent(qtbot, transport)
    transport.call.open()
    transport.call.receive(chunk({"content": "Some"}))
    clock.advance(599.0)
    transport.call.receive(b": keep-alive\n\n")
    assert not heard.ended()
    clock.advance(1.1)
    transport.call.receive(chunk({"content": " more"}))
    assert not heard.ended()
    clock.advance(600.1)
    ask(backend, "other")
    qtbot.waitUntil(heard.ended)
    end = heard.end()
    assert end.data["code"] == "idle"
    assert end.data["content"] == "Some more"
    assert transport.calls[0].cancelled


def test_no_key_is_in_a_repr(backend: HttpBackend) -> None:
    assert "sk-secret" not in repr(backend) + repr(backend.endpoint) + str(vars(backend))


def test_a_backend_tells_what_it_can(backend: AIBackend) -> None:
    assert {"temperature", "max_tokens"} <= set(backend.capabilities.params)
    assert backend.capable(ModelFacts("m", context=9000)).context == 9000


def queue(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock, at_once: int | None, *names: str
) -> tuple[HttpBackend, Heard]:
    """A backend that was asked for all of these at once, and those that left."""
    backend = make(transport, now=clock, at_once=at_once)
    heard = Heard(backend)
    for name in names:
        ask(backend, name)
    qtbot.waitUntil(lambda: all(heard.events(name) for name in names))
    return backend, heard


def places(heard: Heard, name: str) -> list[tuple[int, float | None]]:
    """Where a queued request was told to stand."""
    steps = [event.data for event in heard.events(name) if event.data.get("queued")]
    return [(data["position"], data.get("after")) for data in steps]


def test_no_more_than_the_limit_are_under_way_and_the_others_keep_their_order(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock
) -> None:
    backend, heard = queue(qtbot, transport, clock, 1, "a", "b", "c")
    assert len(transport.calls) == 1
    assert (places(heard, "b"), places(heard, "c")) == ([(0, None)], [(1, None)])
    assert heard.statuses("c") == ["connecting", "waiting"]
    transport.call.play(openai_stream(["first"]))
    assert heard.ended("a")
    assert len(transport.calls) == 2
    assert places(heard, "c") == [(1, None), (0, None)]
    transport.call.play(openai_stream(["second"]))
    transport.call.play(openai_stream(["third"]))
    assert [heard.text(name) for name in "abc"] == ["first", "second", "third"]
    assert backend.running == ()


def test_a_queued_request_is_stopped_at_once_and_never_sent(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock
) -> None:
    backend, heard = queue(qtbot, transport, clock, 1, "a", "b", "c")
    backend.cancel_request("b")
    assert heard.end("b") == events.cancelled("")
    assert places(heard, "c") == [(1, None), (0, None)]
    backend.cancel_request()
    assert heard.ended("a", "b", "c")
    assert len(transport.calls) == 1


def test_others_queue_behind_a_rate_limit_and_go_when_it_is_over(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock
) -> None:
    backend, heard = queue(qtbot, transport, clock, None, "a")
    transport.call.open(429, [("retry-after", "20")])
    transport.call.close()
    assert heard.statuses("a")[-1] == "retrying"
    clock.advance(5)
    ask(backend, "b")
    qtbot.waitUntil(lambda: bool(places(heard, "b")))
    assert places(heard, "b") == [(0, 15.0)]
    assert len(transport.calls) == 1
    clock.advance(15)
    ask(backend, "c", "later")
    qtbot.waitUntil(lambda: len(transport.calls) >= 3)
    sent = [call.request.body for call in transport.calls[1:3]]
    assert [b"later" in body for body in sent] == [False, True]
    assert places(heard, "c") == []
    backend.cancel_request()


def test_another_error_keeps_nobody_waiting(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock
) -> None:
    backend, heard = queue(qtbot, transport, clock, None, "a")
    transport.call.open(503, [("retry-after", "20")])
    transport.call.close()
    ask(backend, "b")
    qtbot.waitUntil(lambda: len(transport.calls) == 2)
    assert places(heard, "b") == []
    backend.cancel_request()


def test_a_rate_limit_told_inside_a_stream_holds_the_queue_too(
    qtbot: QtBot, transport: FakeTransport, clock: FakeClock
) -> None:
    backend, heard = queue(qtbot, transport, clock, None, "a")
    transport.call.open(200, [("content-type", "text/event-stream")])
    transport.call.receive(b'data: {"error":{"message":"slow down","code":429}}\n\n')
    assert heard.events("a")[-1].data["code"] == "rate_limited"
    ask(backend, "b")
    qtbot.waitUntil(lambda: bool(places(heard, "b")))
    assert len(transport.calls) == 1
    backend.cancel_request()
