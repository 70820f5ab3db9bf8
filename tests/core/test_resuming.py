"""Which providers go on with an answer in place."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.core.providers import PROVIDERS
from vibekoder.core.resuming import prefill


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("ollama", "llama3"),
        ("vllm", "any"),
        ("groq", "llama-3.3-70b-versatile"),
        ("openrouter", "a/b"),
        ("anthropic", "claude-3-5-haiku-latest"),
        ("anthropic", "claude-sonnet-4-5-20250929"),
        ("anthropic", "claude-opus-4-1"),
        ("anthropic", "claude-sonnet-4-20250514"),
    ],
)
def test_a_provider_that_can_goes_on_in_place(provider: str, model: str) -> None:
    assert prefill(PROVIDERS[provider].quirks, model, {}) is not None


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "gpt-5"),
        ("gemini", "gemini-2.5-pro"),
        ("mistral", "codestral-latest"),
        ("anthropic", "claude-opus-4-6"),
        ("anthropic", "claude-sonnet-5"),
        ("anthropic", "claude-fable-5-2"),
    ],
)
def test_one_that_cannot_is_asked_in_a_turn(provider: str, model: str) -> None:
    assert prefill(PROVIDERS[provider].quirks, model, {}) is None


def test_a_server_is_told_that_the_last_message_goes_on() -> None:
    assert prefill(PROVIDERS["vllm"].quirks, "any", {}) == {
        "continue_final_message": True,
        "add_generation_prompt": False,
    }


@pytest.mark.parametrize(
    ("params", "can"),
    [
        ({"reasoning_effort": "high"}, False),
        ({"reasoning_budget": 2000}, False),
        ({"reasoning_effort": "none"}, True),
        ({"temperature": 1}, True),
    ],
)
def test_a_model_that_is_to_reason_first_is_asked_in_a_turn(
    params: dict[str, Any], can: bool
) -> None:
    assert (prefill(PROVIDERS["ollama"].quirks, "qwen3", params) is not None) is can
