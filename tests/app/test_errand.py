"""A small request that leaves nothing in a file."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fakes import FakeCall, FakeClock, FakeTransport
from tests.support.server import openai_stream
from vibekoder.app.errand import Errand, Outcome
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.core.errors import Code, Failure
from vibekoder.core.messages import Message, Role
from vibekoder.wire.http import Endpoint

ENDPOINT = Endpoint("house", "http://server.test/v1", "sk-test")
HELLO = [Message(Role.USER, "Say hello")]


class Sent:
    """An errand on its way over a network that a test plays."""

    def __init__(self) -> None:
        self.transport, self.clock = FakeTransport(), FakeClock()
        self.backend = OpenAIBackend(ENDPOINT, self.transport)
        self.errand = Errand(self.backend, HELLO, {"model": "m"}, "r1", now=self.clock)
        self.told: list[str] = []
        self.ends: list[Outcome] = []
        self.errand.told.connect(self.told.append)
        self.errand.ended.connect(self.ends.append)
        self.errand.start()

    @property
    def call(self) -> FakeCall:
        """What went over the network."""
        return self.transport.call


@pytest.fixture
def sent(qtbot: QtBot) -> Sent:
    made = Sent()
    qtbot.waitUntil(lambda: len(made.transport.calls) == 1)
    return made


def test_it_tells_what_came_and_when(sent: Sent) -> None:
    sent.clock.advance(2)
    sent.call.open()
    sent.call.receive(*openai_stream(["He", "llo"], None, done=False))
    sent.clock.advance(3)
    sent.call.receive(*openai_stream([])[1:])
    sent.call.close()
    (end,) = sent.ends
    assert (end.text, end.first, end.took, end.pieces, end.failed) == ("Hello", 2, 5, 2, None)
    assert sent.told == ["connecting", "waiting", "answering"]


def test_a_failure_is_told_in_words_and_once(sent: Sent) -> None:
    sent.call.close(Failure(Code.TLS, "The certificate is not trusted.", "Look at the address."))
    (end,) = sent.ends
    assert end.failed is not None
    assert (end.failed.code, end.failed.message) == ("tls", "The certificate is not trusted.")
    assert (end.text, end.first) == ("", None)


def test_a_stopped_one_says_so(sent: Sent) -> None:
    sent.errand.stop()
    (end,) = sent.ends
    assert end.failed is not None
    assert end.failed.code == "stopped"
    assert sent.call.cancelled


def test_what_happens_to_other_requests_is_not_taken(qtbot: QtBot, sent: Sent) -> None:
    mine = sent.call
    sent.backend.start_request(HELLO, {"model": "m"}, "another")
    qtbot.waitUntil(lambda: sent.call is not mine)
    sent.call.play(openai_stream(["Not for me"]))
    assert sent.ends == []
    mine.play(openai_stream(["Hello"]))
    assert sent.ends[0].text == "Hello"


def test_its_tokens_are_those_that_the_server_counted(sent: Sent) -> None:
    sent.call.play(openai_stream(["Hello"], usage={"prompt_tokens": 2, "completion_tokens": 3}))
    assert sent.ends[0].tokens == 5
