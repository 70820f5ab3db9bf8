"""Taking objects away that nothing names any more: into the trash, never at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vibekoder.core import contents, receipt
from vibekoder.core.directives import SHORTEST_PIN
from vibekoder.core.errors import StoreError
from vibekoder.store import atomic, journal
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
    anywhere in it and have any name, in a draft, a journal, the trash, and in what a named receipt
    or manifest names in turn. Raises StoreError; where one of those texts cannot be read nothing
    is moved.
    """
    objects = Objects(sessions / ".objects")
    known = sorted(_known(objects))
    kept = _reachable(objects, known, _texts((root, sessions), state))
    old = [name for name in known if name not in kept and _age(objects, name, now) > days * _DAY]
    place = state.trash / f"objects-{round(now)}" if old else None
    size = 0
    for name in old:
        size += _move(objects, name, state.trash / f"objects-{round(now)}")
    return Swept(len(known), tuple(old), size, place)


def _known(objects: Objects) -> Iterator[str]:
    for path in objects.folder.glob("??/*"):
        name = path.parent.name + path.name
        if objects.find(name) == [name]:
            yield name


def _texts(places: Iterable[Path], state: State) -> Iterator[bytes]:
    """Everything that may name an object."""
    for place in places:
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


def _path(objects: Objects, name: str) -> Path:
    return objects.folder / name[:2] / name[2:]


def _age(objects: Objects, name: str, now: float) -> float:
    path = _path(objects, name)
    with storing(path):
        return now - path.stat().st_mtime


def _move(objects: Objects, name: str, place: Path) -> int:
    """Copied first: the project is often on another disk than the state folder."""
    path = _path(objects, name)
    data = atomic.read(path)
    private_folder(place / name[:2])
    atomic.write(place / name[:2] / name[2:], data)
    with storing(path):
        path.unlink()
    return len(data)
