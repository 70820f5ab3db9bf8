"""What can be asked of a model."""

from __future__ import annotations

import pytest

from vibekoder.core.capabilities import PARAMETERS, Capabilities, capabilities
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import OPENAI, PROVIDERS, REHEARSAL


def test_what_is_not_known_is_offered() -> None:
    known = capabilities(OPENAI, ModelFacts("m"))
    assert known.params == tuple(PARAMETERS)
    assert (known.images, known.takes_images, known.tools, known.context) == (
        None,
        True,
        None,
        None,
    )


def test_a_model_says_what_it_can() -> None:
    facts = ModelFacts("m", context=9000, output=500, images=False, reasoning=True, tools=True)
    known = capabilities(OPENAI, facts)
    assert (known.context, known.output) == (9000, 500)
    assert (known.takes_images, known.reasoning, known.tools) == (False, True, True)


def test_what_the_protocol_leaves_out_is_not_offered() -> None:
    known = capabilities(OPENAI, ModelFacts("m"), ("top_k", "seed"))
    assert set(PARAMETERS) - set(known.params) == {"top_k", "seed"}


def test_a_model_that_does_not_reason_is_asked_for_no_effort() -> None:
    known = capabilities(OPENAI, ModelFacts("m", reasoning=False))
    assert not {"reasoning_effort", "reasoning_budget", "show_reasoning"} & set(known.params)


def test_a_server_that_names_its_parameters_is_believed() -> None:
    told = ("temperature", "max_completion_tokens", "reasoning", "structured_outputs", "odd")
    known = capabilities(OPENAI, ModelFacts("m", params=told))
    assert known.params == (
        "temperature",
        "max_tokens",
        "reasoning_effort",
        "reasoning_budget",
        "show_reasoning",
        "response_format",
    )


def test_a_rehearsal_takes_nothing_and_needs_no_network() -> None:
    known = capabilities(REHEARSAL, ModelFacts("rehearsal"))
    assert (known.params, known.takes_images, known.needs_network) == ((), False, False)


@pytest.mark.parametrize("name", [name for name in PROVIDERS if name != "rehearsal"])
def test_every_server_streams_and_lists_its_models(name: str) -> None:
    known = capabilities(PROVIDERS[name], ModelFacts("m"))
    assert known.streaming
    assert known.lists_models
    assert known.needs_network


def test_without_any_knowledge_everything_is_offered() -> None:
    assert Capabilities().takes_images
