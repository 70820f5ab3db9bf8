"""Lists of models as OpenAI and its relatives give them, with whatever a server adds.

A fact stands under another name at each server, so each has a row of places; the first that fits
counts.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from vibekoder.core.models import ModelFacts, Prices
from vibekoder.wire import loose

_TITLES = ("display_name", "name")
_CONTEXT = (
    "loaded_context_length",
    "max_model_len",
    "context_window",
    "context_length",
    "max_context_length",
    "meta.n_ctx",
    "meta.n_ctx_train",
    "top_provider.context_length",
)
_OUTPUT = ("max_completion_tokens", "top_provider.max_completion_tokens")

# Words of `supported_parameters` and of `capabilities` that tell an ability.
_IMAGES = ("vision", "image", "multimodal")
_REASONING = ("reasoning", "reasoning_effort")
_TOOLS = ("tools", "tool_use", "function_calling", "trained_for_tool_use")

_MILLION = 1_000_000


def read(body: bytes) -> list[ModelFacts]:
    """The models under ``data``, under ``models``, or in a bare list, each once."""
    value = _value(body)
    known = loose.fields(value)
    listed = loose.entries(known.get("data") or known.get("models") or value)
    found: dict[str, ModelFacts] = {}
    for entry in listed:
        facts = _facts(entry)
        if facts.name:
            found.setdefault(facts.name, facts)
    return list(found.values())


def fields(body: bytes) -> dict[str, Any]:
    """The members of a list's body; none if it is no JSON."""
    return loose.fields(_value(body))


def count(value: object) -> int | None:
    """A number of tokens, if it can be a limit."""
    return loose.count(value) or None


def _value(body: bytes) -> object:
    try:
        return loose.read(body)
    except ValueError:
        return None


def _facts(entry: object) -> ModelFacts:
    known = loose.fields(entry)
    name = loose.text(entry) or loose.text(known.get("id")) or loose.text(known.get("name"))
    title = next((text for key in _TITLES if (text := loose.text(known.get(key)))), "")
    supported = loose.entries(known.get("supported_parameters"))
    params = tuple(loose.text(one) for one in supported if loose.text(one))
    return ModelFacts(
        name,
        "" if title == name else title,
        context=_limit(known, _CONTEXT),
        output=_limit(known, _OUTPUT),
        prices=_prices(loose.fields(known.get("pricing"))),
        images=_takes_images(known),
        reasoning=_ability(known, _REASONING),
        tools=_ability(known, _TOOLS),
        params=params or None,
    )


def _limit(known: dict[str, Any], places: tuple[str, ...]) -> int | None:
    found = (count(_at(known, place)) for place in places)
    return next((limit for limit in found if limit is not None), None)


def _at(known: dict[str, Any], place: str) -> object:
    outer, _, inner = place.rpartition(".")
    return (loose.fields(known.get(outer)) if outer else known).get(inner)


def _takes_images(known: dict[str, Any]) -> bool | None:
    modalities = loose.entries(loose.fields(known.get("architecture")).get("input_modalities"))
    if modalities:
        return "image" in modalities
    told = _ability(known, _IMAGES)
    # LM Studio tells it by the type alone
    return told or {"vlm": True, "llm": False}.get(loose.text(known.get("type")), told)


def _ability(known: dict[str, Any], words: tuple[str, ...]) -> bool | None:
    """Whether one of the words is named; None where nothing tells."""
    capabilities: object = known.get("capabilities")
    for word in words:
        told: object = loose.fields(capabilities).get(word)
        if told is not None:
            return bool(told)
    lists = [loose.entries(capabilities), loose.entries(known.get("supported_parameters"))]
    told_lists = [one for one in lists if one]
    return any(word in one for one in told_lists for word in words) if told_lists else None


def _prices(pricing: dict[str, Any]) -> Prices | None:
    """Per token as texts (``prompt``, ``completion``), or per million as numbers."""
    if "prompt" in pricing:
        names, unit = ("prompt", "completion", "input_cache_read", "input_cache_write"), _MILLION
    else:
        names, unit = ("input", "output", "cache_read", "cache_write"), 1
    given, answered, cached, written = (_price(pricing.get(name), unit) for name in names)
    if given is None or answered is None:
        return None
    return Prices(given, answered, cached, written)


def _price(value: object, unit: int) -> float | None:
    """A price; one below zero means that it depends on the request."""
    try:
        price = float(value) if isinstance(value, (str, int, float)) else -1.0
    except (ValueError, OverflowError):
        return None
    return round(price * unit, 6) if isfinite(price) and price >= 0 else None
