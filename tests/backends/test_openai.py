"""OpenAI's chat completions as a backend; its wire is tested in wire, its ends in test_http."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.backends.conftest import KEY, ask
from tests.support.heard import Heard
from tests.support.nets import Net
from tests.support.server import Answer, ScriptedServer, stream
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.wire.http import Endpoint

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
RECORDED = (
    "openai/sdk-text",
    "azure/gpt35-async-filter",
    "deepseek/chat-unicode-ruby",
    "groq/kimi-parallel-tools",
    "mistral/large-unicode",
    "ollama-v1/cloud-gptoss-answer",
    "openrouter/gemini25-reasoning",
)


def test_it_speaks_to_any_base_url(net: Net, server: ScriptedServer) -> None:
    backend = OpenAIBackend(Endpoint("mine", f"{server.url}/deep/v1/", KEY), net.transport)
    heard = Heard(backend)
    server.reply(stream(["Hi"]))
    ask(backend, temperature=0.5, logit_bias={"5": -100}, stop=["\n"], unheard_of=1)
    net.settle(heard.ended)
    visit = server.visits[0]
    assert visit.path == "/deep/v1/chat/completions"
    sent = visit.json()
    assert (sent["temperature"], sent["stop"], sent["unheard_of"]) == (0.5, ["\n"], 1)
    assert sent["logit_bias"] == {"5": -100}
    assert backend.name == "mine"


@pytest.mark.parametrize("size", [1, 61, 10**6])
@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_stream_gives_the_same_answer_however_it_is_cut(
    net: Net, server: ScriptedServer, name: str, size: int
) -> None:
    stored = RECORDINGS / f"{name}.sse"
    if not stored.exists():
        pytest.skip("the recordings are not beside this checkout")
    expected = json.loads(stored.with_suffix(".json").read_text("utf-8"))["expected"]
    body = stored.read_bytes()
    server.reply(Answer(body=[body[at : at + size] for at in range(0, len(body), size)]))
    backend = OpenAIBackend(Endpoint("mine", server.base_url, KEY), net.transport)
    heard = Heard(backend)
    ask(backend)
    net.settle(heard.ended)
    assert heard.text() == heard.end().data["content"] == expected["text"]
    assert heard.reasoning() == expected["reasoning"]
    assert heard.end().data["raw"] == expected["finish_reason"]
