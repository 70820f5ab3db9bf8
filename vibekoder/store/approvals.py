"""Which commands of which project a person has confirmed on this machine.

Kept in the user's state, never in the project: what comes with a project cannot confirm itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from vibekoder.core.commands import Command
from vibekoder.store import atomic
from vibekoder.store.paths import State, key_of, private_folder
from vibekoder.store.plain import decode, encode

_FILE = "confirmed.json"


def is_confirmed(state: State, root: Path, command: Command) -> bool:
    """Whether this very definition may run; what is built in always may. Raises StoreError."""
    return command.built_in or command.fingerprint in _known(state).get(key_of(root), ())


def confirm(state: State, root: Path, commands: Iterable[Command]) -> None:
    """These definitions may run in this project from now on. Raises StoreError."""
    known = _known(state)
    prints = {*known.get(key_of(root), ()), *(one.fingerprint for one in commands)}
    private_folder(state.root)
    atomic.write(state.root / _FILE, encode({**known, key_of(root): sorted(prints)}))


def _known(state: State) -> dict[str, list[str]]:
    value: Any = decode(atomic.read_if_there(state.root / _FILE) or b"")
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return {
        key: [str(one) for one in cast("list[Any]", prints)]
        for key, prints in fields.items()
        if isinstance(prints, list)
    }
