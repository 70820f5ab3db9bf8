"""Servers that are in no recording, over both transports and real sockets: the same text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, Framing, ScriptedServer
from vibekoder.backends.registry import KINDS, Parts
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.http import Endpoint

FOLDER = Path(__file__).parents[1] / "tapes" / "hostile"
NAMES = {"openai-responses": "responses"}
FRAMINGS: tuple[Framing, ...] = ("chunked", "length", "raw")
ENCODINGS = ("", "gzip", "deflate", "")


def _streams(dialect: str) -> Iterator[tuple[dict[str, Any], Answer]]:
    """Each stream with its answer; they come in every framing and encoding."""
    path = FOLDER / f"{NAMES.get(dialect, dialect)}.jsonl"
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        stream = json.loads(line)
        yield (
            stream,
            Answer(
                body=[stream["body"].encode()],
                framing=FRAMINGS[number % len(FRAMINGS)],
                encoding=ENCODINGS[number % len(ENCODINGS)],
            ),
        )


@pytest.mark.parametrize("dialect", sorted(name for name in KINDS if name != "rehearsal"))
def test_a_strange_stream_says_the_same_over_the_network(
    dialect: str, net: Net, server: ScriptedServer
) -> None:
    provider = next(one for one in PROVIDERS.values() if one.dialect == dialect)
    endpoint = Endpoint("mine", server.base_url, KEY, quirks=provider.quirks)
    backend = KINDS[dialect].make(Parts(endpoint, net.transport), None)
    heard = Heard(backend)
    for number, (stream, answer) in enumerate(_streams(dialect)):
        name = f"r{number}"
        server.reply(answer)
        ask(backend, name)
        net.settle(lambda name=name: heard.ended(name))
        end = heard.end(name).data
        assert (stream["name"], heard.text(name)) == (stream["name"], stream["text"])
        told = end.get("code") or end["finish"]
        assert (stream["name"], told) == (stream["name"], stream.get("error") or stream["finish"])
