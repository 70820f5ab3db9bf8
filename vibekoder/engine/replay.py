"""What was sent, from its receipt: byte for byte, and piece by piece.

Nothing here asks the files of the project: they may have changed, moved or gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Any, cast

from vibekoder.core import receipt
from vibekoder.core.account import written
from vibekoder.core.compile import IMAGE
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.store.objects import LENGTH, Objects

_SAID = frozenset({"content", "text", "system", "instructions", "input"})
"""Under these names the dialects have what is said to a model."""


@dataclass(frozen=True, slots=True)
class Told:
    """One piece as a receipt tells it; ``tokens`` are an estimate, ``commit`` may be empty."""

    kind: str
    role: str
    slice_id: str
    bytes: int
    tokens: int
    directive: str = ""
    path: str = ""
    object: str = ""
    commit: str = ""
    dirty: bool = False
    message: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """What makes two pieces of two receipts the same one."""
        return (self.slice_id, self.kind, self.path)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as its receipt keeps it."""

    name: str
    backend: str
    base_url: str
    model: str
    params: Mapping[str, Any]
    headers: tuple[str, ...]
    pieces: tuple[Told, ...]
    envelope: int
    body: bytes = field(repr=False)


def find(objects: Objects, short: str) -> str:
    """The whole name of a receipt from its beginning, as an answer carries it.

    Raises StoreError if there is none, or more than one.
    """
    names = [short] if len(short) == LENGTH else objects.find(short)
    if not names:
        raise StoreError(objects.folder, f"the receipt {short} is missing")
    if len(names) > 1:
        raise StoreError(objects.folder, f"{short} fits more than one object: {', '.join(names)}")
    return names[0]


def sent(objects: Objects, short: str) -> Sent:
    """What a receipt stands for, its body checked against the hash that was taken then.

    Raises StoreError or FormatError: what is missing is named.
    """
    name = find(objects, short)
    data = objects.get(name)
    body = receipt.replay(data, objects.get)
    pieces = tuple(_told(one) for one in receipt.pieces_of(data, objects.get))
    said = cast("dict[str, Any]", json.loads(data))
    try:
        return Sent(
            name,
            str(said["backend"]),
            str(said["base_url"]),
            str(said["model"]),
            dict(said["params"]),
            tuple(str(one) for one in said["headers"]),
            pieces,
            # receipts of the first version name only what was included
            int(said.get("envelope", len(body) - sum(one.bytes for one in pieces))),
            body,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError("This receipt cannot be read.") from error


def texts(sent: Sent) -> tuple[str, ...]:
    """What each piece says, as its body has it; empty where a dialect has changed its message."""
    try:
        spoken = tuple(_spoken(json.loads(sent.body)))
    except (ValueError, RecursionError):
        spoken = ()
    made: list[str] = []
    at = 0
    for _, group in groupby(sent.pieces, key=lambda one: one.message):
        pieces = tuple(group)
        sizes = [0 if one.kind == IMAGE else one.bytes for one in pieces]
        found = next((n for n in range(at, len(spoken)) if _fits(spoken[n], sizes)), None)
        if found is None:
            made += [""] * len(pieces)
        else:
            at = found + 1
            made += _cut(spoken[found], sizes)
    return tuple(made)


def _fits(text: str, sizes: Sequence[int]) -> bool:
    return sum(sizes) in {len(written(text, ascii_only=way)) for way in (False, True)}


def _cut(text: str, sizes: Sequence[int]) -> list[str]:
    """The parts of a text that are so long each, in JSON's spelling."""
    plain = written(text, ascii_only=False)
    whole = plain if len(plain) == sum(sizes) else written(text, ascii_only=True)
    ends = list(accumulate(sizes))
    parts = (whole[a:b] for a, b in zip([0, *ends], ends, strict=False))
    return [json.loads(b'"' + one + b'"') for one in parts]


def _spoken(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a body that are said to the model: no names, roles or parameters."""
    if isinstance(value, str):
        if name in _SAID:
            yield value
    elif isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            yield from _spoken(inner, key)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _spoken(inner, name)


def _told(said: Mapping[str, Any]) -> Told:
    git = cast("dict[str, Any]", said.get("git") or {})
    return Told(
        str(said.get("kind", "")),
        str(said.get("role", "")),
        str(said.get("slice", "")),
        int(said.get("bytes", 0)),
        int(said.get("tokens", 0)),
        str(said.get("directive", "")),
        str(said.get("path", "")),
        str(said.get("object", "")),
        str(git.get("commit", "")),
        bool(git.get("dirty", False)),
        int(said.get("message", 0)),
    )
