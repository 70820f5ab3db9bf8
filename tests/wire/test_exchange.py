"""One request's whole life: facts in, events out, exactly one end."""

from __future__ import annotations

import json
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import (
    DONE,
    KEY,
    SSE,
    answered,
    chunk,
    end_of,
    endpoint,
    exchange,
    frame,
    in_flight,
    reasoning_of,
    request,
    text_of,
)
from vibekoder.core import events
from vibekoder.core.errors import Code, Failure, Refused
from vibekoder.core.events import Event
from vibekoder.wire.exchange import LOADING_TRIES, REFUSAL_LIMIT, Exchange
from vibekoder.wire.openai import OpenAI

HERE = endpoint("http://localhost:8080/v1")
LOADING = b'{"error":{"message":"Loading model"}}'
HELLO = chunk({"content": "Hello"})
STOP = chunk({}, "stop")
REFUSED = Failure(Code.UNREACHABLE, "The connection was refused.", "Start it.", retryable=True)
UNKNOWN = Failure(Code.UNREACHABLE, "No machine of this name.", "Your text is kept. Check it.")
CUT = Failure(Code.CUT_OFF, "It broke.", "What came is kept.", retryable=True)


def _steps(made: list[Event]) -> list[str]:
    return [event.data["step"] for event in made if event.event == events.STEP]


def _refused(status: int, body: bytes = b"", **headers: str) -> tuple[Exchange, list[Event]]:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    ours = in_flight(status, named)
    return ours, [*ours.received(body, 1.0), *ours.closed(None, 1.0)]


def _redirected(status: int, location: str) -> list[Event]:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    return ours.opened(status, (("location", location),) if location else (), 1.0)


def _resent(ours: Exchange, now: float) -> None:
    ours.tick(now)
    assert ours.state == "send"
    ours.sent(now)


def test_an_answer_streams_from_start_to_end() -> None:
    ours = exchange()
    assert ours.start(0.0) == [events.step("connecting")]
    assert ours.state == "send"
    assert ours.http.url == "https://api.example.com/v1/chat/completions"
    assert ours.sent(0.0) == []
    assert ours.state == "flight"
    assert ours.opened(200, SSE, 1.0) == [events.step("waiting")]
    assert ours.received(HELLO, 2.0) == [events.delta("Hello")]
    assert ours.content == "Hello"
    made = ours.received(STOP + DONE, 3.0)
    assert made == [events.completed("Hello", "stop", raw="stop")]
    assert (ours.state, ours.due) == ("ended", None)


def test_the_end_mark_ends_at_once_and_silences_the_rest() -> None:
    ours = in_flight()
    made = ours.received(HELLO + DONE + HELLO, 1.0)
    assert end_of(made).data["content"] == "Hello"
    assert ours.received(HELLO, 1.0) == ours.closed(REFUSED, 1.0) == ours.tick(9e9) == []


def test_after_a_finish_reason_reading_goes_on_for_usage() -> None:
    ours = in_flight()
    assert ours.received(HELLO + STOP, 1.0) == [events.delta("Hello")]
    usage = frame(b'{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}')
    end = end_of(ours.received(usage + DONE, 1.0))
    assert end.data["usage"] == {"input": 3, "output": 1}


@pytest.mark.parametrize("failure", [None, CUT, REFUSED])
def test_a_finish_reason_without_an_end_mark_is_complete(failure: Failure | None) -> None:
    ours = in_flight()
    made = [*ours.received(HELLO + STOP, 1.0), *ours.closed(failure, 2.0)]
    assert end_of(made).event == events.COMPLETED


def test_a_last_frame_without_a_line_end_counts() -> None:
    made = answered(HELLO + STOP.rstrip())
    assert end_of(made).data["finish"] == "stop"


@pytest.mark.parametrize("failure", [None, CUT, REFUSED])
def test_an_answer_that_breaks_off_keeps_its_text(failure: Failure | None) -> None:
    ours = in_flight()
    made = [*ours.received(HELLO, 1.0), *ours.closed(failure, 2.0)]
    end = end_of(made)
    assert (end.data["code"], end.data["content"]) == ("cut_off", "Hello")
    assert end.data["hint"].startswith("What came is kept.")


