"""A request's body as a person reads it: JSON with its long texts as lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

_STEP = "  "


def readable(body: bytes) -> str:
    """The body with one line for each member; a text of several lines stands below its name.

    What is no JSON is shown as it is. Only for reading: it cannot be turned back.
    """
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
    return "\n".join(_lines(value, ""))


def _lines(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in cast("dict[str, Any]", value).items():
            yield from _member(f"{name}:", inner, indent)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _member("-", inner, indent)
    elif isinstance(value, str) and "\n" in value:
        yield from (f"{indent}{line}" for line in value.split("\n"))
    else:
        yield f"{indent}{_plain(value)}"


def _member(name: str, value: object, indent: str) -> Iterator[str]:
    if _is_long(value):
        yield f"{indent}{name}"
        yield from _lines(value, indent + _STEP)
    else:
        yield f"{indent}{name} {_plain(value)}"


def _is_long(value: object) -> bool:
    if isinstance(value, str):
        return "\n" in value
    return isinstance(value, dict | list) and value not in ({}, [])


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
