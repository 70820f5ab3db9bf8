"""What a send writes into the slices that are sent: their ids, and pins.

A pin says which bytes a directive stood for when it was sent, in the directive's own line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from vibekoder.core import directives
from vibekoder.core.session import Session, Slice, Splice


@dataclass(frozen=True, slots=True)
class Pin:
    """In the slice of this id, the directive's ``line`` becomes ``pinned``."""

    slice_id: str
    line: str
    pinned: str

    def as_json(self) -> list[str]:
        """As a journal's first line holds it."""
        return [self.slice_id, self.line, self.pinned]

    @classmethod
    def from_json(cls, value: Any) -> Pin | None:
        """Read it back; None for anything else."""
        match value:
            case [str(slice_id), str(line), str(pinned)]:
                return cls(slice_id, line, pinned)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Naming:
    """The first slice that is ``before`` is given an id."""

    before: Slice
    id: str


def put_ids(session: Session, names: Iterable[Naming]) -> Session:
    """Give ids to slices that have none; one that was changed meanwhile is left alone."""
    for name in names:
        if name.before in session.parts and session.find(name.id) is None:
            at = session.parts.index(name.before)
            named = name.before.with_attributes({"id": name.id})
            session = session.splice(Splice(at, (name.before,), (named,)))
    return session


def put_pins(session: Session, pins: Iterable[Pin]) -> Session:
    """Write pins where the directive still stands; one that was changed is left alone."""
    for pin in pins:
        session = _exchange(session, pin.slice_id, pin.line, pin.pinned)
    return session


def take_back(session: Session, pins: Iterable[Pin]) -> Session:
    """Make the directives live again whose lines nothing else has changed."""
    for pin in pins:
        session = _exchange(session, pin.slice_id, pin.pinned, pin.line)
    return session


def _exchange(session: Session, slice_id: str, old: str, new: str) -> Session:
    at = session.find(slice_id)
    if at is None:
        return session
    part = session.parts[at]
    if not isinstance(part, Slice):
        return session  # pragma: no cover - only slices are found by id
    for found in directives.find(part.text).found:
        if found.line == old:
            number = part.text.count("\n", 0, found.start)
            changed = replace(part, raw=_with_line(part.raw, number, new))
            return session.splice(Splice(at, (part,), (changed,)))
    return session


def _with_line(raw: str, number: int, line: str) -> str:
    """Exchange one line and nothing else; a line of the text is the same line of the file."""
    lines = raw.split("\n")
    end = "\r" if lines[number].endswith("\r") else ""
    lines[number] = line + end
    return "\n".join(lines)
