"""Whatever parameter is set: it changes the request, is met without that, or is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from vibekoder.backends.registry import KINDS
from vibekoder.core.messages import Message, Role
from vibekoder.core.params import EFFORTS, PARAMS
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.http import ChatRequest, Endpoint

SAID = (Message(Role.USER, "Hi"),)
MODELS: Mapping[str, tuple[str, ...]] = {
    "anthropic": (
        *("claude-3-5-haiku", "claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-8"),
        *("claude-fable-5-1", "house"),
    ),
    "gemini": (
        *("gemini-2.0-flash", "gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-pro"),
        "gemini-4-flash",
    ),
    "openai": ("gpt-4o", "gpt-5"),
}
VALUES: Mapping[str, tuple[Any, ...]] = {
    "show_reasoning": (False,),
    "reasoning_effort": EFFORTS,
    "reasoning_budget": (0, -1, 1, 100_000),
    "max_tokens": (1,),
    "stop": ("END", ["A", "B"]),
    "response_format": ({"type": "text"}, "json_object"),
    "temperature": (0, 1),
    "top_k": (0,),
    "seed": (0,),
}
BESIDE: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "show_reasoning": ({"reasoning_effort": "low"}, {"reasoning_budget": 2000}),
    "reasoning_effort": (
        *({"reasoning_budget": 2000}, {"reasoning_budget": 0}, {"reasoning_budget": -1}),
        *({"show_reasoning": True}, {"show_reasoning": False}),
    ),
    "reasoning_budget": (
        *({"reasoning_effort": "low"}, {"reasoning_effort": "none"}),
        *({"show_reasoning": True}, {"show_reasoning": False}),
    ),
    "temperature": ({"reasoning_effort": "low"}, {"top_p": 0.4}),
    "top_p": ({"temperature": 0.3}, {"reasoning_effort": "low"}),
    "top_k": ({"reasoning_effort": "low"},),
    "max_tokens": ({"reasoning_budget": 2000},),
}
SHOW = ("show_reasoning", True)
HIDE = ("show_reasoning", False)
SILENT = (("reasoning_effort", "none"), ("reasoning_budget", 0))

# What a provider does by itself; plain text is what all give.
BY_ITSELF: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "openai-responses": (HIDE,),
    "gemini": (HIDE, SHOW),  # thoughts come where reasoning was asked for
    "ollama": (SHOW,),
    "deepseek": (SHOW,),
    "mistral": (SHOW,),
    "together": (SHOW,),
    "xai": (SHOW,),
    "llamacpp": (SHOW,),
    "lmstudio": (SHOW,),
    "claude-sonnet-4-5": (*SILENT, SHOW, HIDE),  # reasons only when asked, then visibly
    "claude-opus-4-6": (HIDE, SHOW),
    "claude-opus-4-8": (HIDE, SHOW),
    "claude-fable-5-1": (HIDE, SHOW),
    "house": (SHOW,),
}


PLACES = [
    (kind, model)
    for kind, provider in PROVIDERS.items()
    for model in MODELS.get(kind, ("any",))
    if provider.networked
]


@pytest.mark.parametrize("name", PARAMS)
@pytest.mark.parametrize(("kind", "model"), PLACES)
def test_a_parameter_is_sent_or_met_or_named(kind: str, model: str, name: str) -> None:
    provider = PROVIDERS[kind]
    endpoint = Endpoint(kind, provider.base_url or "http://house.test", quirks=provider.quirks)
    spoken = KINDS[provider.dialect]
    for beside in ({}, *BESIDE.get(name, ())):
        without = spoken.body(endpoint, ChatRequest("", model, SAID, beside))
        for value in (*PARAMS[name].examples, *VALUES.get(name, ())):
            asked = ChatRequest("", model, SAID, {**beside, name: value})
            sent = spoken.body(endpoint, asked) != without
            named = name in spoken.left_out(endpoint, asked)
            assert sent or named or is_met(kind, model, (name, value), beside), (beside, value)


def is_met(kind: str, model: str, one: tuple[str, Any], beside: Mapping[str, Any]) -> bool:
    """Whether the same answer comes without it."""
    itself = (*BY_ITSELF.get(kind, ()), *BY_ITSELF.get(model, ()))
    twice = one in SILENT and any(other in SILENT for other in beside.items())
    return one in itself or twice or one == ("response_format", {"type": "text"})
