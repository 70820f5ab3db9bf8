"""What a send writes into the slices that are sent: their ids, and pins.

A pin says which bytes a directive stood for when it was sent, in the directive's own line.
"""

from __future__ import annotations

from collections import deque
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
    return _exchanged(session, ((pin.slice_id, pin.line, pin.pinned) for pin in pins))


def take_back(session: Session, pins: Iterable[Pin]) -> Session:
    """Make the directives live again whose lines nothing else has changed."""
    return _exchanged(session, ((pin.slice_id, pin.pinned, pin.line) for pin in pins))


def _exchanged(session: Session, lines: Iterable[tuple[str, str, str]]) -> Session:
    """In slices by their ids, exchange lines; each slice is read once, however many there are."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for slice_id, old, new in lines:
        wanted.setdefault(slice_id, []).append((old, new))
    for slice_id, pairs in wanted.items():
        at = session.find(slice_id)
        part = session.parts[at] if at is not None else None
        if at is None or not isinstance(part, Slice):
            continue
        changed = _with_lines(part, pairs)
        if changed is not part:
            session = session.splice(Splice(at, (part,), (changed,)))
    return session


def _with_lines(part: Slice, pairs: Iterable[tuple[str, str]]) -> Slice:
    """Each pair exchanges the first of such directives that is left, and nothing else."""
    text = part.text
    left: dict[str, deque[int]] = {}
    number = counted = 0
    for found in directives.find(text).found:
        number += text.count("\n", counted, found.start)
        counted = found.start
        left.setdefault(found.line, deque()).append(number)
    # a line of the text is the same line of the file
    raw = part.raw.split("\n")
    same = True
    for old, new in pairs:
        if left.get(old):
            at = left[old].popleft()
            raw[at] = new + ("\r" if raw[at].endswith("\r") else "")
            same = False
    return part if same else replace(part, raw="\n".join(raw))
