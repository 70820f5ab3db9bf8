"""What is known of a model: its limits, its prices, what it takes. None means unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """USD per million tokens; without an own price, cached tokens cost what input costs.

    ``up_to`` is the longest input, in tokens, for which these hold.
    """

    input: float
    output: float
    cached: float | None = None
    cache_write: float | None = None
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model, ``name`` as it goes on the wire.

    ``context`` and ``output`` are limits in tokens, ``params`` the parameters it takes.
    """

    name: str
    title: str = ""
    context: int | None = None
    output: int | None = None
    prices: Prices | None = None
    images: bool | None = None
    reasoning: bool | None = None
    tools: bool | None = None
    params: tuple[str, ...] | None = None


def merged(a: ModelFacts, b: ModelFacts) -> ModelFacts:
    """What ``b`` knows, and ``a`` where it knows nothing."""
    told: dict[str, Any] = {
        one.name: value for one in fields(b) if (value := getattr(b, one.name)) not in (None, "")
    }
    return replace(a, **told)


def cost_of(usage: Mapping[str, int], prices: Prices | None) -> float | None:
    """USD for an answer; None where its tokens or their prices are not known.

    ``input`` holds the cached and the newly cached tokens too, as events count them.
    """
    if prices is None or "input" not in usage or "output" not in usage:
        return None
    if prices.up_to is not None and usage["input"] > prices.up_to:
        return None
    cached, written = usage.get("cached", 0), usage.get("cache_write", 0)
    plain = max(0, usage["input"] - cached - written)
    return (
        plain * prices.input
        + cached * _or(prices.cached, prices.input)
        + written * _or(prices.cache_write, prices.input)
        + usage["output"] * prices.output
    ) / _MILLION


def _or(own: float | None, general: float) -> float:
    return general if own is None else own