def test_what_was_held_back_belongs_to_a_broken_answer() -> None:
    made = answered(chunk({"content": "<thi"}))
    assert text_of(made) == end_of(made).data["content"] == "<thi"


def test_other_reasons_of_a_broken_body_keep_their_code() -> None:
    ours = in_flight()
    odd = Failure(Code.ENCODING, "The body is packed in a way that is not understood.", "")
    end = end_of([*ours.received(HELLO, 1.0), *ours.closed(odd, 2.0)])
    assert end.data["code"] == "encoding"


GATEWAY = frame("<html><title>504 Gateway Time-out</title>" + 300 * "x")


@pytest.mark.parametrize("failure", [None, CUT])
def test_the_words_of_a_gateway_in_the_middle_of_an_answer_are_kept(
    failure: Failure | None,
) -> None:
    ours = in_flight()
    end = end_of([*ours.received(HELLO + GATEWAY, 1.0), *ours.closed(failure, 2.0)])
    assert (end.data["code"], end.data["content"], end.data["skipped"]) == ("cut_off", "Hello", 1)
    assert "<title>504 Gateway Time-out</title>" in end.data["detail"]
    assert len(end.data["detail"]) < 300
    assert ("It broke." in end.data["detail"]) == (failure is not None)


def test_a_gateway_that_echoes_the_key_does_not_show_it() -> None:
    end = end_of(answered(HELLO + frame(f"<html>Bearer {KEY}")))
    assert "<html>" in end.data["detail"]
    assert KEY not in end.data["detail"]


def test_skipped_pieces_are_counted() -> None:
    end = end_of(answered(HELLO + frame("{oops") + STOP + DONE))
    assert (end.data["content"], end.data["skipped"]) == ("Hello", 1)


def test_an_error_inside_the_stream_keeps_the_text() -> None:
    end = end_of(answered(HELLO + frame('{"error":{"message":"out of memory","code":500}}')))
    assert (end.data["code"], end.data["content"]) == ("in_stream", "Hello")
    assert end.data["message"].endswith("“out of memory”")


def test_an_error_after_a_finish_reason_is_a_warning() -> None:
    end = end_of(answered(HELLO + chunk({}, "length") + frame('{"error":"limit"}')))
    assert (end.event, end.data["finish"]) == (events.COMPLETED, "length")
    assert "limit" in end.data["warning"]


def test_an_error_after_an_empty_finish_is_the_failure() -> None:
    end = end_of(answered(STOP + frame('{"error":"limit"}')))
    assert (end.event, end.data["code"]) == (events.ERROR, "in_stream")


@pytest.mark.parametrize("finish", ["stop", "length", "content_filter"])
def test_an_answer_of_nothing_is_a_failure_with_its_reason(finish: str) -> None:
    end = end_of(answered(chunk({}, finish) + DONE))
    assert end.data["code"] == "empty"
    assert finish in end.data["message"]


def test_an_answer_of_nothing_tells_what_it_took_all_the_same() -> None:
    counts = chunk(usage={"prompt_tokens": 12, "completion_tokens": 100}, choices=[])
    end = end_of(answered(chunk({}, "length") + counts + DONE))
    assert (end.data["finish"], end.data["raw"]) == ("length", "length")
    assert end.data["usage"] == {"input": 12, "output": 100}


@pytest.mark.parametrize("body", [b"", b"\n\n", b": keep-alive\n\n", b"event: ping\r\n\r\n"])
def test_a_body_without_anything_is_an_empty_answer(body: bytes) -> None:
    end = end_of(answered(body))
    assert (end.data["code"], end.data["status"]) == ("empty", 200)


def test_reasoning_alone_is_an_answer_worth_keeping() -> None:
    made = answered(chunk({"reasoning": "hm"}) + chunk({}, "length") + DONE)
    assert reasoning_of(made) == "hm"
    assert end_of(made).event == events.COMPLETED


def test_a_call_without_arguments_is_an_answer() -> None:
    call = {"index": 0, "id": "a", "function": {"name": "f"}}
    end = end_of(answered(chunk({"tool_calls": [call]}, "tool_calls") + DONE))
    assert end.data["finish"] == "tool_calls"


