"""What of a project a person has confirmed on this machine: commands, and folders outside of it.

Kept in the user's state, never in the project: what comes with a project cannot confirm itself.
What has changed is asked about again, also where it has changed back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from vibekoder.core.commands import Command
from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.paths import State, key_of, private_folder, real
from vibekoder.store.plain import decode, encode

_FILE = "confirmed.json"
_COMMANDS = "commands"
_FOLDERS = "folders"


def unconfirmed(state: State, root: Path, commands: Iterable[Command]) -> list[Command]:
    """Those whose very definition must be asked about; what is built in need not.

    What was confirmed under their names before is forgotten. Raises StoreError.
    """
    known = _known(state, root, _COMMANDS)
    own = (one for one in commands if not one.built_in)
    new = [one for one in own if known.get(one.name) != one.fingerprint]
    kept = {name: one for name, one in known.items() if all(name != two.name for two in new)}
    if kept != known:
        _keep(state, root, _COMMANDS, kept)
    return new


def confirm(state: State, root: Path, commands: Iterable[Command]) -> None:
    """These definitions may run in this project from now on. Raises StoreError."""
    prints = {one.name: one.fingerprint for one in commands}
    _keep(state, root, _COMMANDS, {**_known(state, root, _COMMANDS), **prints})


def granted(state: State, root: Path, folders: Iterable[Path]) -> dict[Path, Path | None]:
    """Where the folders that a project's settings name lead; None for those not confirmed yet.

    What lies outside of the project and is not confirmed is not even looked at.
    """
    known: Mapping[str, str] = {}
    with suppress(StoreError):  # then nothing is confirmed
        known = _known(state, root, _FOLDERS)
    root, found = real(root), dict[Path, Path | None]()
    for one in folders:
        written = Path(os.path.normpath(root / one))
        if written.is_relative_to(root) or str(written) in known:
            where = real(written)
            mine = where.is_relative_to(root) or known.get(str(written)) == str(where)
            found[written] = where if mine else None
        else:
            found[written] = None
    return found


def entered(state: State, root: Path, folder: Path) -> Path:
    """A folder of a project; StoreError where a link leads out of it and nobody has confirmed that.

    A project that came from elsewhere could else have files listed, made and removed anywhere.
    """
    if None in granted(state, root, (folder,)).values():
        raise StoreError(
            folder,
            "it leads out of the project by a symbolic link",
            "Allow the folder that it leads to, or put a folder in the place of the link.",
        )
    return folder


def unconfirmed_folders(state: State, root: Path, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Those that must be asked about; of them, and of what is named no more, nothing is confirmed.

    Raises StoreError.
    """
    known = _known(state, root, _FOLDERS)
    found = granted(state, root, folders)
    kept = {name: one for name, one in known.items() if found.get(Path(name)) is not None}
    if kept != known:
        _keep(state, root, _FOLDERS, kept)
    return tuple(one for one, where in found.items() if where is None)


def confirm_folders(state: State, root: Path, folders: Iterable[Path]) -> None:
    """Files may be included from these, where they lead to now. Raises StoreError."""
    new = {str(one): str(real(one)) for one in folders}
    _keep(state, root, _FOLDERS, {**_known(state, root, _FOLDERS), **new})


def _known(state: State, root: Path, what: str) -> dict[str, str]:
    table = _table(_table(_all(state).get(key_of(root))).get(what))
    return {name: str(one) for name, one in table.items()}


def _keep(state: State, root: Path, what: str, known: Mapping[str, str]) -> None:
    everything, key = _all(state), key_of(root)
    private_folder(state.root)
    own = {**_table(everything.get(key)), what: known}
    atomic.write(state.root / _FILE, encode({**everything, key: own}))


def _all(state: State) -> dict[str, Any]:
    return _table(decode(atomic.read_if_there(state.root / _FILE) or b""))


def _table(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
