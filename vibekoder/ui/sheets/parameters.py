"""Parameters and headers of a request as lines, as a person types them."""

import json
import math
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final, cast

from vibekoder.app.tongue import tr
from vibekoder.core.errors import FormatError

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./:-]*")


def read_parameters(text: str) -> dict[str, Any]:
    """The values by name; empty lines and ``#`` lines are skipped.

    A value is written as in TOML or JSON; a single word needs no quotes. Raises FormatError with
    a sentence that names the line.
    """
    found: dict[str, Any] = {}
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = (part.strip() for part in stripped.partition("="))
        if not equals or not NAME.fullmatch(name):
            raise FormatError(
                tr("Line {n} of the parameters is not “name = value”.").format(n=number)
            )
        if name in found:
            raise FormatError(tr("“{name}” stands twice among the parameters.").format(name=name))
        found[name] = _value(value, name)
    return found


def show_parameters(params: Mapping[str, Any]) -> str:
    """The lines for these values; reading them gives the same again, as far as JSON can say it."""
    return "\n".join(
        f"{name} = {json.dumps(value, ensure_ascii=False, default=str)}"
        for name, value in params.items()
    )


def _value(text: str, name: str) -> Any:
    for read in (_as_toml, json.loads):
        try:
            value = read(text)
        except ValueError:
            continue
        if _is_plain(value):
            return value
    if BARE.fullmatch(text):
        return text
    told = tr("The value of “{name}” is neither a number, a word, nor “quoted” text.")
    raise FormatError(told.format(name=name))


def _as_toml(text: str) -> Any:
    return tomllib.loads(f"value = {text}")["value"]


def _is_plain(value: Any) -> bool:
    if isinstance(value, bool | int | str):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(_is_plain(one) for one in cast("list[Any]", value))
    if isinstance(value, dict):
        return all(_is_plain(one) for one in cast("dict[str, Any]", value).values())
    return False


def read_headers(text: str) -> dict[str, str]:
    """The headers in lines of ``Name: value``; FormatError names a line that is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not name or not value:
            raise FormatError(tr("Line {n} of the headers is not “Name: value”.").format(n=number))
        if name.lower() in (one.lower() for one in found):
            raise FormatError(tr("“{name}” stands twice among the headers.").format(name=name))
        found[name] = value
    return found


def show_headers(headers: Mapping[str, str]) -> str:
    """The lines for these headers."""
    return "\n".join(f"{name}: {value}" for name, value in headers.items())
