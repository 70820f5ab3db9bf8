"""The files of a project that a prompt may include; no other file is ever read for one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePath

from vibekoder.core.errors import StoreError
from vibekoder.store.paths import real, storing

LIMIT = 1024 * 1024


def read_source(
    root: Path, relative: str, *, allowed: Iterable[Path] = (), limit: int = LIMIT
) -> bytes:
    """The bytes of one text file, by its path from the project's root.

    Raises StoreError that names the path and the reason: outside of the project and of the
    ``allowed`` folders, missing, a folder, binary, or larger than ``limit`` bytes.
    """
    path = _inside(root, relative, allowed)
    with storing(path):
        _refuse_form(path, limit)
        with path.open("rb") as file:
            # one byte more than allowed: the file may have grown since
            data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    if b"\0" in data:
        raise StoreError(path, "this is a binary file", "Only text can be included.")
    return data


def _inside(root: Path, relative: str, allowed: Iterable[Path]) -> Path:
    if "\0" in relative:
        raise StoreError(root, "a path cannot hold a zero byte", "Correct the path.")
    top = real(root)
    path = real(top / relative)
    if any(path.is_relative_to(folder) for folder in (top, *map(real, allowed))):
        return path
    raise StoreError(
        top / relative,
        f"it leads out of the project {_by(top, relative)}",
        "Copy the file into the project, or name its folder in the project's settings.",
    )


def _by(top: Path, relative: str) -> str:
    if PurePath(relative).is_absolute():
        return "by an absolute path"
    # without looking at links: does the path as it is written leave?
    if not Path(os.path.normpath(top / relative)).is_relative_to(top):
        return "by “..”"
    return "by a symbolic link"


def _refuse_form(path: Path, limit: int) -> None:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise StoreError(path, "there is no such file", "Correct the path.") from error
    if stat.S_ISDIR(status.st_mode):
        raise StoreError(path, "this is a folder", "Name one of its files.")
    if not stat.S_ISREG(status.st_mode):
        # opening a pipe would wait for ever
        raise StoreError(path, "this is not a file", "Only files can be included.")
    if status.st_size > limit:
        raise _too_large(path, status.st_size, limit)


def _too_large(path: Path, size: int, limit: int) -> StoreError:
    return StoreError(
        path,
        f"it has {size // 1024 + 1} KiB, more than the {limit // 1024} KiB allowed",
        "Include a part of it, or raise the limit in the settings.",
    )
