"""What the window looked like: a JSON file that may be lost without harm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from vibekoder.store import atomic
from vibekoder.store.paths import private_folder
from vibekoder.store.plain import decode, encode


def load(path: Path) -> dict[str, Any]:
    """What was remembered; empty if nothing was, or nothing that can be read as that."""
    value = decode(atomic.read_if_there(path) or b"")
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def save(path: Path, values: Mapping[str, Any]) -> None:
    """Remember these instead; plain JSON values only. StoreError if the disk refuses."""
    private_folder(path.parent)
    atomic.write(path, encode(dict(values)))
