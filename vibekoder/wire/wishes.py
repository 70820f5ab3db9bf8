"""What the generic parameters ask for, as values that every dialect can put in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vibekoder.wire import loose

# Tokens for reasoning where a model takes a number and no word.
BUDGETS: Final[Mapping[str, int]] = {
    "minimal": 1024,
    "low": 2048,
    "medium": 8192,
    "high": 16_384,
    "xhigh": 24_576,
    "max": 32_768,
}


def stops(value: object) -> list[str]:
    """The texts that end an answer: one, or several; blank ones are refused everywhere."""
    listed = [value] if isinstance(value, str) else loose.entries(value)
    return [one for one in map(loose.text, listed) if one.strip()]


def schema(value: object) -> Mapping[str, Any] | None:
    """The JSON schema that an answer shall follow, as OpenAI writes it or bare; None without one.

    ``{"type": "json_schema", "json_schema": {"schema": …}}``, the same without the outer table, and
    a schema by itself are all understood.
    """
    known = loose.fields(value)
    inner = loose.fields(known.get("json_schema")) or known
    if isinstance(inner.get("schema"), dict):
        return loose.fields(inner.get("schema"))
    is_schema = "properties" in known or "$schema" in known or known.get("type") in _KINDS
    return known if is_schema else None


def wants_json(value: object) -> bool:
    """Whether the answer shall be JSON of any shape."""
    word: object = loose.fields(value).get("type", value)
    return word in ("json_object", "json")


def is_text(value: object) -> bool:
    """Whether plain text is asked for, which needs no asking."""
    return loose.fields(value).get("type") == "text"


_KINDS = ("object", "array", "string", "number", "integer", "boolean")
