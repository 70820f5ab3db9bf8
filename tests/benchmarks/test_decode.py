"""What reading a stream costs, beside the least that could be done."""

from __future__ import annotations

import time

import msgspec
import pytest

from tests.support.bench import ratio, report
from vibekoder.core import events
from vibekoder.wire.openai import OpenAI

TOKENS = 6000
READ = 4096  # bytes that a socket gives at once
ROUNDS = 25
AGAINST = "bare line splitter with typed msgspec decode"


class BareDelta(msgspec.Struct):
    """The least that must be read."""

    content: str | None = None


class BareChoice(msgspec.Struct):
    """The least that must be read."""

    delta: BareDelta


class BareChunk(msgspec.Struct):
    """The least that must be read."""

    choices: list[BareChoice]


def _stream(spelling: str = "content") -> list[bytes]:
    words = ["The", " quick", " brown", " fox", " jumps", "\\n", " naïve", " 漢字", "."]
    template = (
        'data: {"id":"chatcmpl-B9x2kQ7","object":"chat.completion.chunk","created":1752000000,'
        '"model":"gpt-test-2026-01-01","service_tier":"default","system_fingerprint":"fp_1a2b3c",'
        '"choices":[{"index":0,"delta":{"%s":"%s"},"logprobs":null,"finish_reason":null}],'
        '"usage":null}\n\n'
    )
    text = "".join(template % (spelling, words[at % len(words)]) for at in range(TOKENS))
    body = text.encode()
    return [body[at : at + READ] for at in range(0, len(body), READ)]


def _bare(pieces: list[bytes]) -> str:
    decode = msgspec.json.Decoder(BareChunk).decode
    found: list[str] = []
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        for line in lines:
            if line.startswith(b"data: "):
                content = decode(line[6:]).choices[0].delta.content
                if content:
                    found.append(content)
    return "".join(found)


def _ours(pieces: list[bytes]) -> str:
    dialect = OpenAI()
    framer, decoder = dialect.framer(), dialect.decoder()
    found: list[str] = []
    for piece in pieces:
        for event in decoder.feed(framer.feed(piece)):
            if event.event == events.DELTA:
                found.append(event.data["content"])
            else:
                found.append(event.data["details"])
    return "".join(found)


@pytest.mark.benchmark
def test_reading_a_stream_costs_hardly_more_than_splitting_its_lines() -> None:
    pieces = _stream()
    assert _ours(pieces) == _bare(pieces)
    found = ratio(lambda: _ours(pieces), lambda: _bare(pieces), ROUNDS, time.process_time)
    report("decode", found, 1.3, AGAINST, ROUNDS)


@pytest.mark.benchmark
def test_reading_reasoning_costs_no_more_than_text() -> None:
    text, reasoning = _stream(), _stream("reasoning_content")
    assert _ours(reasoning) == _bare(text)
    found = ratio(lambda: _ours(reasoning), lambda: _bare(text), ROUNDS, time.process_time)
    report("decode-reasoning", found, 1.3, f"{AGAINST}, of text", ROUNDS)
