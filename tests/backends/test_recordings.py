"""Recorded answers of real services, over real sockets and both transports.

The expected side is that of ``tests/wire``: what each provider's own client made of them. Here it
must hold after a transport has carried the bytes, in pieces as the network makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, ScriptedServer, json_answer
from tests.wire.driven import answered, cut, end_of, in_flight, reasoning_of, text_of
from tests.wire.recorded import DIALECTS, FULL, TAPES, Tape, holds, listed, needed, read
from tests.wire.test_recorded_refusals import CODES, LISTS, REFUSALS
from tests.wire.test_recordings import WHOLE
from vibekoder.backends.http import HttpBackend
from vibekoder.core.errors import Failure
from vibekoder.core.models import ModelFacts
from vibekoder.wire.http import Dialect, Endpoint
from vibekoder.wire.openai_responses import OpenAIResponses

REPEATS = 5 if FULL else 1
PATIENCE = 2.0  # seconds that a test waits for a second try
SPEAKS = {"anthropic": "anthropic-messages", "gemini": "gemini-sse", "vertex": "gemini-sse"}
SPEAKS |= {"ollama": "ollama-chat-ndjson"}


def backend_to(net: Net, server: ScriptedServer, dialect: Dialect) -> HttpBackend:
    endpoint = Endpoint("mine", server.base_url, KEY)
    return HttpBackend(endpoint, dialect, net.transport, jitter=lambda: 0.0)


def tries(body: bytes, dialect: Dialect) -> int:
    """How often a body is asked for: what fails before its first word may pass."""
    ours = in_flight(dialect=dialect)
    ours.received(body, 0.0)
    ours.closed(None, 0.0)
    if ours.state != "pause":
        return 1
    return 3 if (ours.due or 0.0) < PATIENCE else 0


def pieces(tape: Tape) -> Iterator[list[bytes]]:
    """A body as a network may bring it; small ones byte by byte at times."""
    for repeat in range(REPEATS):
        rng = Random(f"{tape.name} {repeat}")
        largest = rng.choice((1, 200)) if len(tape.body) < 600 else max(200, len(tape.body) // 3)
        yield list(cut(tape.body, rng, largest))


@needed
@pytest.mark.timeout(300)
@pytest.mark.parametrize("protocol", DIALECTS)
def test_every_recorded_stream_reads_as_its_client_reads_it_over_a_transport(
    net: Net, server: ScriptedServer, protocol: str
) -> None:
    backend = backend_to(net, server, DIALECTS[protocol])
    heard, numbers = Heard(backend), count()
    for tape in (one for one in TAPES if one.protocol == protocol):
        asked = tries(tape.body, DIALECTS[protocol])
        for body in pieces(tape) if asked else ():
            name = f"r{next(numbers)}"
            server.reply(*([Answer(body=body)] * asked))
            ask(backend, name)
            net.settle(lambda name=name: heard.ended(name))
            last = [one.data.get("step") for one in heard.events(name)]
            begun = len(last) - last[::-1].index("connecting")
            holds(tape, heard.events(name)[begun:])
            assert heard.text(name) == tape.ours.text, tape.name
    assert next(numbers) > 0


@needed
def test_every_recorded_whole_answer_reads_as_its_client_reads_it_over_a_transport(
    net: Net, server: ScriptedServer
) -> None:
    for protocol, path in WHOLE:
        told = read(path)
        heard = asked(net, server, DIALECTS[protocol], json_answer(json.loads(told["body"])))
        assert heard.text() == (told["expected"]["text"] or ""), path.stem
        assert heard.reasoning() == (told["expected"].get("reasoning") or ""), path.stem
        assert heard.end().data["raw"] == told["expected"]["finish_reason"], path.stem


@needed
def test_every_recorded_refusal_is_called_what_it_is_over_a_transport(
    net: Net, server: ScriptedServer
) -> None:
    passing = {"retry-after", "retry-after-ms", "content-length", "transfer-encoding"}
    for path in REFUSALS:
        told = read(path)
        dialect = DIALECTS[SPEAKS.get(path.stem.partition("-")[0], "openai-chat")]
        kept = [pair for pair in told["headers"].items() if pair[0].lower() not in passing]
        # a limit that names a long wait is told at once
        answer = Answer((told["body"].encode(),), told["status"], (*kept, ("Retry-After", "99")))
        end = asked(net, server, dialect, answer).end()
        assert (end.data["code"], end.data["status"]) == (CODES[path.stem], told["status"])
        assert KEY not in repr(end)


@needed
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_recorded_list_of_models_is_listed_over_a_transport(
    net: Net, server: ScriptedServer, path: Path
) -> None:
    body: Any = read(path)["body"]
    own = SPEAKS.get(path.stem, "openai-chat")
    server.fallback = json_answer({**body, "has_more": False})
    listed_: list[Any] = []
    backend_to(net, server, DIALECTS[own]).list_models(listed_.append)
    net.settle(lambda: listed_)
    [found] = listed_
    assert not isinstance(found, Failure)
    entries = body.get("data") or body["models"]
    names = [one.get("id") or one["name"].removeprefix("models/") for one in entries]
    assert [one.name for one in found if isinstance(one, ModelFacts)] == names


@needed
@pytest.mark.parametrize("path", listed("openai-assistants/*.sse"), ids=lambda path: path.stem)
def test_a_recorded_run_of_an_assistant_is_read_over_a_transport(
    net: Net, server: ScriptedServer, path: Path
) -> None:
    heard = asked(net, server, OpenAIResponses(), Answer(body=[path.read_bytes()]))
    alone = answered(path.read_bytes(), dialect=OpenAIResponses())
    assert heard.text() == text_of(alone) == read(path.with_suffix(".json"))["expected"]["text"]
    assert heard.reasoning() == reasoning_of(alone)
    assert heard.end() == end_of(alone)


def asked(net: Net, server: ScriptedServer, dialect: Dialect, answer: Answer) -> Heard:
    """Everything that is heard of one request that gets this answer."""
    heard = Heard(backend := backend_to(net, server, dialect))
    server.reply(answer)
    ask(backend)
    net.settle(heard.ended)
    return heard


@needed
def test_the_hand_made_streams_are_all_played() -> None:
    assert len([one for one in TAPES if one.name.startswith("_")]) == 62
    assert json.dumps(sorted(DIALECTS)) == json.dumps(sorted({one.protocol for one in TAPES}))
