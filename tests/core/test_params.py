"""The table of known parameters: help for each, limits for each, and nothing about the others."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from vibekoder.core.params import PARAMS, wrong


@pytest.mark.parametrize("name", PARAMS)
def test_every_parameter_has_help_and_a_sample_that_fits(name: str) -> None:
    param = PARAMS[name]
    assert param.title
    assert param.help.endswith(".")
    try:
        value = tomllib.loads(f"value = {param.sample}")["value"]
    except tomllib.TOMLDecodeError:
        value = param.sample
    assert wrong(name, value) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 3),
        ("temperature", "hot"),
        ("temperature", True),
        ("max_tokens", 0),
        ("max_tokens", 1.5),
        ("reasoning_effort", "huge"),
        ("show_reasoning", "yes"),
        ("stop", [1]),
        ("logit_bias", []),
        ("user", 3),
        ("keep_alive", []),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_can(name: str, value: Any) -> None:
    said = wrong(name, value)
    assert name in said
    assert PARAMS[name].help in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stop", "END"),
        ("stop", ["a", "b"]),
        ("keep_alive", -1),
        ("seed", -3),
        ("temperature", None),
        ("my_own", {"any": "thing"}),
    ],
)
def test_what_can_be_meant_and_what_nobody_knows_passes(name: str, value: Any) -> None:
    assert wrong(name, value) == ""


def test_limits_are_told() -> None:
    assert PARAMS["temperature"].told.endswith("From 0 to 2.")
    assert PARAMS["max_tokens"].told.endswith("At least 1.")
    assert PARAMS["reasoning_effort"].told.endswith("xhigh, max.")
    assert PARAMS["seed"].told.endswith("same answer.")