def test_a_whole_answer_instead_of_a_stream_is_shown() -> None:
    body = {"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}]}
    ours = in_flight(headers=(("content-type", "application/json"),))
    made = [*ours.received(json.dumps(body, indent=1).encode(), 1.0), *ours.closed(None, 1.0)]
    assert text_of(made) == "yes"
    assert end_of(made).event == events.COMPLETED


def test_a_whole_error_instead_of_a_stream_is_read() -> None:
    end = end_of(answered(b'{"error":{"message":"exploded"}}'))
    assert end.data["code"] == "in_stream"
    assert "exploded" in end.data["message"]


@pytest.mark.parametrize("before", [b"", b"\n  ", b"\xef\xbb\xbf"])
def test_a_web_page_is_told_by_its_title_without_waiting_for_its_end(before: bytes) -> None:
    ours = in_flight(headers=(("content-type", "text/html"),))
    assert ours.received(before + b"<html><title>Hotel", 1.0) == []
    end = end_of(ours.received(b" login</title><body>", 1.0))
    assert end.data["code"] == "not_an_api"
    assert "“Hotel login”" in end.data["message"]


def test_a_page_without_a_title_is_read_until_it_ends_or_is_long_enough() -> None:
    assert end_of(answered(b"<p>nothing here</p>")).data["code"] == "not_an_api"
    ours = in_flight()
    assert end_of(ours.received(b"<p>" + b"x" * 4000, 1.0)).data["code"] == "not_an_api"


def test_a_page_that_never_ends_is_not_waited_for() -> None:
    ours = in_flight()
    ours.received(b"<html>", 1.0)
    assert ours.due == 1.0 + REFUSAL_LIMIT
    assert end_of(ours.tick(ours.due)).data["code"] == "not_an_api"


def test_text_that_is_no_stream_is_quoted() -> None:
    end = end_of(answered(b"It works\n"))
    assert end.data["code"] == "not_an_api"
    assert "It works" in end.data["message"]
    assert end.data["detail"] == "It works\n"


def test_only_the_beginning_of_what_is_no_stream_is_kept() -> None:
    end = end_of(answered([b"junk " * 300, b"more " * 300, b"!"]))
    assert len(end.data["detail"]) == 2048


def test_a_refusal_is_told_in_the_servers_words() -> None:
    body = b'{"error":{"message":"no such thing","code":"model_not_found"}}'
    ours, made = _refused(404, body)
    end = end_of(made)
    assert (end.data["code"], end.data["status"]) == ("not_found", 404)
    assert "gpt-test" in end.data["message"]
    assert "no such thing" in end.data["message"]
    assert end.data["hint"].startswith("Your text is kept.")
    assert ours.state == "ended"


def test_a_refusal_without_an_end_is_not_waited_for() -> None:
    ours = in_flight(400)
    ours.received(b"half a bo", 1.0)
    assert end_of(ours.tick(ours.due or 0.0)).data["code"] == "bad_request"


def test_a_refusal_of_endless_length_is_cut() -> None:
    ours = in_flight(400)
    made = ours.received(b"x" * 2**20, 1.0)
    assert end_of(made).data["code"] == "bad_request"


def test_no_key_is_in_any_event() -> None:
    echo = f'{{"error":{{"message":"bad key {KEY}"}}}}'
    endings = [
        _refused(401, echo.encode())[1],
        answered(frame(echo)),
        answered(HELLO + STOP + frame(echo)),
        answered(f"<title>{KEY}</title>".encode()),
        _redirected(302, f"https://other.example/?key={KEY}"),
        _redirected(302, f"/login/{KEY}"),
    ]
    assert KEY not in repr(endings)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
def test_a_passing_fault_is_tried_again_twice_at_most(status: int) -> None:
    ours = in_flight(status)
    made = ours.closed(None, 1.0)
    assert _steps(made) == ["retrying"]
    assert made[0].data["after"] == 0.5
    assert made[0].data["retry"] == 1
    assert made[0].data["code"]
    assert made[0].data["message"]
    assert (ours.state, ours.due) == ("pause", 1.5)
    _resent(ours, 1.5)
    ours.opened(status, (), 2.0)
    assert ours.closed(None, 2.0)[0].data["after"] == 1.0
    _resent(ours, 3.0)
    ours.opened(status, (), 4.0)
    assert end_of(ours.closed(None, 4.0)).data["status"] == status


def test_a_conflict_is_tried_again_once() -> None:
    ours, _ = _refused(409)
    _resent(ours, 2.0)
    ours.opened(409, (), 2.0)
    assert end_of(ours.closed(None, 2.0)).data["status"] == 409


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422, 501])
def test_a_standing_fault_is_not_tried_again(status: int) -> None:
    ours, made = _refused(status)
    assert end_of(made).event == events.ERROR
    assert ours.state == "ended"


