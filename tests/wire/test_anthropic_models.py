"""Generations of Anthropic's models, by name."""

from __future__ import annotations

import pytest

from vibekoder.wire.anthropic_models import generation


@pytest.mark.parametrize(
    ("model", "thinking", "output"),
    [
        ("claude-2.1", "none", 4096),
        ("claude-instant-1.2", "none", 4096),
        ("claude-3-opus-20240229", "none", 4096),
        ("claude-3-5-sonnet-20241022", "none", 8192),
        ("claude-3-7-sonnet-latest", "budget", 32_000),
        ("claude-sonnet-4-20250514", "budget", 32_000),
        ("claude-sonnet-4@20250514", "budget", 32_000),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "budget", 32_000),
        ("anthropic/claude-opus-4.5", "budget", 32_000),
        ("claude-sonnet-4-6", "both", 64_000),
        ("claude-opus-4-8", "adaptive", 64_000),
        ("Claude-Sonnet-5", "adaptive", 64_000),
        ("claude-latest", "adaptive", 64_000),
        ("qwen3-coder", "budget", 8192),
    ],
)
def test_a_name_tells_how_a_model_reasons(model: str, thinking: str, output: int) -> None:
    kind = generation(model)
    assert (kind.thinking, kind.output) == (thinking, output)


@pytest.mark.parametrize(
    ("model", "off"),
    [
        ("claude-sonnet-5", True),
        ("claude-fable-5", True),
        ("claude-fable-5-1", False),
        ("claude-opus-5-5", False),
        ("claude-sonnet-4-5", False),
        ("deepseek-chat", True),
    ],
)
def test_some_must_be_told_not_to_reason_and_some_cannot_be(model: str, off: bool) -> None:
    assert generation(model).off is off


def test_the_newer_ones_sample_as_they_like() -> None:
    assert not generation("claude-opus-4-7").samples
    assert generation("claude-opus-4-6").samples
