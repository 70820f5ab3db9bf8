"""Files that come into a project to be included: how they are named there, and copies of others."""

from __future__ import annotations

from pathlib import Path

from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.paths import real, storing
from vibekoder.store.sources import Sources


def name_of(sources: Sources, path: Path) -> str | None:
    """How a directive names a file or folder of the disk; None if it may not be included.

    A folder's name ends with a slash.
    """
    target = real(path)
    if not sources.holds(target):
        return None
    inside = target.is_relative_to(sources.root)
    # a folder that only the settings name is written in full
    name = target.relative_to(sources.root).as_posix() if inside else target.as_posix()
    return f"{name}/" if target.is_dir() and name != "." else name


def keep(sources: Sources, folder: str, stem: str, suffix: str, data: bytes) -> str:
    """Write these bytes into the project's folder and tell the path that a directive names.

    No file is ever replaced: another one of that name gets a number; the same bytes are kept once.
    Raises StoreError.
    """
    place = real(sources.root / folder)
    if not place.is_relative_to(sources.root):
        raise StoreError(
            place, "it leads out of the project", "Choose another folder in the settings."
        )
    with storing(place):
        place.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = place / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if atomic.create(path, data) or _holds(path, data):
            return path.relative_to(sources.root).as_posix()
        number += 1


def copy(sources: Sources, folder: str, path: Path) -> str:
    """Copy a file from outside into the project's folder; the path that a directive names.

    Raises StoreError, also where the file is larger than what may be included.
    """
    with storing(path):
        size = path.stat().st_size
    if size > sources.limit:
        raise sources.too_large(path, size)
    return keep(sources, folder, path.stem, path.suffix, atomic.read(path))


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and atomic.read(path) == data
