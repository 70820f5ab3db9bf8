"""The parameters of a request that are known: what each means, and what it may be.

The names are OpenAI's where it has one; each provider's own spelling is its dialect's matter. A
name that is not in the table passes through as it is.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from vibekoder.core import keyless
from vibekoder.core.settings import Limits

_ANY = Limits()


class Form(StrEnum):
    """What a parameter's value is."""

    NUMBER = "number"
    WHOLE = "whole"
    SWITCH = "switch"
    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "texts"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: ``sample`` is a value as a person would write it, ``variant`` another one.

    Who takes one of the two takes the parameter.
    """

    name: str
    form: Form
    title: str
    help: str
    sample: str
    limits: Limits = _ANY
    variant: str = ""

    @property
    def examples(self) -> tuple[Any, ...]:
        """The values that are written in ``sample`` and ``variant``."""
        return tuple(_meant(one) for one in (self.sample, self.variant) if one)

    @property
    def told(self) -> str:
        """Title, help and limits as one line."""
        return f"{self.title}: {self.help} {self._may_be}".strip()

    @property
    def _may_be(self) -> str:
        limits = self.limits
        if limits.choices:
            return f"One of {', '.join(limits.choices)}."
        if math.isfinite(limits.least) and math.isfinite(limits.most):
            return f"From {limits.least:g} to {limits.most:g}."
        return f"At least {limits.least:g}." if math.isfinite(limits.least) else ""


EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")

_ALL = (
    Param(
        "temperature",
        Form.NUMBER,
        "Temperature",
        "How far the model strays from its likeliest words.",
        "0.2",
        Limits(0, 2),
    ),
    Param(
        "max_tokens",
        Form.WHOLE,
        "Longest answer",
        "Tokens after which the answer ends, reasoning included.",
        "4096",
        Limits(1),
    ),
    Param(
        "reasoning_effort",
        Form.CHOICE,
        "Reasoning effort",
        "How long the model thinks before it answers.",
        "medium",
        Limits(choices=EFFORTS),
    ),
    Param(
        "reasoning_budget",
        Form.WHOLE,
        "Reasoning budget",
        "Tokens that reasoning may take; −1 leaves it to the model.",
        "8192",
        Limits(-1),
    ),
    Param(
        "show_reasoning",
        Form.SWITCH,
        "Show reasoning",
        "Whether the provider sends what the model thought.",
        "true",
    ),
    Param(
        "top_p",
        Form.NUMBER,
        "Top p",
        "Only the likeliest words that make up this share are chosen from.",
        "0.9",
        Limits(0, 1),
    ),
    Param(
        "top_k",
        Form.WHOLE,
        "Top k",
        "Only so many of the likeliest words are chosen from.",
        "40",
        Limits(0),
    ),
    Param("stop", Form.TEXTS, "Stop at", "The answer ends before any of these.", '["END"]'),
    Param("seed", Form.WHOLE, "Seed", "The same seed may give the same answer.", "7"),
    Param(
        "presence_penalty",
        Form.NUMBER,
        "Presence penalty",
        "Keeps the model from words that were there already.",
        "0.5",
        Limits(-2, 2),
    ),
    Param(
        "frequency_penalty",
        Form.NUMBER,
        "Frequency penalty",
        "Keeps the model from words that were there often.",
        "0.5",
        Limits(-2, 2),
    ),
    Param(
        "logit_bias",
        Form.TABLE,
        "Bias",
        "Makes single tokens likelier or less likely.",
        '{ "50256" = -100 }',
    ),
    Param(
        "response_format",
        Form.TABLE,
        "Form of the answer",
        "JSON, or JSON after a schema.",
        '{ type = "json_object" }',
        variant='{ type = "json_schema", json_schema = { schema = { type = "object" } } }',
    ),
    Param("user", Form.TEXT, "User", "A name that the provider tells its users apart by.", "me"),
    Param(
        "num_ctx",
        Form.WHOLE,
        "Context window",
        "Tokens that a local server keeps room for; sized to the request where it is not set.",
        "16384",
        Limits(1),
    ),
    Param(
        "keep_alive",
        Form.TEXT,
        "Keep loaded",
        "How long a local server keeps the model in memory.",
        '"10m"',
    ),
)

PARAMS: Mapping[str, Param] = {one.name: one for one in _ALL}


def wrong(name: str, value: Any) -> str:
    """Why this value cannot be meant, as a sentence; empty for a good or an unknown one.

    A key is none, whatever the parameter.
    """
    problem = keyless.parameter(name, value)
    if problem:
        return problem
    param = PARAMS.get(name)
    if param is None or value is None or _fits(param, value):
        return ""
    return f"“{name}” cannot be that. {param.told}"


def _meant(written: str) -> Any:
    """What a sample says; a word needs no quotes."""
    try:
        return tomllib.loads(f"it = {written}")["it"]
    except tomllib.TOMLDecodeError:
        return written


def _fits(param: Param, value: Any) -> bool:
    limits = param.limits
    if param.form in (Form.NUMBER, Form.WHOLE):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        whole = param.form is Form.NUMBER or (number and float(value).is_integer())
        return number and whole and limits.least <= value <= limits.most
    if param.form is Form.CHOICE:
        return value in limits.choices
    if param.form is Form.TEXTS:
        many = cast("list[Any]", value) if isinstance(value, list) else [value]
        return all(isinstance(one, str) for one in many)
    if param.name == "keep_alive":
        return isinstance(value, str | int | float)  # also in seconds
    kinds = {Form.SWITCH: bool, Form.TEXT: str, Form.TABLE: Mapping}
    return isinstance(value, kinds[param.form])