def test_a_second_try_may_succeed() -> None:
    ours, _ = _refused(503)
    assert ours.tick(1.4) == []
    assert ours.tick(1.5) == [events.step("connecting")]
    ours.sent(1.5)
    ours.opened(200, SSE, 1.6)
    assert end_of(ours.received(HELLO + DONE, 1.7)).data["content"] == "Hello"
    assert ours.retries == 1


def test_the_wait_that_a_server_names_is_kept() -> None:
    ours, made = _refused(429, retry_after="7")
    assert made[0].data["after"] == 7.0
    assert ours.due == 8.0


def test_a_date_is_a_wait_too() -> None:
    ours = in_flight(429, (("Retry-After", formatdate(1020)),), wall=lambda: 1000.0)
    assert ours.closed(None, 1.0)[0].data["after"] == 20.0


@pytest.mark.parametrize("value", ["junk", "-3", "0"])
def test_a_wait_that_says_nothing_becomes_the_usual_pause(value: str) -> None:
    _, made = _refused(429, retry_after=value)
    assert made[0].data["after"] == 0.5


def test_a_wait_beyond_a_minute_is_reported_not_waited_for() -> None:
    _, made = _refused(429, retry_after="61")
    assert end_of(made).data["retry_after"] == 61.0
    _, made = _refused(429, retry_after="60")
    assert made[0].data["after"] == 60.0


def test_an_empty_purse_is_not_tried_again() -> None:
    _, made = _refused(429, b'{"error":{"message":"x","code":"insufficient_quota"}}')
    assert end_of(made).data["code"] == "no_credit"


def test_a_refused_connection_is_tried_again() -> None:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    assert _steps(ours.closed(REFUSED, 0.1)) == ["retrying"]
    _resent(ours, 1.0)
    ours.closed(REFUSED, 1.0)
    _resent(ours, 3.0)
    end = end_of(ours.closed(REFUSED, 3.0))
    assert (end.data["code"], end.data["message"]) == ("unreachable", REFUSED.message)


def test_an_unknown_host_is_told_at_once() -> None:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    end = end_of(ours.closed(UNKNOWN, 0.1))
    assert (end.data["code"], end.data["hint"]) == ("unreachable", UNKNOWN.hint)


def test_a_connection_closed_without_an_answer_is_tried_again() -> None:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    made = ours.closed(None, 0.1)
    assert made[0].data["code"] == "unreachable"
    assert ours.state == "pause"


@pytest.mark.parametrize("failure", [None, CUT])
def test_a_stream_cut_before_its_first_word_is_tried_again(failure: Failure | None) -> None:
    ours = in_flight()
    ours.received(chunk({"role": "assistant", "content": ""}), 1.0)
    assert ours.closed(failure, 1.0)[0].data["code"] == "cut_off"


def test_an_error_as_the_first_event_is_tried_again_as_its_code_says() -> None:
    for code, state in ((503, "pause"), (400, "ended")):
        ours = in_flight()
        ours.received(frame(json.dumps({"error": {"message": "x", "code": code}})), 1.0)
        assert ours.state == state


@pytest.mark.parametrize("first", [{"content": "a"}, {"reasoning": "a"}])
def test_nothing_is_tried_again_once_something_was_shown(first: dict[str, str]) -> None:
    ours = in_flight()
    ours.received(chunk(first), 1.0)
    assert ours.closed(CUT, 1.0)[-1].event == events.ERROR


def test_a_try_begins_with_a_clean_page() -> None:
    ours = in_flight()
    ours.received(chunk({"content": "<thi"}) + b'data: {"cho', 1.0)
    assert ours.closed(CUT, 1.0)[0].data["step"] == "retrying"
    _resent(ours, 2.0)
    ours.opened(200, SSE, 2.0)
    assert text_of(ours.received(HELLO + DONE, 2.0)) == "Hello"


