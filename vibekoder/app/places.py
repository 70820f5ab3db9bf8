"""The places on the disk that decide how the pieces of a prompt stand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from vibekoder.core.wild import divided
from vibekoder.engine.pieces import Source, State
from vibekoder.engine.stack import Outlook


@dataclass(frozen=True, slots=True)
class Places:
    """Absolute paths in order: files, and the folders in which one may come or be replaced."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def around(files: Iterable[str], folders: Iterable[str] = ()) -> Places:
    """These files and folders, and the folders that the files lie in."""
    known = frozenset(files)
    return Places(tuple(sorted(known)), tuple(sorted({*folders, *map(os.path.dirname, known)})))


def places_of(outlook: Outlook, root: str) -> Places:
    """The files of the project that its pieces stand for, and where more of them may come."""
    files: list[str] = []
    folders: list[str] = []
    for row in outlook.pieces:
        if not row.path or row.state is State.DENIED:
            continue
        if _many(row):
            below = [one.path for one in outlook.below.get(row.key, ())]
            folders.extend(_between(row, below))
            files.extend(below)
        elif row.kind in ("file", "part", "picture"):
            files.append(row.path)
    # ten thousand Path objects would cost a fifth of a second
    whole = partial(os.path.join, root)
    return around(map(whole, files), map(whole, folders))


def _many(row: Source) -> bool:
    """Whether it stands for the files of a folder, those that may come among them."""
    wild = row.directive is not None and row.directive.wild and row.state is State.MISSING
    return row.kind == "folder" or wild


def _between(row: Source, paths: Iterable[str]) -> Iterator[str]:
    """The folder that a row names, and those between it and its files."""
    wild = row.directive is not None and row.directive.wild
    top = divided(row.path)[0] if wild else row.path
    seen = {top.rstrip("/")}
    yield top
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in seen and len(folder) > len(top):
            seen.add(folder)
            yield folder
            folder = folder.rpartition("/")[0]
