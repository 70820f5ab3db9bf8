"""Every dialect keeps the same promises, over every transport, however its bytes are cut."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.dialects import SPOKEN
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, Item, ScriptedServer, sse
from vibekoder.backends.base import STATUSES, AIBackend
from vibekoder.backends.registry import KINDS, Parts
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.http import Endpoint

TAPES = Path(__file__).parents[1] / "tapes"
DIALECTS = sorted(name for name in KINDS if name != "rehearsal")
SIZES = (1, 7, 1 << 16)
REASONING, HALF, WHOLE = "Let me see.", "Grüße, Welt 🌍.", "Grüße, Welt 🌍.\nAnd more."
VIEWS = {events.DELTA: "partialResponse", events.COMPLETED: "finished", events.ERROR: "error"}


@dataclass
class Room:
    """A backend of one dialect, over one transport, before a server that cuts its bytes so."""

    dialect: str
    net: Net
    server: ScriptedServer
    size: int
    backend: AIBackend
    heard: Heard

    def pieces(self, case: str) -> list[bytes]:
        """A tape of this dialect, cut."""
        [tape] = (TAPES / self.dialect / "parity").glob(f"{case}.*")
        body = tape.read_bytes()
        return [body[at : at + self.size] for at in range(0, len(body), self.size)]

    def answer(self, case: str, *rest: Item, status: int = 200) -> Answer:
        """An answer that plays a tape."""
        kind = "application/x-ndjson" if self.dialect == "ollama" else "text/event-stream"
        kind = kind if status == 200 else "application/json"
        body = [*self.pieces(case), *rest]
        return Answer(body=body, status=status, headers=(("Content-Type", kind),))

    def play(self, case: str, status: int = 200) -> events.Event:
        """One request that gets this tape; its end."""
        self.server.reply(self.answer(case, status=status))
        ask(self.backend)
        self.net.settle(self.heard.ended)
        return self.heard.end()

    def promises(self) -> None:
        """Signals in their order, one end, and not one signal after it."""
        told, before = list[str](), ""
        for event in self.heard.events():
            status = STATUSES.get(event.event) or str(event.data["step"])
            told += ["runEvent", *(["statusChanged"] if status != before else [])]
            told += [VIEWS[event.event]] if event.event in VIEWS else []
            before = status
        assert self.heard.signals() == told
        self.server.reply(self.answer("complete"))
        ask(self.backend, "r2")
        self.net.settle(lambda: self.heard.ended("r2"))
        assert self.heard.signals() == told
        assert self.heard.end().event in events.TERMINAL
        assert self.heard.text("r2") == WHOLE
        assert KEY not in repr(self.heard.said)


@pytest.fixture(params=SIZES, ids=lambda size: f"{size} bytes")
def size(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(params=DIALECTS)
def room(request: pytest.FixtureRequest, net: Net, server: ScriptedServer, size: int) -> Room:
    provider = next(one for one in PROVIDERS.values() if one.dialect == request.param)
    endpoint = Endpoint("mine", server.base_url, KEY, quirks=provider.quirks)
    backend = KINDS[request.param].make(Parts(endpoint, net.transport), None)
    return Room(request.param, net, server, size, backend, Heard(backend))


def test_a_whole_answer_is_the_same_text_and_proved(room: Room) -> None:
    end = room.play("complete")
    assert (end.event, end.data["finish"], end.data["content"]) == (events.COMPLETED, "stop", WHOLE)
    assert (room.heard.text(), room.heard.reasoning()) == (WHOLE, REASONING)
    assert room.heard.statuses() == [
        *("connecting", "waiting", "reasoning", "answering", "completed")
    ]
    assert {end.data["usage"]["input"], end.data["usage"]["output"]} == {11, 7}
    assert end.data["skipped"] == 0
    room.promises()


def test_an_answer_that_is_too_long_is_complete_as_far_as_it_goes(room: Room) -> None:
    end = room.play("length")
    assert (end.event, end.data["finish"], end.data["content"]) == (
        *(events.COMPLETED, "length"),
        HALF,
    )
    room.promises()


def test_a_cut_answer_keeps_its_text_and_is_not_asked_for_again(room: Room) -> None:
    end = room.play("cut")
    assert (end.event, end.data["code"], end.data["content"]) == (events.ERROR, Code.CUT_OFF, HALF)
    assert (room.heard.text(), room.heard.reasoning()) == (HALF, REASONING)
    assert len(room.server.visits) == 1
    room.promises()


def test_an_error_inside_the_stream_keeps_the_text_and_says_the_words(room: Room) -> None:
    end = room.play("error")
    assert (end.event, end.data["content"], room.heard.text()) == (events.ERROR, HALF, HALF)
    assert "The machine fell over" in end.data["message"]
    assert len(room.server.visits) == 1
    room.promises()


def test_a_stop_keeps_the_text_and_the_server_sees_it(room: Room) -> None:
    room.server.reply(room.answer("cut", threading.Event()))
    ask(room.backend)
    room.net.settle(lambda: room.heard.text() == HALF)
    room.net.run(room.backend.cancel_request)
    assert room.heard.end() == events.cancelled(HALF)
    room.net.settle(room.server.visits[0].disconnected.is_set)
    room.promises()


def test_a_refused_key_is_called_that(room: Room) -> None:
    end = room.play("refused", status=400 if room.dialect == "gemini" else 401)
    assert (end.event, end.data["code"], end.data["content"]) == (events.ERROR, Code.AUTH, "")
    assert len(room.server.visits) == 1
    assert room.heard.statuses()[-1] == "failed"
    room.promises()


@pytest.mark.parametrize(
    ("code", "words"),
    [(503, "Loading model"), (429, "Slow down"), (401, "Who are you?"), (0, "")],
)
def test_an_answer_of_which_text_was_shown_is_never_asked_for_again(
    room: Room, code: int, words: str
) -> None:
    [spoken] = [one for one in SPOKEN if one.kind == room.dialect]
    error = {"error": {"code": code, "type": "overloaded_error", "message": words}}
    told = json.dumps(error).encode() + b"\n"
    body = b"".join(spoken.begun(["First ", "half."]))
    body += told if room.dialect == "ollama" else sse(error)
    pieces = [body[at : at + room.size] for at in range(0, len(body), room.size)]
    room.server.reply(spoken.answer(*pieces))
    ask(room.backend)
    room.net.settle(room.heard.ended)
    end = room.heard.end()
    assert (end.event, end.data["content"]) == (events.ERROR, "First half.")
    assert len(room.server.visits) == 1
    room.promises()
