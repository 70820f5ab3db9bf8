"""What each provider's protocol can be asked for, with each of its models."""

from __future__ import annotations

import pytest

from vibekoder.backends.registry import KINDS
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.models import ModelFacts
from vibekoder.core.params import PARAMS
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.http import Endpoint

EVERYTHING = frozenset(PARAMS)
LOCAL = {"keep_alive", "num_ctx"}
REASONING = {"reasoning_effort", "reasoning_budget", "show_reasoning"}
SAMPLING = {"temperature", "top_p", "top_k"}
PENALTIES = {"presence_penalty", "frequency_penalty"}
SPOKEN = LOCAL | {"logit_bias", "user"}  # what only chat completions know

# What a model of a provider cannot be asked with.
LACKS = {
    ("openai", "gpt-5"): LOCAL | {"top_k", "reasoning_budget", "show_reasoning"},
    ("openai-responses", "gpt-5"): LOCAL
    | PENALTIES
    | {"stop", "seed", "top_k", "logit_bias", "reasoning_budget"},
    ("anthropic", "claude-sonnet-4-5"): LOCAL | PENALTIES | {"seed", "logit_bias"},
    ("anthropic", "claude-opus-4-6"): LOCAL | PENALTIES | {"seed", "logit_bias"},
    ("anthropic", "claude-opus-4-8"): LOCAL
    | PENALTIES
    | SAMPLING
    | {"seed", "logit_bias", "reasoning_budget"},
    ("anthropic", "claude-3-5-haiku"): LOCAL | PENALTIES | REASONING | {"seed", "logit_bias"},
    ("gemini", "gemini-2.0-flash"): SPOKEN | REASONING,
    ("gemini", "gemini-2.5-pro"): SPOKEN,
    ("gemini", "gemini-3-pro"): SPOKEN,
    ("gemini", "gemini-4-flash"): SPOKEN | PENALTIES | {"reasoning_budget"},
    ("ollama", "qwen3"): {"logit_bias", "user", "reasoning_budget"},
    ("azure", "mine"): LOCAL | {"top_k", "reasoning_budget", "show_reasoning"},
    ("openrouter", "any"): LOCAL,
    ("deepseek", "deepseek-chat"): LOCAL | {"reasoning_budget"},
    ("groq", "any"): LOCAL | {"top_k", "logit_bias", "reasoning_budget"},
    ("mistral", "any"): LOCAL | {"top_k", "logit_bias", "user", "reasoning_budget"},
    ("together", "any"): LOCAL | {"reasoning_budget"},
    ("xai", "any"): LOCAL | {"top_k", "reasoning_budget"},
    ("perplexity", "any"): LOCAL | {"reasoning_budget", "show_reasoning"},
    ("llamacpp", "any"): LOCAL,
    ("vllm", "any"): LOCAL,
    ("lmstudio", "any"): LOCAL | {"reasoning_budget"},
    ("compatible", "any"): LOCAL | {"reasoning_budget", "show_reasoning"},
    ("rehearsal", "rehearsal"): EVERYTHING,
}


def able(kind: str, model: str) -> Capabilities:
    provider = PROVIDERS[kind]
    endpoint = Endpoint(kind, provider.base_url or "http://house.test/v1", quirks=provider.quirks)
    return KINDS[provider.dialect].capable(endpoint, ModelFacts(model))


@pytest.mark.parametrize(("kind", "model"), LACKS)
def test_only_what_a_provider_takes_is_offered_and_all_of_it(kind: str, model: str) -> None:
    assert EVERYTHING - set(able(kind, model).params) == LACKS[kind, model]


def test_every_provider_has_its_row() -> None:
    assert {kind for kind, _ in LACKS} == set(PROVIDERS)


def test_a_server_that_does_not_stream_says_so() -> None:
    endpoint = Endpoint("mine", "http://house.test", quirks={"stream": False})
    assert not KINDS["openai"].capable(endpoint, ModelFacts("m")).streaming
