"""Lists of models, as each server tells them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vibekoder.core.models import ModelFacts, Prices
from vibekoder.wire import listing


def _one(**entry: Any) -> ModelFacts:
    (facts,) = listing.read(json.dumps({"data": [{"id": "m", **entry}]}).encode())
    return facts


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"data": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}', ["a", "b"]),
        (b'[{"id": "a"}, "b", 3, {}]', ["a", "b"]),
        (b'{"models": [{"name": "a"}]}', ["a"]),
        (b'{"data": null}', []),
        (b'"text"', []),
        (b"<html>", []),
        (b"", []),
    ],
)
def test_lists_of_models_are_read_in_every_shape(body: bytes, names: list[str]) -> None:
    assert [one.name for one in listing.read(body)] == names


def test_a_server_that_tells_only_names_leaves_the_rest_unknown() -> None:
    assert _one(object="model", owned_by="openai") == ModelFacts("m")


@pytest.mark.parametrize(
    "entry",
    [
        {"max_model_len": 4096},
        {"context_window": 4096},
        {"context_length": 4096},
        {"max_context_length": 4096},
        {"max_context_length": 9999, "loaded_context_length": 4096},
        {"meta": {"n_ctx_train": 4096}},
        {"context_length": None, "top_provider": {"context_length": 4096}},
        {"context_length": "4096", "max_model_len": 4096},
        {"context_length": 0, "max_context_length": 4096},
    ],
)
def test_the_size_of_the_context_is_found_where_each_server_has_it(entry: dict[str, Any]) -> None:
    assert _one(**entry).context == 4096


@pytest.mark.parametrize(
    "entry",
    [{"max_completion_tokens": 512}, {"top_provider": {"max_completion_tokens": 512}}],
)
def test_the_most_output_is_found_where_each_server_has_it(entry: dict[str, Any]) -> None:
    assert _one(**entry).output == 512


def test_a_model_has_a_name_for_people_if_it_is_another() -> None:
    assert _one(name="Maker: Model").title == "Maker: Model"
    assert _one(display_name="m").title == ""


def test_prices_for_one_token_become_prices_for_a_million() -> None:
    pricing = {"prompt": "0.000003", "completion": "0.000015", "input_cache_read": "0.0000003"}
    assert _one(pricing=pricing).prices == Prices(3, 15, 0.3)


def test_prices_for_a_million_stay() -> None:
    pricing = {"input": 5, "output": 25, "cache_write": 6.25, "cache_read": 0.5}
    assert _one(pricing=pricing).prices == Prices(5, 25, 0.5, 6.25)


@pytest.mark.parametrize(
    "pricing",
    [
        {"prompt": "-1", "completion": "-1"},
        {"prompt": "cheap", "completion": "1"},
        {"prompt": "nan", "completion": "1"},
        {"input": 1},
        {"input": None, "output": 10**400},
        "free",
    ],
)
def test_a_price_that_cannot_be_read_is_unknown(pricing: object) -> None:
    assert _one(pricing=pricing).prices is None


@pytest.mark.parametrize(
    ("entry", "images"),
    [
        ({"architecture": {"input_modalities": ["text", "image"]}}, True),
        ({"architecture": {"input_modalities": ["text"]}}, False),
        ({"capabilities": {"vision": True}}, True),
        ({"capabilities": {"vision": False}}, False),
        ({"capabilities": ["completion", "multimodal"]}, True),
        ({"type": "vlm", "capabilities": ["tool_use"]}, True),
        ({"type": "llm"}, False),
        ({}, None),
    ],
)
def test_a_server_tells_whether_a_model_sees(entry: dict[str, Any], images: bool | None) -> None:
    assert _one(**entry).images is images


@pytest.mark.parametrize(
    ("entry", "reasoning", "tools"),
    [
        ({"supported_parameters": ["tools", "seed"]}, False, True),
        ({"supported_parameters": ["reasoning", 3]}, True, False),
        ({"capabilities": {"function_calling": True, "reasoning": False}}, False, True),
        ({"capabilities": {"reasoning_effort": ["low", "high"]}}, True, None),
        ({"capabilities": ["tool_use"]}, False, True),
        ({"capabilities": []}, None, None),
    ],
)
def test_a_server_tells_whether_a_model_reasons_and_calls(
    entry: dict[str, Any], reasoning: bool | None, tools: bool | None
) -> None:
    facts = _one(**entry)
    assert (facts.reasoning, facts.tools) == (reasoning, tools)


def test_the_parameters_that_a_model_takes_are_kept() -> None:
    assert _one(supported_parameters=["seed", 3, "stop"]).params == ("seed", "stop")
    assert _one(supported_parameters=[]).params is None