def test_silence_is_given_up_after_the_idle_limit() -> None:
    ours = in_flight(idle_limit=30.0)
    assert ours.due == 30.0
    ours.received(HELLO, 10.0)
    assert ours.due == 40.0
    assert ours.tick(39.9) == []
    end = end_of(ours.tick(40.0))
    assert (end.data["code"], end.data["content"]) == ("idle", "Hello")
    assert "30 s" in end.data["message"]


def test_an_answer_that_told_its_end_is_whole_although_nobody_closes() -> None:
    for limit in (None, 300.0):
        ours = in_flight(idle_limit=limit)
        ours.received(HELLO, 10.0)
        ours.received(STOP, 11.0)
        assert ours.due == 41.0
        end = end_of(ours.tick(41.0))
        assert (end.event, end.data["content"]) == ("thread.run.completed", "Hello")


def test_keep_alives_are_no_progress() -> None:
    ours = in_flight(idle_limit=30.0)
    for keep in (b": keep-alive\n\n", b"event: ping\ndata: {}\n\n", b"\n", b"data: {broken\n\n"):
        ours.received(keep, 20.0)
        assert ours.due == 30.0


def test_a_server_may_think_for_ever_where_no_limit_is_set() -> None:
    ours = in_flight(idle_limit=None)
    assert ours.due is None
    assert ours.tick(1e9) == []


def test_waiting_for_the_headers_counts_as_silence() -> None:
    ours = exchange(idle_limit=30.0)
    ours.start(0.0)
    ours.sent(5.0)
    assert ours.due == 35.0
    assert end_of(ours.tick(35.0)).data["code"] == "idle"


def test_a_transport_that_can_tell_says_when_waiting_begins() -> None:
    ours = exchange(idle_limit=30.0)
    ours.start(0.0)
    ours.sent(0.0)
    assert ours.connected(2.0) == [events.step("waiting")]
    assert ours.connected(3.0) == []
    assert ours.due == 32.0
    assert ours.opened(200, SSE, 4.0) == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_to_another_host(status: int) -> None:
    end = end_of(_redirected(status, "https://other.example/v1"))
    assert (end.data["code"], end.data["status"]) == ("redirect", status)
    assert "api.example.com redirects to other.example" in end.data["message"]


@pytest.mark.parametrize(
    "location",
    ["http://api.example.com/v1", "https://api.example.com:8443/", "//other.example/", "http://["],
)
def test_another_scheme_or_port_is_another_origin(location: str) -> None:
    assert end_of(_redirected(307, location)).data["code"] == "redirect"


@pytest.mark.parametrize("status", [307, 308])
def test_the_same_origin_is_followed_with_the_whole_request(status: int) -> None:
    ours = exchange()
    before = ours.http
    ours.start(0.0)
    ours.sent(0.0)
    assert ours.opened(status, (("Location", "/v2/chat"),), 1.0) == []
    assert (ours.state, ours.due) == ("pause", 1.0)
    _resent(ours, 1.0)
    assert ours.http.url == "https://api.example.com/v2/chat"
    assert (ours.http.body, ours.http.headers) == (before.body, before.headers)


def test_a_ring_of_redirects_ends() -> None:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    for now in (1.0, 2.0, 3.0):
        assert ours.opened(307, (("location", "/v1"),), now) == []
        _resent(ours, now)
    assert end_of(ours.opened(307, (("location", "/v1"),), 4.0)).data["code"] == "redirect"


def test_a_way_that_would_lose_the_prompt_is_not_taken() -> None:
    end = end_of(_redirected(302, "/login"))
    assert "https://api.example.com/login" in end.data["message"]


def test_a_redirect_to_nowhere_is_told() -> None:
    assert "no address" in end_of(_redirected(308, "")).data["message"]


def test_a_stop_keeps_what_came() -> None:
    ours = in_flight()
    ours.received(HELLO + chunk({"content": "\r"}), 1.0)
    made = ours.cancel(2.0)
    assert made == [events.delta("\n"), events.cancelled("Hello\n")]
    assert (ours.state, ours.due) == ("ended", None)
    assert ours.cancel(2.0) == []


