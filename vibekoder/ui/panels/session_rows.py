"""Sessions as the project panel lists them: filtered, in order, in their trees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from vibekoder.core.forest import Branch, Leaf, grown
from vibekoder.store.about import NOTHING_SAID, About
from vibekoder.store.sessions import SessionRow as Listed

STEP: Final = 15
DEEPEST: Final = 6
"""Forks of forks go to the right so far; the titles need their room."""

CHANGED: Final = "changed"
CREATED: Final = "created"
SIZE: Final = "size"

ALONE: Final = Branch("")
"""Where a session stands that has nothing to do with forks."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as listed. ``state`` is a slice's status or a running request's state.

    ``origin`` is what it was forked from; ``branch`` says where it stands in the tree of forks.
    """

    path: Path
    title: str
    slices: int
    modified: datetime
    size: int
    state: str = "complete"
    origin: Path | None = None
    branch: Branch = ALONE
    about: About = NOTHING_SAID
    created: datetime | None = None

    @property
    def begun(self) -> datetime:
        """When it was begun, as far as that is known."""
        return self.created or self.modified

    @property
    def indent(self) -> int:
        """How far to the right it stands, in pixels."""
        return STEP * min(len(self.branch.rails), DEEPEST)


def in_trees(
    rows: Sequence[SessionRow], folded: Collection[str] = (), *, as_given: bool = False
) -> list[SessionRow]:
    """The rows in the order of their trees, without what is folded; see ``core.forest``.

    A tree stands where its newest session does or, ``as_given``, where its first row does.
    """
    known = {str(row.path): row for row in rows}
    leaves = [
        Leaf(name, str(row.origin or ""), -float(at) if as_given else row.modified.timestamp())
        for at, (name, row) in enumerate(known.items())
    ]
    return [replace(known[one.name], branch=one) for one in grown(leaves, folded)]


def row_of(listed: Listed, state: str) -> SessionRow:
    """A session of the project's list as it stands now."""
    return SessionRow(
        listed.path,
        listed.title,
        listed.slices,
        datetime.fromtimestamp(listed.modified).astimezone(),
        listed.size,
        state,
        listed.origin,
        about=listed.about,
        created=datetime.fromtimestamp(listed.created).astimezone(),
    )


_KEYS: Final[dict[str, Callable[[SessionRow], Any]]] = {
    CHANGED: lambda row: -row.modified.timestamp(),
    CREATED: lambda row: -row.begun.timestamp(),
    "name": lambda row: row.path.name.casefold(),
    "title": lambda row: row.title.casefold(),
    SIZE: lambda row: -row.size,
}


def arranged(rows: Sequence[SessionRow], order: str) -> list[SessionRow]:
    """The rows in this order, newest, alphabetical or largest first; equal ones stay in theirs."""
    return sorted(rows, key=_KEYS.get(order, _KEYS[CHANGED]))


def matching(rows: Sequence[SessionRow], wanted: str) -> list[SessionRow]:
    """The rows that have every word in title, description, tags or name; ``#word`` in a tag."""
    words = wanted.casefold().split()
    return [row for row in rows if all(_has(row, word) for word in words)]


def _has(row: SessionRow, word: str) -> bool:
    tags = [tag.casefold() for tag in row.about.tags]
    if word.startswith("#"):
        return any(word[1:] in tag for tag in tags)
    said = (row.title, row.about.description, row.path.name)
    return any(word in one for one in tags) or any(word in one.casefold() for one in said)
