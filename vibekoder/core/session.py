"""The session document: a file's bytes as parts, and every part's bytes as they were.

``parse`` and ``serialise`` are inverse to each other for every byte string. Every change of a
session is a ``Splice`` of its parts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from vibekoder.core.answer import Answer, Piece, ToolStep, put_together, take_apart
from vibekoder.core.escape import count_ends, tail_start
from vibekoder.core.live import LiveText
from vibekoder.core.parts import (
    BOM,
    Head,
    Part,
    Slice,
    followed,
    new_slice,
    read_parts,
    shown,
    source,
)

__all__ = [
    "Answer",
    "Head",
    "LiveText",
    "Part",
    "Piece",
    "Session",
    "Slice",
    "Splice",
    "ToolStep",
    "fresh_ids",
    "inserted",
    "new_id",
    "new_slice",
    "parse",
    "put_together",
    "serialise",
    "shown",
    "source",
    "take_apart",
]

ID_SIGNS = "abcdefghijklmnopqrstuvwxyz234567"
ID_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Splice:
    """Parts ``removed`` from index ``at`` on, and what stands there instead."""

    at: int
    removed: tuple[Part, ...]
    added: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A whole document; ``parts[0]`` is always the Head.

    ``readonly`` is empty or the sentence that says why nothing may be changed.
    """

    parts: tuple[Part, ...] = (Head(),)
    readonly: str = ""
    _ids: _Ids | None = field(default=None, compare=False, repr=False)

    @property
    def head(self) -> Head:
        head = self.parts[0]
        assert isinstance(head, Head)  # noqa: S101 - splice keeps it so
        return head

    @property
    def slices(self) -> tuple[Slice, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slice))

    @property
    def eol(self) -> str:
        """The line end of new text: the file's first, else LF."""
        for part in self.parts:
            text = part.front + part.preamble if isinstance(part, Head) else part.eol
            at = text.find("\n")
            if at >= 0:
                return "\r\n" if text[at - 1 : at] == "\r" else "\n"
        return "\n"

    @property
    def repeated_ids(self) -> tuple[int, ...]:
        """Indexes of the slices whose id an earlier slice has."""
        return self._index().repeated

    def find(self, slice_id: str) -> int | None:
        """The part index of the first slice with this id."""
        return self._index().first.get(slice_id)

    def splice(self, splice: Splice) -> Session:
        """The session with this change; raises ValueError if it is not made for this session."""
        end = splice.at + len(splice.removed)
        if self.parts[splice.at : end] != splice.removed or splice.at < 0:
            raise ValueError("these parts are not what the splice removes")
        parts = self.parts[: splice.at] + splice.added + self.parts[end:]
        if not parts or not isinstance(parts[0], Head):
            raise ValueError("a session begins with its head")
        same = self._ids is not None and _ids_of(splice.removed) == _ids_of(splice.added)
        return Session(parts, self.readonly, self._ids if same else None)

    def _index(self) -> _Ids:
        if self._ids is None:
            object.__setattr__(self, "_ids", _indexed(self.parts))
        assert self._ids is not None  # noqa: S101 - just made
        return self._ids


def parse(data: bytes) -> Session:
    """Read any bytes; ``serialise`` gives them back."""
    readonly = ""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        text = data.decode("utf-8", "surrogateescape")
        line = data.count(b"\n", 0, exc.start) + 1
        readonly = (
            f"This file is not UTF-8 text: the first byte that does not fit is at offset "
            f"{exc.start:,}, in line {line:,}. It can be read here, but not changed."
        )
    bom = text.startswith(BOM)
    return Session(tuple(read_parts(text[1:] if bom else text, bom=bom)), readonly)


def serialise(session: Session) -> bytes:
    """The file's bytes."""
    return "".join(source(part) for part in session.parts).encode("utf-8", "surrogateescape")


def inserted(session: Session, at: int, new: Slice) -> Splice:
    """Put a slice at part index ``at``, with an empty line between it and what is around it.

    The part before is touched only if its line ends do not suffice.
    """
    eol = session.eol
    before = session.parts[at - 1]
    fitted = _spaced(before, eol)
    if at < len(session.parts):
        new = new.with_tail(2, eol)
    if fitted is before:
        return Splice(at, (), (new,))
    return Splice(at - 1, (before,), (fitted, new))


def new_id(rng: random.Random) -> str:
    """A slice id, as unlikely to repeat as its six signs allow."""
    return "".join(rng.choices(ID_SIGNS, k=ID_LENGTH))


def fresh_ids(session: Session, rng: random.Random) -> list[Splice]:
    """The splices that give every slice with a repeated id one of its own."""
    repeated = frozenset(session.repeated_ids)
    if not repeated:
        return []
    splices: list[Splice] = []
    taken = {part.id for part in session.slices}
    for at, part in enumerate(session.parts):
        if at in repeated and isinstance(part, Slice):
            made = new_id(rng)
            while made in taken:
                made = new_id(rng)
            taken.add(made)
            splices.append(Splice(at, (part,), (part.with_attributes({"id": made}),)))
    return splices


@dataclass(frozen=True, slots=True)
class _Ids:
    first: dict[str, int]
    repeated: tuple[int, ...]


def _indexed(parts: tuple[Part, ...]) -> _Ids:
    first: dict[str, int] = {}
    repeated: list[int] = []
    for at, part in enumerate(parts):
        own = part.id if isinstance(part, Slice) else None
        if own is not None and first.setdefault(own, at) != at:
            repeated.append(at)
    return _Ids(first, tuple(repeated))


def _ids_of(parts: tuple[Part, ...]) -> list[str | None]:
    return [part.id if isinstance(part, Slice) else None for part in parts]


def _spaced(part: Part, eol: str) -> Part:
    """The part with an empty line at its end, unless it is nothing at all."""
    if isinstance(part, Slice):
        return part.with_tail(2, eol)
    text = part.front + part.preamble
    if not text:
        return part
    wanted = 2 - count_ends(text[tail_start(text) :])
    if not text.strip(" \t\r\n"):
        wanted = 0 if text.endswith("\n") else 1  # blank lines alone are layout already
    if wanted <= 0:
        return part
    if part.front and not part.front.endswith("\n"):
        return Head(part.bom, part.front + eol, eol)
    return part.with_parts(part.front, followed(part.preamble, eol * wanted), eol)
