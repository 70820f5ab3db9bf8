"""A real server, both transports: how each way of going wrong ends for the person."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.backends.conftest import KEY, ask, make
from tests.support.fakes import FakeClock, FakeTransport
from tests.support.heard import Heard
from tests.support.nets import Net, QtNet, open_net
from tests.support.server import (
    CERTIFICATE_NAME,
    CLOSE,
    RESET,
    Answer,
    Raw,
    ScriptedServer,
    chunk,
    endless,
    failure,
    json_answer,
    openai_stream,
    rate_limited,
    redirect,
    refusing_port,
    sse,
    stream,
    tokens_text,
    web_page,
)
from vibekoder.backends.http import MOST_QUESTIONS, HttpBackend
from vibekoder.core import events
from vibekoder.core.errors import Failure
from vibekoder.core.events import Event
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect, Endpoint
from vibekoder.wire.ollama import Ollama

BROKEN = (chunk({"content": "Half an"}), chunk({"content": " answer"}))


@dataclass
class Room:
    """A backend on a real transport, its server, and what was heard."""

    net: Net
    server: ScriptedServer
    backend: HttpBackend
    heard: Heard

    def end(self, request_id: str = "r1", timeout: float = 10.0) -> Event:
        """Wait for the end of a request."""
        self.net.settle(lambda: self.heard.ended(request_id), timeout)
        return self.heard.end(request_id)

    def ask(self, *answers: Answer) -> Event:
        """Send one request that gets these answers; its end."""
        self.server.reply(*answers)
        ask(self.backend)
        return self.end()


@pytest.fixture
def room(net: Net, server: ScriptedServer) -> Iterator[Room]:
    made = enter(net, server, server.base_url)
    yield made
    made.backend.cancel_request()
    assert KEY not in repr(made.heard.said)
    made.backend.deleteLater()


def enter(net: Net, server: ScriptedServer, base_url: str) -> Room:
    backend = make(net.transport, base_url)
    return Room(net, server, backend, Heard(backend))


def check(end: Event, code: str, *words: str, content: str = "") -> None:
    """An error with this code, a hint, the text that came, and these words in its sentence."""
    assert end.event == events.ERROR
    assert end.data["code"] == code
    assert end.data["hint"]
    assert end.data["content"] == content
    for word in words:
        assert word in end.data["message"]


def test_an_answer_streams_to_its_end(room: Room) -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 2}
    end = room.ask(stream(["Hel", "lo"], usage=usage, reasoning=["Hm"]))
    assert end.event == events.COMPLETED
    assert (end.data["content"], end.data["finish"]) == ("Hello", "stop")
    assert end.data["usage"] == {"input": 9, "output": 2}
    assert room.heard.text() == "Hello"
    assert room.heard.reasoning() == "Hm"
    assert room.heard.statuses() == ["connecting", "waiting", "reasoning", "answering", "completed"]


def test_the_server_gets_the_bytes_that_the_dialect_builds(room: Room) -> None:
    room.ask(stream(["x"]))
    visit = room.server.visits[0]
    assert visit.path == "/v1/chat/completions"
    assert visit.json()["messages"] == [{"role": "user", "content": "Hello"}]
    assert visit.headers["authorization"] == f"Bearer {KEY}"
    assert visit.headers["accept"] == "text/event-stream"


def test_waiting_is_told_while_the_server_thinks(room: Room) -> None:
    gate = threading.Event()
    room.server.reply(stream(["x"]).but(before=(gate,)))
    ask(room.backend)
    room.net.settle(lambda: room.heard.statuses() == ["connecting", "waiting"])
    gate.set()
    assert room.end().event == events.COMPLETED


def test_refused_is_tried_twice_more_and_then_said(net: Net, server: ScriptedServer) -> None:
    with refusing_port() as port:
        room = enter(net, server, f"http://127.0.0.1:{port}/v1")
        ask(room.backend)
        check(room.end(), "unreachable", f"127.0.0.1:{port}", "refused")
    assert room.heard.statuses().count("retrying") == 2


@pytest.mark.parametrize("cut", [RESET, CLOSE])
def test_a_reset_before_the_answer_is_tried_twice_more(room: Room, cut: object) -> None:
    broken = Answer(before=(cut,))
    check(room.ask(broken, broken, broken), "unreachable", "127.0.0.1")
    assert len(room.server.visits) == 3


def test_a_reset_that_passes_is_hardly_noticed(room: Room) -> None:
    end = room.ask(Answer(before=(RESET,)), stream(["fine"]))
    assert end.data["content"] == "fine"
    assert room.heard.statuses()[2] == "retrying"


def test_an_unknown_host_is_said_and_not_tried_again(
    net: Net, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    # Qt asks the system, which refuses a name of this length without asking anybody
    host = ".".join(["a" * 60] * 5) + ".invalid"
    room = enter(net, server, f"http://{host if net.name == 'qnam' else 'nowhere.invalid'}/v1")
    ask(room.backend)
    check(room.end(), "unreachable", ".invalid")
    assert "retrying" not in room.heard.statuses()


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        (400, "bad_request", 1),
        (401, "auth", 1),
        (402, "no_credit", 1),
        (403, "forbidden", 1),
        (404, "not_found", 1),
        (407, "proxy", 1),
        (408, "timeout", 3),
        (409, "bad_request", 2),
        (413, "too_long", 1),
        (422, "bad_request", 1),
        (500, "server", 3),
        (502, "server", 3),
        (503, "server", 3),
        (504, "timeout", 3),
        (529, "server", 3),
    ],
)
def test_a_status_says_what_happened_and_is_tried_as_often_as_it_helps(
    room: Room, status: int, code: str, tries: int
) -> None:
    room.server.fallback = failure(status, "these are its own words")
    ask(room.backend)
    end = room.end()
    check(end, code)
    assert end.data["status"] == status
    assert "own words" in end.data["message"] + end.data["detail"]
    assert len(room.server.visits) == tries


def test_a_request_that_is_too_long_is_said_to_be(room: Room) -> None:
    end = room.ask(failure(400, "maximum context length is 10", code="context_length_exceeded"))
    check(end, "too_long", "test-model")


def test_an_error_that_echoes_the_key_does_not_show_it(room: Room) -> None:
    end = room.ask(failure(401, f"Incorrect API key provided: {KEY}. Header: Bearer {KEY[:14]}***"))
    check(end, "auth", "test")
    assert KEY[:12] not in repr(end)


def test_a_rate_limit_waits_as_long_as_the_server_asks(room: Room) -> None:
    end = room.ask(rate_limited("0.3"), stream(["later"]))
    assert end.data["content"] == "later"
    first, second = room.server.visits
    assert second.at - first.at >= 0.3
    told = [event.data for event in room.heard.events() if event.data.get("step") == "retrying"]
    assert told[0]["after"] == pytest.approx(0.3)
    assert told[0]["code"] == "rate_limited"


def test_a_rate_limit_beyond_a_minute_is_said_with_its_time(room: Room) -> None:
    end = room.ask(rate_limited("3600"))
    check(end, "rate_limited")
    assert end.data["retry_after"] == 3600
    assert len(room.server.visits) == 1


@pytest.mark.parametrize("wish", ["-1", "soon", "1e400", "Fri, 31 Dec 1999 23:59:59 GMT"])
def test_a_rate_limit_with_a_strange_time_is_tried_again(room: Room, wish: str) -> None:
    assert room.ask(rate_limited(wish), stream(["x"])).data["content"] == "x"


def test_a_login_page_is_no_answer(room: Room) -> None:
    check(room.ask(web_page("Hotel Wi-Fi")), "not_an_api", "127.0.0.1", "Hotel Wi-Fi")
    assert len(room.server.visits) == 1


def test_a_whole_answer_from_a_server_that_does_not_stream_is_shown(room: Room) -> None:
    whole = {
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "All."},
                "finish_reason": "stop",
            }
        ],
    }
    end = room.ask(json_answer(whole))
    assert end.event == events.COMPLETED
    assert room.heard.text() == end.data["content"] == "All."


def test_an_empty_answer_is_said(room: Room) -> None:
    check(room.ask(stream([])), "empty")


def test_an_answer_of_nothing_at_all_is_said(room: Room) -> None:
    room.server.fallback = Answer(framing="length")
    ask(room.backend)
    check(room.end(), "empty")


@pytest.mark.parametrize("cut", [RESET, CLOSE, "end"])
@pytest.mark.parametrize("framing", ["chunked", "raw"])
def test_a_stream_that_is_cut_keeps_its_text_and_is_not_tried_again(
    room: Room, framing: str, cut: object
) -> None:
    body = [*BROKEN, 0.05] if cut == "end" else [*BROKEN, 0.05, cut]
    end = room.ask(Answer(body=body, framing=framing))
    check(end, "cut_off", content="Half an answer")
    assert len(room.server.visits) == 1


def test_a_broken_chunk_keeps_the_text(room: Room) -> None:
    end = room.ask(Answer(body=[*BROKEN, 0.05, Raw(b"zz\r\nno number\r\n"), CLOSE]))
    check(end, "cut_off", content="Half an answer")


def test_a_stream_without_end_mark_but_with_a_reason_is_complete(room: Room) -> None:
    assert room.ask(stream(["All."], done=False)).event == events.COMPLETED


def test_an_error_inside_the_stream_keeps_the_text(room: Room) -> None:
    error = sse({"error": {"message": "the engine stopped", "type": "server_error"}})
    end = room.ask(Answer(body=[*BROKEN, error]))
    check(end, "in_stream", "the engine stopped", content="Half an answer")
    assert len(room.server.visits) == 1


def test_an_error_as_the_first_event_is_tried_again(room: Room) -> None:
    error = sse({"error": {"message": "overloaded", "type": "overloaded_error", "code": 529}})
    assert room.ask(Answer(body=[error]), stream(["fine"])).data["content"] == "fine"


def test_one_unreadable_piece_among_good_ones_is_counted(room: Room) -> None:
    good = openai_stream(["One ", "two"])
    end = room.ask(Answer(body=[*good[:2], b"data: {broken\n\n", *good[2:]]))
    assert end.data["content"] == "One two"
    assert end.data["skipped"] == 1


def test_a_redirect_to_another_host_is_said_and_nothing_is_sent_there(room: Room) -> None:
    with ScriptedServer() as other:
        end = room.ask(redirect(f"{other.url}/v1/chat/completions"))
        check(end, "redirect", f"127.0.0.1:{other.port}")
        assert other.accepted == 0


def test_a_certificate_that_is_not_trusted_is_named(net: Net) -> None:
    with ScriptedServer(tls=True) as secure:
        room = enter(net, secure, secure.base_url)
        ask(room.backend)
        check(room.end(), "tls", CERTIFICATE_NAME)
        assert not secure.visits
    assert "retrying" not in room.heard.statuses()


def test_an_unknown_encoding_is_said(room: Room) -> None:
    end = room.ask(stream(["x"]).but(encoding="br"))
    check(end, "encoding", "br")


def test_a_packed_stream_is_read(room: Room) -> None:
    assert room.ask(stream(["packed"]).but(encoding="gzip")).data["content"] == "packed"


def test_silence_is_given_up_after_the_idle_limit_and_keeps_the_text(
    net: Net, server: ScriptedServer
) -> None:
    def drip() -> Iterator[object]:
        yield from BROKEN
        while True:
            yield 0.02
            yield b": keep-alive\n\n"

    server.reply(Answer(body=drip))
    backend = make(net.transport, server.base_url, idle_limit=0.25)
    heard = Heard(backend)
    ask(backend)
    net.settle(heard.ended)
    check(heard.end(), "idle", content="Half an answer")
    net.settle(server.visits[0].disconnected.is_set)
    assert len(server.visits) == 1


def test_a_stop_is_seen_by_the_server_and_keeps_the_text(room: Room) -> None:
    room.server.reply(endless(rate=500))
    ask(room.backend)
    room.net.settle(lambda: len(room.heard.text()) > 50)
    room.net.run(room.backend.cancel_request)
    asked = time.monotonic()
    end = room.heard.end()
    assert end.event == events.CANCELLED
    assert end.data["content"] == room.heard.text()
    assert tokens_text(2000).startswith(end.data["content"])
    visit = room.server.visits[0]
    room.net.settle(visit.disconnected.is_set)
    assert (visit.disconnected_at or 0) - asked < 0.05


def test_eight_answers_stream_at_once_and_one_is_stopped(room: Room) -> None:
    room.server.fallback = endless(rate=300, count=60)
    names = [f"r{number}" for number in range(8)]
    for name in names:
        ask(room.backend, name)
    room.net.settle(lambda: all(room.heard.text(name) for name in names))
    assert room.server.open_connections == 8
    room.net.run(lambda: room.backend.cancel_request("r3"))
    room.net.settle(lambda: room.heard.ended(*names))
    ends = {name: room.heard.end(name) for name in names}
    assert ends.pop("r3").event == events.CANCELLED
    assert all(end.data["content"] == tokens_text(60) for end in ends.values())


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_any_chunking_gives_the_same_answer(room: Room, size: int) -> None:
    text = ["Stra\u00dfe ", "\u2028", "\U0001f600", "\r\n", "end"]
    body = b"".join(openai_stream(text, reasoning=["\u00e9"]))
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    end = room.ask(Answer(body=pieces))
    assert end.data["content"] == "Stra\u00dfe \u2028\U0001f600\nend"
    assert room.heard.text() == end.data["content"]


def test_what_follows_the_end_mark_is_not_waited_for(room: Room) -> None:
    end = room.ask(Answer(body=[*openai_stream(["x"]), threading.Event()]))
    assert end.data["content"] == "x"
    room.net.settle(room.server.visits[0].disconnected.is_set)


def test_no_key_means_no_authorization_header(net: Net, server: ScriptedServer) -> None:
    room = enter(net, server, server.base_url)
    room.backend.endpoint = type(room.backend.endpoint)("local", server.base_url, "")
    room.ask(stream(["x"]))
    assert "authorization" not in server.visits[0].headers


def models(room: Room, *answers: Answer) -> object:
    got: list[object] = []
    room.server.reply(*answers)
    room.backend.list_models(got.append)
    assert got == []
    room.net.settle(lambda: got)
    return got[0]


def test_the_models_are_listed(room: Room) -> None:
    listed = {"object": "list", "data": [{"id": "b"}, {"id": "a"}]}
    assert models(room, json_answer(listed)) == [ModelFacts("b"), ModelFacts("a")]
    assert room.server.visits[0].path == "/v1/models"


def test_a_list_of_models_that_fails_says_why(room: Room) -> None:
    got = models(room, failure(401, f"bad key {KEY}"))
    assert isinstance(got, Failure)
    assert got.code == "auth"
    assert KEY not in repr(got)


def test_a_list_of_models_without_a_server_says_why(net: Net, server: ScriptedServer) -> None:
    with refusing_port() as port:
        got = models(enter(net, server, f"http://127.0.0.1:{port}"))
    assert isinstance(got, Failure)
    assert got.code == "unreachable"


def test_a_list_of_models_without_an_address_says_why(net: Net, server: ScriptedServer) -> None:
    got = models(enter(net, server, "http:// nowhere"))
    assert isinstance(got, Failure)
    assert got.hint


def test_a_list_of_models_without_end_is_cut(room: Room) -> None:
    def flood() -> Iterator[bytes]:
        while True:
            yield b"x" * 65536

    assert models(room, Answer(body=flood)) == []
    room.net.settle(room.server.visits[0].disconnected.is_set)


def test_a_list_of_models_is_asked_for_page_after_page(net: Net, server: ScriptedServer) -> None:
    pages = (
        {"data": [{"id": "a"}], "has_more": True, "last_id": "a"},
        {"data": [{"id": "b"}], "has_more": True, "last_id": "b"},
        {"data": [{"id": "c"}], "has_more": False, "last_id": "c"},
    )
    found = listed_by(net, server, Anthropic(), *map(json_answer, pages))
    assert [one.name for one in found] == ["a", "b", "c"]
    asked = [visit.path.partition("?")[2] for visit in server.visits]
    assert asked == ["limit=1000", "limit=1000&after_id=a", "limit=1000&after_id=b"]


def test_pages_without_end_are_not_turned_for_ever(net: Net, server: ScriptedServer) -> None:
    page = json_answer({"models": [{"name": "models/a"}], "nextPageToken": "x"})
    found = listed_by(net, server, Gemini(), *([page] * MOST_QUESTIONS))
    assert [one.name for one in found] == ["a"]
    assert len(server.visits) == MOST_QUESTIONS


def test_a_page_that_fails_leaves_those_before_it(net: Net, server: ScriptedServer) -> None:
    first = {"data": [{"id": "a"}], "has_more": True, "last_id": "a"}
    found = listed_by(net, server, Anthropic(), json_answer(first), failure(500, "It broke"))
    assert [one.name for one in found] == ["a"]


def test_a_local_server_is_asked_how_long_its_windows_are(net: Net, server: ScriptedServer) -> None:
    tags = {"models": [{"name": "qwen3"}, {"name": "far", "details": {"context_length": 9}}]}
    shown = {"capabilities": ["tools", "thinking"], "model_info": {"qwen3.context_length": 40960}}
    found = listed_by(net, server, Ollama(), json_answer(tags), json_answer(shown))
    assert [(one.name, one.context) for one in found] == [("qwen3", 40960), ("far", 9)]
    assert (found[0].reasoning, found[0].images) == (True, False)
    assert [visit.path for visit in server.visits] == ["/api/tags", "/api/show"]
    assert server.visits[1].json() == {"model": "qwen3"}


def listed_by(
    net: Net, server: ScriptedServer, dialect: Dialect, *answers: Answer
) -> list[ModelFacts]:
    """The models that a server of this protocol lists."""
    backend = HttpBackend(Endpoint("test", server.base_url), dialect, net.transport)
    got: list[Any] = []
    server.reply(*answers)
    backend.list_models(got.append)
    net.settle(lambda: got)
    backend.deleteLater()
    return got[0]


def test_each_fact_of_the_wire_is_noted(qapp: object) -> None:
    noted: list[tuple[str, str, int]] = []
    transport, clock = FakeTransport(), FakeClock()
    backend = make(
        transport, now=clock, probe=lambda name, fact, size: noted.append((name, fact, size))
    )
    ask(backend)
    QtNet("qnam", transport).settle(lambda: transport.calls)
    transport.call.open()
    transport.call.receive(b": hello\n\n", b": more\n\n")
    assert noted == [("r1", "opened", 0), ("r1", "received", 9), ("r1", "received", 17)]
    backend.cancel_request()


def test_a_transport_outlives_many_backends(
    request: pytest.FixtureRequest, server: ScriptedServer
) -> None:
    server.fallback = stream(["x"])
    with open_net("qnam", request) as net:
        for _ in range(3):
            room = enter(net, server, server.base_url)
            assert room.ask().data["content"] == "x"
            room.backend.deleteLater()


def test_a_changed_request_goes_when_it_is_let_go(room: Room) -> None:
    room.server.reply(failure(400, "Unknown field: seed"), stream(["Hi"]))
    ask(room.backend, seed=7)
    room.net.settle(lambda: "retrying" in room.heard.statuses())
    assert len(room.server.visits) == 1
    room.backend.resume_request("nobody")
    room.backend.resume_request("r1")
    assert room.end().data["content"] == "Hi"
    first, second = (visit.json() for visit in room.server.visits)
    assert first.pop("seed") == 7
    assert first == second


def test_what_was_found_out_before_is_not_sent_again(room: Room) -> None:
    room.server.reply(stream(["Hi"]))
    asked = [Message(Role.USER, "Hello")]
    room.backend.start_request(asked, {"model": "m", "seed": 7}, "r1", quirks={"drop": ["seed"]})
    room.end()
    assert "seed" not in room.server.visits[0].json()
