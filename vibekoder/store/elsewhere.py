"""Sessions outside of a project that name its objects: a sweep must not overlook them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.paths import State, key_of, private_folder, storing


def note(state: State, root: Path, session: Path) -> None:
    """Remember that this session names objects of the project, if it lies outside of that.

    Raises StoreError.
    """
    if session.is_relative_to(root):
        return
    file = _folder(state, root) / key_of(session)
    if not file.exists():
        private_folder(file.parent)
        atomic.write(file, os.fsencode(session))


def texts(state: State, root: Path) -> Iterator[bytes]:
    """What those sessions hold; one that was deleted is forgotten.

    Raises StoreError where one cannot be read, also because its whole folder is away.
    """
    for file in sorted(_folder(state, root).glob("*")):
        session = Path(os.fsdecode(atomic.read(file)))
        data = atomic.read_if_there(session)
        if data is not None:
            yield data
        elif session.parent.is_dir():
            with storing(file):
                file.unlink()
        else:
            raise StoreError(
                session,
                "this session names objects of the project, and its folder is not there now",
                f"Bring it back; if it is gone for good, delete {file}.",
            )


def _folder(state: State, root: Path) -> Path:
    return state.root / "elsewhere" / key_of(root)
