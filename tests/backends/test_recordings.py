"""Recorded streams of real services, over real sockets and both transports.

What a stream says is held against the official clients in ``tests/wire``; here it must say the
same after a transport has carried it, in pieces as the network makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, ScriptedServer
from tests.wire.driven import answered, calls_of, cut, end_of, in_flight, reasoning_of, text_of
from tests.wire.recorded import FULL, hand_made, needed, streams
from vibekoder.backends.http import HttpBackend
from vibekoder.core.events import Event
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

PROTOCOLS: dict[str, Dialect] = {
    "openai-chat": OpenAI(),
    "openai-responses": OpenAIResponses(),
    "openai-assistants": OpenAIResponses(),
    "anthropic-messages": Anthropic(),
    "anthropic-complete-legacy": Anthropic(),
    "gemini-sse": Gemini(),
    "gemini-json-array": Gemini(),
    "ollama-chat-ndjson": Ollama(),
    "ollama-generate-ndjson": Ollama(),
}
REPEATS = 3 if FULL else 1
PATIENCE = 2.0  # seconds that a test waits for a second try
TOLD = ("content", "finish", "raw", "usage", "skipped", "code")


def told(end: Event) -> dict[str, Any]:
    """What an end says, without the server's address."""
    return {"event": end.event, **{key: end.data[key] for key in TOLD if key in end.data}}


def bodies(protocol: str) -> Iterator[tuple[str, bytes]]:
    """Every stream of a protocol by its name, those that were made by hand too."""
    for entry in streams(protocol):
        yield entry["file"], entry["path"].read_bytes()
    for entry in hand_made(protocol):
        yield entry["path"].name, entry["path"].read_bytes()


def tries(body: bytes, dialect: Dialect) -> int:
    """How often a body is asked for: what fails before its first word may pass."""
    ours = in_flight(dialect=dialect)
    ours.received(body, 0.0)
    ours.closed(None, 0.0)
    if ours.state != "pause":
        return 1
    return 3 if (ours.due or 0.0) < PATIENCE else 0


@needed
@pytest.mark.timeout(300)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_recorded_stream_says_the_same_over_a_transport(
    net: Net, server: ScriptedServer, protocol: str
) -> None:
    dialect = PROTOCOLS[protocol]
    endpoint = Endpoint("mine", server.base_url, KEY)
    backend = HttpBackend(endpoint, dialect, net.transport, jitter=lambda: 0.0)
    heard, numbers = Heard(backend), count()
    for file, body in bodies(protocol):
        alone, asked = answered(body, dialect=dialect), tries(body, dialect)
        for repeat in range(REPEATS if asked else 0):
            name = f"r{next(numbers)}"
            rng = Random(f"{file} {repeat}")
            answer = Answer(body=list(cut(body, rng, max(200, len(body) // 3))))
            server.reply(*([answer] * asked))
            ask(backend, name)
            net.settle(lambda name=name: heard.ended(name))
            assert told(heard.end(name)) == told(end_of(alone)), file
            assert heard.text(name) == text_of(alone), file
            assert heard.reasoning(name) == reasoning_of(alone), file
            assert calls_of(heard.events(name)) == calls_of(alone), file
    assert next(numbers) > 0


def test_the_hand_made_streams_are_all_played() -> None:
    made = [name for protocol in PROTOCOLS for name, _ in bodies(protocol) if "/" not in name]
    assert len(made) in (0, 62)