@pytest.mark.parametrize("state", ["new", "send", "pause"])
def test_a_stop_works_before_anything_flies(state: str) -> None:
    ours = exchange()
    if state != "new":
        ours.start(0.0)
    if state == "pause":
        ours.sent(0.0)
        ours.closed(REFUSED, 0.0)
    assert ours.cancel(1.0) == [events.cancelled("")]
    assert ours.start(2.0) == ours.sent(2.0) == ours.tick(9e9) == []


def test_starting_twice_starts_once() -> None:
    ours = exchange()
    ours.start(0.0)
    assert ours.start(0.0) == []
    ours.sent(0.0)
    assert ours.sent(0.0) == []


def test_headers_that_come_twice_count_once() -> None:
    ours = in_flight()
    assert ours.opened(500, (), 1.0) == []
    assert text_of(ours.received(HELLO, 1.0)) == "Hello"


def test_bytes_before_the_headers_are_ignored() -> None:
    ours = exchange()
    ours.start(0.0)
    ours.sent(0.0)
    assert ours.received(HELLO, 0.0) == []


def test_what_cannot_be_built_is_refused_before_anything() -> None:
    with pytest.raises(Refused):
        exchange(endpoint=endpoint(""))


FACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["start", "sent", "connected", "opened", "received", "closed", "tick", "cancel"]
        ),
        st.sampled_from([200, 200, 200, 204, 307, 404, 429, 503]),
        st.sampled_from(
            [HELLO, STOP, DONE, b"<html>", b"{", b": x\n\n", b"\xff", frame('{"error":"x"}'), b""]
        ),
        st.sampled_from([None, None, REFUSED, UNKNOWN, CUT]),
    ),
    max_size=25,
)


def _happens(
    ours: Exchange, fact: tuple[str, int, bytes, Failure | None], now: float
) -> list[Event]:
    name, status, data, failure = fact
    arguments = {
        "opened": (status, (("location", "/x"), ("retry-after", "2"))),
        "received": (data,),
        "closed": (failure,),
    }
    return getattr(ours, name)(*arguments.get(name, ()), now)


@given(FACTS)
def test_facts_in_any_order_make_at_most_one_end_and_then_silence(
    facts: list[tuple[str, int, bytes, Failure | None]],
) -> None:
    ours = exchange()
    made = [_happens(ours, fact, 10.0 * at) for at, fact in enumerate(facts)]
    flat = [event for batch in made for event in batch]
    ends = [at for at, event in enumerate(flat) if event.event in events.TERMINAL]
    assert ends in ([], [len(flat) - 1])
    assert (ours.state == "ended") == bool(ends)
    if ends:
        assert flat[-1].data["content"] == text_of(flat)
        json.dumps([event.as_json() for event in flat])
    else:
        flat += ours.cancel(1e6)
        assert flat[-1].event == events.CANCELLED


NO_SEED = b'{"error": {"message": "Unknown field: seed", "param": "seed"}}'
NO_STOP = b'{"error": {"message": "Unknown field: stop", "param": "stop"}}'


def _unhealthy(*bodies: bytes, **params: Any) -> tuple[Exchange, list[Event]]:
    """One that is refused with each of these bodies, and resumed after each."""
    ours = Exchange(OpenAI(), endpoint(), request(**params), jitter=lambda: 1.0)
    made = ours.start(0.0)
    for body in bodies:
        made += ours.resume(1.0)
        ours.sent(1.0)
        made += ours.opened(400, (), 1.0)
        made += ours.received(body, 1.0) + ours.closed(None, 1.0)
    return ours, made


def test_a_refused_parameter_is_told_and_the_request_waits_without_it() -> None:
    ours, made = _unhealthy(NO_SEED, seed=7, stop=["x"])
    step = made[-1].data
    assert (ours.state, ours.due) == ("heal", None)
    assert (step["step"], step["after"], step["code"]) == ("retrying", 0, "bad_request")
    assert (step["dropped"], step["params"]) == ("seed", ["seed"])
    assert step["message"].startswith(
        "gpt-test does not take seed; sent again without. api.example"
    )
    assert step["quirks"] == {"healed": ["seed"], "drop": ["seed"]}
    assert b"seed" not in ours.http.body
    assert b"stop" in ours.http.body


