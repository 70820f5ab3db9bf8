"""The arguments of a call that Gemini tells value by value, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, cast

from vibekoder.wire import loose

# What is told as a value, each under its own name; a text may come in several pieces.
_VALUES = ("stringValue", "numberValue", "boolValue", "nullValue")

# A member by its name, bare or in quotes, or an entry by its number.
_PLACE = re.compile(r"""\.?([^.\[\]"'$]+)|\[(\d{1,4})\]|\[(?:'([^']*)'|"([^"]*)")\]""")


class Given:
    """Puts the arguments of one call together; ``args`` is what is known of them."""

    def __init__(self, name: str, id_: str, args: Mapping[str, Any]) -> None:
        self.args: dict[str, Any] = dict(args)
        self._named = {"id": id_, "name": name}

    def call(self) -> dict[str, Any]:
        """The call as one that came whole."""
        return {**{key: one for key, one in self._named.items() if one}, "args": self.args}

    def take(self, piece: Mapping[str, Any]) -> None:
        """One value, or a piece of a text, at the place that its ``jsonPath`` tells."""
        path = [_key(found) for found in _PLACE.finditer(loose.text(piece.get("jsonPath")))]
        name = next((one for one in _VALUES if one in piece), "")
        if not name or not path or isinstance(path[0], int):
            return
        value = None if name == "nullValue" else piece[name]
        holder, last = self._holder(path), path[-1]
        before = _at(holder, last)
        if isinstance(value, str) and isinstance(before, str):
            value = before + value
        _put(holder, last, value)

    def _holder(self, path: list[str | int]) -> dict[str, Any] | list[Any]:
        """The object or array that the last step of the path leads into; made where need be."""
        holder: dict[str, Any] | list[Any] = self.args
        for key, after in pairwise(path):
            inner: object = _at(holder, key)
            if not isinstance(inner, list if isinstance(after, int) else dict):
                inner = [] if isinstance(after, int) else {}
                _put(holder, key, inner)
            holder = cast("dict[str, Any] | list[Any]", inner)
        return holder


def _key(found: re.Match[str]) -> str | int:
    name, number, single, double = found.groups()
    return (
        int(number)
        if number is not None
        else next(one for one in (name, single, double) if one is not None)
    )


def _at(holder: dict[str, Any] | list[Any], key: str | int) -> object:
    if isinstance(holder, list):
        number = cast("int", key)
        return holder[number] if number < len(holder) else None
    return holder.get(str(key))


def _put(holder: dict[str, Any] | list[Any], key: str | int, value: object) -> None:
    if isinstance(holder, list):
        number = cast("int", key)
        holder += [None] * (number + 1 - len(holder))
        holder[number] = value
    else:
        holder[str(key)] = value
