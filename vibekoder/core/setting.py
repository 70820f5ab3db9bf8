"""What a setting is: where it may be set, what it may hold, and how a value is checked."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Generic, TypeVar, cast

from vibekoder.core.errors import FormatError

T = TypeVar("T")


class Layer(IntEnum):
    """Where a value is set; a higher number wins."""

    APP = 0
    PROJECT = 1
    SESSION = 2
    REQUEST = 3


class Kind(StrEnum):
    """What a value is, for dialogs and checks."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    SWITCH = "switch"
    NAMES = "names"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value may be; ``pattern`` matches a whole text, ``form`` says it in words."""

    least: float = -math.inf
    most: float = math.inf
    choices: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. ``scope`` holds the layers it may be set in; ``unit`` stands after a number."""

    key: str
    type: Kind
    default: T
    title: str
    help: str
    scope: frozenset[Layer]
    limits: Limits = Limits()
    unit: str = ""


def check(setting: Setting[T], raw: Any) -> T:
    """The value if it is one that this setting may have; FormatError says what it must be."""
    return cast("T", _CHECKS[setting.type](setting, raw))


def _wrong(setting: Setting[Any], must: str) -> FormatError:
    return FormatError(f"“{setting.key}” must be {must}.", setting.help)


def _text(setting: Setting[Any], raw: Any) -> str:
    if not isinstance(raw, str):
        raise _wrong(setting, "a text")
    if setting.limits.pattern and not re.fullmatch(setting.limits.pattern, raw):
        raise _wrong(setting, setting.limits.form)
    return raw


def _choice(setting: Setting[Any], raw: Any) -> str:
    if raw not in setting.limits.choices:
        raise _wrong(setting, "one of " + ", ".join(setting.limits.choices))
    return raw


def _number(setting: Setting[Any], raw: Any) -> float:
    limits = setting.limits
    number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if not number or not limits.least <= raw <= limits.most:
        raise _wrong(setting, f"a number from {limits.least:g} to {limits.most:g}")
    return float(raw)


def _whole(setting: Setting[Any], raw: Any) -> int:
    number = _number(setting, raw)
    if not number.is_integer():
        raise _wrong(setting, "a whole number")
    return int(number)


def _switch(setting: Setting[Any], raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(setting, "true or false")
    return raw


def _names(setting: Setting[Any], raw: Any) -> tuple[str, ...]:
    items = cast("list[Any] | tuple[Any, ...]", raw) if isinstance(raw, list | tuple) else [None]
    names = tuple(one for one in items if isinstance(one, str))
    if len(names) != len(items):
        raise _wrong(setting, "a list of texts")
    return names


def _map(setting: Setting[Any], raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _wrong(setting, "a table of names and values")
    return dict(cast("Mapping[str, Any]", raw))


_CHECKS = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.SWITCH: _switch,
    Kind.NAMES: _names,
    Kind.MAP: _map,
}
