"""Recorded streams of real services, over real sockets and both transports.

What a stream says is held against the official clients in ``tests/wire``; here it must say the
same after a transport has carried it, in pieces as the network makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, ScriptedServer
from tests.wire.driven import answered, cut, end_of, reasoning_of, text_of
from tests.wire.recorded import FULL, needed, streams
from vibekoder.backends.http import HttpBackend
from vibekoder.core import events
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
    "anthropic-messages": Anthropic(),
    "gemini-sse": Gemini(),
    "gemini-json-array": Gemini(),
    "ollama-chat-ndjson": Ollama(),
}
REPEATS = 3 if FULL else 1
TOLD = ("content", "finish", "raw", "usage", "skipped", "code")


def told(end: Event) -> dict[str, Any]:
    """What an end says, without the server's address."""
    return {"event": end.event, **{key: end.data[key] for key in TOLD if key in end.data}}


def is_silent_failure(made: Sequence[Event]) -> bool:
    """Whether it would be asked for again: an error before any text."""
    silent = not text_of(made) and not reasoning_of(made)
    return silent and end_of(made).event == events.ERROR


@needed
@pytest.mark.timeout(300)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_recorded_stream_says_the_same_over_a_transport(
    net: Net, server: ScriptedServer, protocol: str
) -> None:
    dialect = PROTOCOLS[protocol]
    endpoint = Endpoint("mine", server.base_url, KEY)
    backend = HttpBackend(endpoint, dialect, net.transport)
    heard, numbers = Heard(backend), count()
    for entry in streams(protocol):
        body = entry["path"].read_bytes()
        alone = answered(body, dialect=dialect)
        if is_silent_failure(alone):
            continue
        for repeat in range(REPEATS):
            name = f"r{next(numbers)}"
            rng = Random(f"{entry['file']} {repeat}")
            server.reply(Answer(body=list(cut(body, rng, max(200, len(body) // 3)))))
            ask(backend, name)
            net.settle(lambda name=name: heard.ended(name))
            assert told(heard.end(name)) == told(end_of(alone)), entry["file"]
            assert heard.text(name) == text_of(alone), entry["file"]
            assert heard.reasoning(name) == reasoning_of(alone), entry["file"]
    assert next(numbers) > 0