def test_a_changed_request_goes_when_it_may_and_its_answer_says_what_was_changed() -> None:
    ours, _ = _unhealthy(NO_SEED, seed=7)
    assert ours.tick(99.0) == []
    assert ours.resume(2.0) == [events.step("connecting")]
    assert ours.state == "send"
    ours.sent(2.0)
    ours.opened(200, SSE, 2.0)
    end = end_of(ours.received(chunk({"content": "Hi"}, "stop") + DONE, 3.0))
    assert end.data["warning"] == "gpt-test does not take seed; sent again without."


def test_a_changed_request_can_be_stopped_before_it_goes() -> None:
    ours, _ = _unhealthy(NO_SEED, seed=7)
    assert end_of(ours.cancel(2.0)) == events.cancelled("")
    assert ours.resume(3.0) == []


def test_the_same_refusal_again_is_the_end() -> None:
    ours, made = _unhealthy(NO_SEED, NO_SEED, seed=7)
    assert ours.state == "ended"
    assert made[-1].data["code"] == "bad_request"


def test_at_most_three_things_are_changed() -> None:
    words = [b'{"error": {"param": "%s", "message": "no"}}' % name for name in (b"a", b"b", b"c")]
    words.append(b'{"error": {"param": "d", "message": "no"}}')
    ours, made = _unhealthy(*words, a=1, b=2, c=3, d=4)
    assert [event.data["dropped"] for event in made if "dropped" in event.data] == ["a", "b", "c"]
    assert ours.state == "ended"


def test_what_was_found_out_before_shapes_the_first_request() -> None:
    asked = replace(request(seed=7), quirks={"drop": ["seed"]})
    assert b"seed" not in Exchange(OpenAI(), endpoint(), asked, jitter=lambda: 1.0).http.body


def test_a_server_that_does_not_stream_answers_whole() -> None:
    ours, _ = _unhealthy(b'{"error": {"message": "stream is not supported"}}', seed=7)
    ours.resume(2.0)
    ours.sent(2.0)
    ours.opened(200, (("content-type", "application/json"),), 2.0)
    body = b'{"choices": [{"message": {"content": "All of it"}, "finish_reason": "stop"}]}'
    end = end_of([*ours.received(body, 3.0), *ours.closed(None, 3.0)])
    assert (end.data["content"], end.data["finish"]) == ("All of it", "stop")


def test_what_is_sent_again_goes_byte_for_byte() -> None:
    asked = replace(request(seed=7), body=b'{"exactly": "this"}')
    ours = Exchange(OpenAI(), endpoint(), asked, jitter=lambda: 1.0)
    assert ours.http.body == b'{"exactly": "this"}'


@pytest.mark.parametrize("reason", ["insufficient_system_resource", "error", "abort"])
def test_a_server_that_gives_up_before_its_first_word_is_asked_again(reason: str) -> None:
    ours = in_flight()
    made = ours.received(chunk({"role": "assistant"}) + chunk({}, reason) + DONE, 1.0)
    assert (ours.state, made[-1].data["step"], made[-1].data["code"]) == (
        "pause",
        "retrying",
        "server",
    )


def test_a_server_that_gives_up_midway_leaves_its_text_and_a_sentence() -> None:
    made = answered(chunk({"content": "Half"}) + chunk({}, "insufficient_system_resource") + DONE)
    end = end_of(made)
    assert (end.event, end.data["content"], end.data["finish"]) == (
        events.COMPLETED,
        "Half",
        "other",
    )
    assert end.data["warning"] == "api.example.com broke the answer off before its end."


def test_what_the_provider_charges_is_told_with_the_end() -> None:
    there = endpoint(quirks={"charges": True})
    ours = in_flight(endpoint=there)
    made = ours.received(chunk({"content": "x"}, "stop", usage={"cost": 0.5}) + DONE, 1.0)
    assert end_of(made).data["cost"] == 0.5


def test_a_limit_of_requests_told_in_the_stream_is_named_as_one() -> None:
    ours = in_flight()
    made = ours.received(frame('{"error":{"message":"slow","code":429}}'), 1.0)
    assert (ours.state, made[-1].data["code"]) == ("pause", "rate_limited")


