"""Deleted sessions, kept until someone empties the trash."""

from __future__ import annotations

import secrets
import shutil
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, cast

from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.lock import session_lock
from vibekoder.store.paths import State, private_folder, real, storing
from vibekoder.store.plain import decode, encode

_NOTE = "from.json"
_ITEM = "session.md"


def move(session: Path, state: State) -> str:
    """Put a session into the trash; returns the token that brings it back.

    The copy is durable before the session's file goes. Raises StoreError; then the session is
    where it was.
    """
    path = real(session)
    token = secrets.token_hex(8)
    folder = private_folder(state.trash / token)
    with storing(path), session_lock(state, path), ExitStack() as undo:
        undo.callback(_drop, folder)
        # copied, not renamed: the project is often on another disk than the state folder
        atomic.write(folder / _ITEM, atomic.read(path))
        shutil.copystat(path, folder / _ITEM)
        atomic.write(folder / _NOTE, encode({"path": str(path)}))
        path.unlink()
        undo.pop_all()
    return token


def restore(token: str, state: State) -> Path:
    """Bring a session back and return where it is now.

    If its name has been taken meanwhile it gets the next free one: ``001-2.md``. Raises
    StoreError; then it is still in the trash.
    """
    folder = state.trash / token
    note = decode(atomic.read(folder / _NOTE))
    named = cast("dict[str, Any]", note).get("path") if isinstance(note, dict) else None
    if not isinstance(named, str):
        raise StoreError(folder / _NOTE, "it does not say where the session was")
    data = atomic.read(folder / _ITEM)
    path = _free(Path(named), data)
    with suppress(OSError):
        shutil.copystat(folder / _ITEM, path)
    _drop(folder)
    return path


def _free(path: Path, data: bytes) -> Path:
    number = 1
    while True:
        wanted = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        if atomic.create(wanted, data):
            return wanted
        number += 1


def _drop(folder: Path) -> None:
    for file in (folder / _ITEM, folder / _NOTE):
        with suppress(OSError):
            file.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
