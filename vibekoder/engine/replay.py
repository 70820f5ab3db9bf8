"""What was sent, from its receipt: byte for byte, piece by piece, and beside another one.

Nothing here asks the files of the project: they may have changed, moved or gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, cast

from vibekoder.core import receipt
from vibekoder.core.account import first_difference
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.store.objects import LENGTH, Objects


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


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of two requests: ``before`` or ``now`` is None where it came or went."""

    before: Told | None
    now: Told | None

    @property
    def same(self) -> bool:
        """Whether both have it with the same content."""
        return (
            self.before is not None
            and self.now is not None
            and (self.before.object, self.before.bytes) == (self.now.object, self.now.bytes)
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Two requests piece by piece; ``alike`` counts the bytes that both bodies begin with."""

    changes: tuple[Change, ...]
    alike: int


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


def compared(before: Sent, now: Sent) -> Compared:
    """What one request has that another has not, in the order of the later one."""
    return Compared(
        tuple(_changes(before.pieces, now.pieces)), first_difference(before.body, now.body)
    )


def _changes(before: Sequence[Told], now: Sequence[Told]) -> list[Change]:
    old, new = [one.place for one in before], [one.place for one in now]
    made: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            made += [Change(x, y) for x, y in zip(before[a:b], now[c:d], strict=True)]
        else:
            made += [Change(one, None) for one in before[a:b]]
            made += [Change(None, one) for one in now[c:d]]
    return made


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
    )
