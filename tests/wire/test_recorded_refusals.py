"""Recorded refusals and lists of models: what each provider says where it does not answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.wire.driven import end_of, endpoint, in_flight, request
from tests.wire.recorded import RECORDINGS, listed, read
from tests.wire.recorded import needed as pytestmark  # noqa: F401
from vibekoder.core import events
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.heal import heal
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

SPOKEN: Mapping[str, Dialect] = {
    "openai": OpenAI(),
    "responses": OpenAIResponses(),
    "anthropic": Anthropic(),
    "gemini": Gemini(),
    "ollama": Ollama(),
}
LONG = 10  # characters of what is more than a code
REFUSALS = listed("_http-errors/*.json")
LISTS = listed("_models/*.json")

HEALED = {
    "anthropic-400-3": ("effort minimal", "sent again with low."),
    "openai-400-5": ("stop", "sent again without."),
    "openai-400-6": ("effort minimal", "sent again with low."),
}

CODES = {
    "anthropic-400-1": "bad_request",
    "anthropic-400-2": "too_long",
    "anthropic-400-3": "bad_request",
    "anthropic-401-1": "auth",
    "anthropic-404-1": "not_found",
    "anthropic-404-2": "not_found",
    "anthropic-404-3": "not_found",
    "anthropic-404-4": "not_found",
    "azure-401-1": "auth",
    "azure-404-1": "not_found",
    "azure-429-1": "rate_limited",
    "cohere-400-1": "too_long",
    "cohere-401-1": "auth",
    "cohere-404-1": "not_found",
    "deepseek-400-1": "too_long",
    "deepseek-400-2": "bad_request",
    "deepseek-401-1": "auth",
    "gemini-400-1": "auth",
    "gemini-403-1": "forbidden",
    "gemini-404-1": "not_found",
    "gemini-404-2": "not_found",
    "gemini-404-3": "not_found",
    "gemini-404-4": "not_found",
    "gemini-429-1": "rate_limited",
    "groq-400-1": "bad_request",
    "groq-400-2": "bad_request",
    "groq-404-1": "not_found",
    "mistral-400-1": "not_found",
    "mistral-401-1": "auth",
    "ollama-404-1": "not_found",
    "ollama-cloud-400-1": "too_long",
    "ollama-cloud-401-1": "auth",
    "openai-400-1": "bad_request",
    "openai-400-2": "not_found",
    "openai-400-3": "bad_request",
    "openai-400-4": "bad_request",
    "openai-400-5": "bad_request",
    "openai-400-6": "bad_request",
    "openai-400-7": "bad_request",
    "openai-401-1": "auth",
    "openai-404-1": "not_found",
    "openrouter-400-1": "too_long",
    "openrouter-401-1": "auth",
    "openrouter-429-1": "rate_limited",
    "openrouter-429-2": "rate_limited",
    "perplexity-400-1": "too_long",
    "perplexity-401-1": "auth",
    "together-401-1": "auth",
    "vertex-400-1": "too_long",
    "vertex-400-2": "bad_request",
    "vertex-400-3": "bad_request",
    "vertex-400-4": "bad_request",
    "vertex-404-1": "not_found",
    "xai-400-1": "auth",
}


def sentences(body: bytes) -> list[str]:
    """What a body says at any place, longer than a code, each on one line as a message has it."""
    todo, found = [json.loads(body)], list[str]()
    while todo:
        one = todo.pop()
        if isinstance(one, dict | list):
            todo += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str) and len(one) >= LONG:
            found.append(" ".join(one.split()))
    return found


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("path", REFUSALS, ids=lambda path: path.stem)
def test_a_recorded_refusal_gives_the_servers_own_words_and_its_kind(name: str, path: Path) -> None:
    told, dialect = read(path), SPOKEN[name]
    headers, body = tuple(told["headers"].items()), told["body"].encode()
    ours = in_flight(told["status"], headers, max_retries=0, dialect=dialect)
    end = end_of([*ours.received(body, 1.0), *ours.closed(None, 1.0)])
    assert (end.event, end.data["status"]) == (events.ERROR, told["status"])
    said = end.data["message"].partition("“")[2]
    assert any(words[:20] in said for words in sentences(body))
    assert "HTTP" not in end.data["message"]
    assert end.data["code"] == CODES[path.stem]


def test_recorded_refusals_of_a_parameter_are_healed_and_no_others() -> None:
    params = {"stop": ["x"], "reasoning_effort": "minimal", "temperature": 1000, "max_tokens": 9}
    found: dict[str, tuple[str, ...]] = {}
    for path in REFUSALS:
        told = read(path)
        failure = OpenAI().failure(told["status"], (), told["body"].encode(), endpoint())
        healed = heal(failure, endpoint(), request(**params), OpenAI().build)
        if healed is not None:
            found[path.stem] = (healed.name, healed.sentence.partition("; ")[2])
    assert found == HEALED


def test_a_recorded_limit_tells_how_long_to_wait() -> None:
    body = read(RECORDINGS / "_http-errors" / "gemini-429-1.json")["body"]
    failure = Gemini().failure(429, (), body.encode())
    assert failure.retryable
    assert failure.retry_after == pytest.approx(48.94, abs=1)


def test_a_model_that_is_not_there_can_be_fetched() -> None:
    body = read(RECORDINGS / "_http-errors" / "ollama-404-1.json")["body"]
    failure = Ollama().failure(404, (), body.encode())
    assert "ollama pull nonexistent-model:latest" in failure.hint


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_recorded_list_of_models_is_read(path: Path) -> None:
    body = read(path)["body"]
    entries = body.get("data") or body["models"]
    dialect = Gemini() if "models" in body else OpenAI()
    names = [one.get("id") or one["name"].removeprefix("models/") for one in entries]
    assert [one.name for one in dialect.read_models(json.dumps(body).encode())] == names


def test_recorded_lists_tell_limits_and_abilities() -> None:
    bodies = {
        name: json.dumps(read(RECORDINGS / "_models" / f"{name}.json")["body"]).encode()
        for name in ("anthropic", "gemini")
    }
    claude = Anthropic().read_models(bodies["anthropic"])
    assert {(one.context, one.output, one.images) for one in claude} == {(1_000_000, 128_000, True)}
    assert claude[0].title == "Claude Opus 5"
    gemini = Gemini().read_models(bodies["gemini"])[0]
    assert (gemini.context, gemini.output, gemini.reasoning) == (1_048_576, 65_536, True)
