"""Looking into JSON that may be anything: what does not fit is empty."""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_OPENING = ("{", "[")
LONGEST_NUMBER = 4000  # digits; Python itself refuses to read longer ones


def read(data: bytes) -> object:
    """One JSON value from bytes that may be unsound UTF-8; ValueError where it is none."""
    try:
        return _JSON.decode(data.decode("utf-8-sig", "replace").strip())
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc


def quick(data: bytes) -> object:
    """The same as `read`, several times as fast where nothing is wrong with the bytes."""
    try:
        return _QUICK.decode(data)
    except (ValueError, RecursionError):
        return read(data)


def several(data: bytes) -> tuple[list[object], bool]:
    """Objects and arrays that stand one behind the other; whether that is all there is."""
    found: list[object] = []
    text = data.decode("utf-8-sig", "replace").strip()
    while text[:1] in _OPENING and text:
        try:
            value, end = _JSON.raw_decode(text)
        except (ValueError, RecursionError):
            break
        found.append(value)
        text = text[end:].lstrip()
    return found, not text


def fields(value: object) -> dict[str, Any]:
    """The value's members; none if it is no object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """The value's entries; none if it is no list."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def text(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def of(kind: type[T], value: object) -> T | None:
    """The value if it is of this kind; a truth value is no number."""
    return value if isinstance(value, kind) and not isinstance(value, bool) else None


def count(value: object) -> int | None:
    """A number of tokens or bytes, if it can be one; a longer number could not even be printed."""
    number = int(value) if isinstance(value, float) and value.is_integer() else of(int, value)
    return number if number is not None and 0 <= number < 2**53 else None


def amount(value: object) -> float | None:
    """A sum of money, if it can be one."""
    number = of(int, value) if isinstance(value, int) else of(float, value)
    return float(number) if number is not None and 0 <= number < 1e9 else None


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float("inf")


_JSON = json.JSONDecoder(strict=False, parse_int=_number)
_QUICK = msgspec.json.Decoder()
