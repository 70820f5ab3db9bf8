"""What an event costs in each dialect, beside one of OpenAI's chat completions."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from tests.support.bench import ratio, report
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

EVENTS = 6000
READ = 4096  # bytes that a socket gives at once
ROUNDS = 15
LIMIT = 1.5
WORDS = ("The", " quick", " brown", " fox", " jumps", "\\n", " naïve", " 漢字", ".")

OPENAI = (
    'data: {"id":"chatcmpl-B9x2kQ7","object":"chat.completion.chunk","created":1752000000,'
    '"model":"gpt-test-2026-01-01","service_tier":"default","system_fingerprint":"fp_1a2b3c",'
    '"choices":[{"index":0,"delta":{"content":"%s"},"logprobs":null,"finish_reason":null}],'
    '"usage":null}\n\n'
)
RESPONSES = (
    "event: response.%(event)s\n"
    'data: {"type":"response.%(event)s","sequence_number":12,"item_id":"msg_6867f1cae594","output'
    '_index":0,"%(part)s_index":0,"delta":"%%s","obfuscation":"aB3dE5fG7hI9"}\n\n'
)
OLLAMA = (
    '{"model":"gemma3:1b","created_at":"2026-08-20T13:48:02.294374Z",'
    '"message":{"role":"assistant",%s},"done":false}\n'
)

ANTHROPIC = (
    "event: content_block_delta\n"
    'data: {"type":"content_block_delta","index":0,"delta":{"type":"%s_delta","%s":"%%s"}}\n\n'
)
GEMINI = (
    'data: {"candidates": [{"content": {"parts": [{"text": "%%s"%s}],"role": "model"},"index": 0}],'
    '"usageMetadata": {"promptTokenCount": 9,"candidatesTokenCount": 17,"totalTokenCount": 26,'
    '"promptTokensDetails": [{"modality": "TEXT","tokenCount": 9}]},'
    '"modelVersion": "gemini-2.5-flash","responseId": "RUy4aObyJcTujrEPqtKYKQ"}\r\n\r\n'
)

# An event of each dialect with a place for its text, and who reads it.
DIALECTS: Mapping[str, tuple[Dialect, str]] = {
    "responses": (
        OpenAIResponses(),
        RESPONSES % {"event": "output_text.delta", "part": "content"},
    ),
    "responses-reasoning": (
        OpenAIResponses(),
        RESPONSES % {"event": "reasoning_summary_text.delta", "part": "summary"},
    ),
    "anthropic": (Anthropic(), ANTHROPIC % ("text", "text")),
    "anthropic-reasoning": (Anthropic(), ANTHROPIC % ("thinking", "thinking")),
    "gemini": (Gemini(), GEMINI % ""),
    "gemini-reasoning": (Gemini(), GEMINI % ',"thought": true'),
    "ollama": (Ollama(), OLLAMA % '"content":"%s"'),
    "ollama-reasoning": (Ollama(), OLLAMA % '"content":"","thinking":"%s"'),
}


def _stream(event: str) -> list[bytes]:
    body = "".join(event % WORDS[at % len(WORDS)] for at in range(EVENTS)).encode()
    return [body[at : at + READ] for at in range(0, len(body), READ)]


def _read(dialect: Dialect, pieces: list[bytes]) -> str:
    framer, decoder = dialect.framer(), dialect.decoder()
    made = [event.data for piece in pieces for event in decoder.feed(framer.feed(piece))]
    return "".join(data.get("content") or data["details"] for data in made)


@pytest.mark.benchmark
@pytest.mark.parametrize("name", DIALECTS)
def test_no_dialect_costs_much_more_than_openais(name: str) -> None:
    dialect, event = DIALECTS[name]
    ours, theirs = _stream(event), _stream(OPENAI)
    openai = OpenAI()
    assert _read(dialect, ours) == _read(openai, theirs)
    found = ratio(
        lambda: _read(dialect, ours), lambda: _read(openai, theirs), ROUNDS, time.process_time
    )
    report(f"decode-{name}", found, LIMIT, "an event of OpenAI's chat completions", ROUNDS)
