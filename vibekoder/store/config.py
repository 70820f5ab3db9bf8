"""The user's own settings file: the outermost layer of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vibekoder.core.errors import FormatError
from vibekoder.core.settings import KEYS, Layer, Setting, Values, unknown
from vibekoder.store import toml_file
from vibekoder.store.paths import private_folder


def load(path: Path) -> tuple[Values, tuple[str, ...]]:
    """The app's layer, and sentences about what in the file could not be used.

    A file that is no TOML gives the defaults and says so: the program starts all the same.
    StoreError if the file is there and cannot be read.
    """
    try:
        return read(path)
    except FormatError as error:
        return Values(), (f"{error.sentence} {error.hint}",)


def read(path: Path) -> tuple[Values, tuple[str, ...]]:
    """As ``load``, but FormatError for a file that is no TOML."""
    raw = toml_file.read(path)
    values = Values().with_layer(Layer.APP, raw)
    strange = tuple(f"{path.name}: “{key}” is not a setting." for key in unknown(raw))
    return values, (*(f"{path.name}: {one}" for one in values.problems), *strange)


def save(path: Path, setting: Setting[Any], value: Any) -> Values:
    """Set one value for all projects, or take it out with None; returns the layer as it is now.

    Raises FormatError if the value breaks the setting's limits or the file is no TOML, StoreError
    if the disk refuses. Comments and everything else in the file stay.
    """
    private_folder(path.parent)
    old = load(path)[0].layers[Layer.APP].get(setting.key)
    toml_file.change(path, toml_file.setting_edits(setting, old, value))
    return load(path)[0]


def save_keys(path: Path, wanted: Mapping[str, Sequence[str] | None]) -> Values:
    """Give actions, by their names, other keys, or with None their usual ones; as ``save`` does."""
    private_folder(path.parent)
    edits: dict[tuple[str, ...], Any] = {}
    for action, keys in wanted.items():
        # a file may name it by tables instead of in quotes
        edits[(KEYS.key, *action.split("."))] = None
        edits[(KEYS.key, action)] = None if keys is None else list(keys)
    toml_file.change(path, edits)
    return load(path)[0]
