"""What can be asked of a model."""

from __future__ import annotations

from vibekoder.core.capabilities import capabilities
from vibekoder.core.models import ModelFacts
from vibekoder.core.params import PARAMS


def test_what_is_not_known_of_a_model_is_offered() -> None:
    known = capabilities(ModelFacts("m"), PARAMS)
    assert known.params == tuple(PARAMS)
    assert (known.images, known.tools, known.context) == (None, None, None)


def test_a_model_says_what_it_can() -> None:
    facts = ModelFacts("m", context=9000, output=500, images=False, reasoning=True, tools=True)
    known = capabilities(facts, PARAMS, streaming=False)
    assert (known.context, known.output, known.streaming) == (9000, 500, False)
    assert (known.images, known.reasoning, known.tools) == (False, True, True)


def test_what_the_protocol_does_not_take_is_not_offered() -> None:
    known = capabilities(ModelFacts("m"), ("seed", "temperature"))
    assert known.params == ("temperature", "seed")


def test_a_model_that_does_not_reason_is_asked_for_no_effort() -> None:
    known = capabilities(ModelFacts("m", reasoning=False), PARAMS)
    assert not {"reasoning_effort", "reasoning_budget", "show_reasoning"} & set(known.params)


def test_a_server_that_names_its_parameters_is_believed() -> None:
    told = ("temperature", "max_completion_tokens", "reasoning", "structured_outputs", "odd")
    known = capabilities(ModelFacts("m", params=told), PARAMS)
    assert set(known.params) == {
        "temperature",
        "max_tokens",
        "reasoning_effort",
        "reasoning_budget",
        "show_reasoning",
        "response_format",
    }
