"""Taking objects away that nothing names any more: into the trash, never at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vibekoder.core import contents, receipt
from vibekoder.core.directives import SHORTEST_PIN
from vibekoder.core.errors import StoreError
from vibekoder.store import approvals, atomic, elsewhere, journal
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State, private_folder, storing

DAYS = 30
"""An object that nothing names stays at least so long."""

_DAY = 86400.0
_NO_SESSIONS = frozenset({".git", ".hg", ".svn", ".objects"})
_NAME = re.compile(rb"[0-9a-fA-F]{%d,64}" % SHORTEST_PIN)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many objects there were, and which went to ``place`` with so many bytes."""

    objects: int
    moved: tuple[str, ...]
    bytes: int
    place: Path | None


def sweep(root: Path, sessions: Path, state: State, now: float, days: float = DAYS) -> Swept:
    """Move the objects of one sessions folder that nothing names and that are old to the trash.

    Anything that may be a name counts as one: in any file of the project, because a session may lie
    anywhere in it and have any name, in a session elsewhere that was sent with its objects, in a
    draft, a journal, the trash, and in what a named receipt or manifest names in turn. Raises
    StoreError; where one of those texts cannot be read nothing is moved.
    """
    folder = approvals.entered(state, root, sessions) / ".objects"
    for one in (folder, *folder.glob("*")):
        if one.is_symlink():  # what names the objects of another folder is not looked at here
            raise StoreError(one, "it is a symbolic link, so its objects may be another project's")
    objects = Objects(folder)
    known = objects.names()
    kept = _reachable(objects, known, _texts(root, sessions, state))
    before, place = now - days * _DAY, state.trash / f"objects-{round(now)}"
    moved = {
        name: size
        for name in known
        if name not in kept and (size := _move(objects, name, before, place)) is not None
    }
    return Swept(len(known), tuple(moved), sum(moved.values()), place if moved else None)


def _texts(root: Path, sessions: Path, state: State) -> Iterator[bytes]:
    """Everything that may name an object."""
    yield from elsewhere.texts(state, root)
    for place in (root, sessions):
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name not in _NO_SESSIONS]
            for path in (Path(folder, name) for name in names):
                if path.is_file():
                    yield atomic.read(path)
    for path in journal.everywhere(state):
        yield atomic.read_if_there(path) or b""
    for folder in (state.drafts, state.trash):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_relative_to(folder / "objects"):
                yield atomic.read_if_there(path) or b""


def _reachable(objects: Objects, known: list[str], texts: Iterator[bytes]) -> set[str]:
    starts: dict[str, list[str]] = {}
    for name in known:
        starts.setdefault(name[:SHORTEST_PIN], []).append(name)
    todo = [
        name
        for text in texts
        for found in _NAME.findall(text)
        for name in starts.get(found[:SHORTEST_PIN].decode().lower(), ())
    ]
    there, kept = set(known), set[str]()
    while todo:
        name = todo.pop()
        if name in there and name not in kept:
            kept.add(name)
            data = _data(objects, name)
            todo += receipt.names_in(data)
            todo += contents.named_in(data)
    return kept


def _data(objects: Objects, name: str) -> bytes:
    with suppress(StoreError):
        return objects.get(name)
    return b""  # damaged: it names nothing, and is kept because it is named


def _move(objects: Objects, name: str, before: float, place: Path) -> int | None:
    """The bytes that went to the trash, copied first: it is often on another disk; None if young.

    Its age is asked once more when it goes: a request may just have kept it again.
    """
    path, copy = objects.path(name), place / name[:2] / name[2:]
    with storing(path):
        if path.stat().st_mtime >= before:
            return None
    data = atomic.read(path)
    private_folder(copy.parent)
    atomic.write(copy, data)
    if objects.drop(name, before):
        return len(data)
    with storing(copy):
        copy.unlink()
    return None