def test_a_limit_that_is_used_up_is_waited_for() -> None:
    left = (("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "20s"))
    ours = in_flight(429, left)
    ours.received(b"{}", 1.0)
    told = ours.closed(None, 2.0)[-1]
    assert (told.data["after"], ours.due) == (20.0, 22.0)


def test_a_server_that_loads_its_model_is_asked_until_it_has() -> None:
    ours = in_flight(503, endpoint=HERE)
    for tries in range(20):
        ours.received(b'{"error":{"message":"Loading model","type":"unavailable_error"}}', 1.0)
        told = ours.closed(None, 2.0)[-1]
        assert (told.data["after"], told.data["retry"]) == (2.0, tries + 1)
        ours.tick(4.0)
        ours.sent(4.0)
        ours.opened(503, (), 4.0)


def test_a_model_that_is_never_loaded_is_given_up() -> None:
    ours = in_flight(503, endpoint=HERE)
    ours.retries = LOADING_TRIES
    ours.received(LOADING, 1.0)
    assert end_of(ours.closed(None, 2.0)).data["status"] == 503


@pytest.mark.parametrize(("seconds", "after"), [("9", 9.0), ("0", 2.0), ("120", None)])
def test_a_server_that_loads_its_model_may_say_how_long(seconds: str, after: float | None) -> None:
    ours = in_flight(503, (("retry-after", seconds),), endpoint=HERE)
    ours.received(LOADING, 1.0)
    assert ours.closed(None, 2.0)[-1].data.get("after") == after


def test_a_far_server_that_loads_its_model_is_asked_as_any_that_fails() -> None:
    ours = in_flight(503)
    for _ in range(2):
        ours.received(LOADING, 1.0)
        assert ours.closed(None, 1.0)[-1].data["after"] < 2.0
        _resent(ours, 9.0)
        ours.opened(503, (), 9.0)
    ours.received(LOADING, 9.0)
    assert end_of(ours.closed(None, 9.0)).data["status"] == 503


def test_a_far_server_that_loads_its_model_for_minutes_is_not_waited_for() -> None:
    _, made = _refused(503, LOADING, retry_after="120")
    assert end_of(made).data["retry_after"] == 120.0


def test_who_only_speaks_of_loading_is_not_asked_again() -> None:
    ours = in_flight(400, endpoint=HERE)
    ours.received(b'{"error":{"message":"Error while loading model"}}', 1.0)
    assert end_of(ours.closed(None, 2.0)).data["status"] == 400


def test_a_server_that_loads_its_model_in_the_middle_of_an_answer_is_not_asked_again() -> None:
    ours = in_flight(endpoint=HERE)
    made = ours.received(HELLO + frame('{"error":{"code":503,"message":"Loading model"}}'), 1.0)
    assert (end_of(made).data["content"], ours.state) == ("Hello", "ended")


@pytest.mark.parametrize(
    "first",
    [
        {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": ""}}]},
        {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]},
    ],
)
def test_what_was_begun_without_a_word_is_not_begun_twice(first: dict[str, Any]) -> None:
    ours = in_flight()
    made = ours.received(chunk(first) + frame('{"error":{"message":"over","code":503}}'), 1.0)
    assert end_of(made).event == events.ERROR


def test_reasoning_that_is_hidden_is_nothing_that_came() -> None:
    ours = in_flight()
    ours.received(chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]}), 1.0)
    assert end_of(ours.closed(None, 2.0)).data["hint"].startswith("Your text is kept.")


def test_a_failed_end_tells_what_the_provider_charged() -> None:
    ours = in_flight(endpoint=endpoint(quirks={"charges": True}))
    made = ours.received(chunk({}, "length", usage={"cost": 0.5}) + DONE, 1.0)
    assert end_of(made).data["cost"] == 0.5


def test_a_failure_names_its_request() -> None:
    ours = in_flight(400, (("X-Request-Id", "req_7"),))
    ours.received(b'{"error":{"message":"no"}}', 1.0)
    assert end_of(ours.closed(None, 2.0)).data["detail"].endswith("Request id: req_7")


def test_a_key_that_the_server_echoes_as_the_name_of_a_request_is_not_told() -> None:
    ours = in_flight(400, (("X-Request-Id", f"for {KEY}"),))
    ours.received(b'{"error":{"message":"no"}}', 1.0)
    assert KEY not in end_of(ours.closed(None, 2.0)).data["detail"]
