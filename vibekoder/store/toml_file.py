"""A TOML file that people edit too: read whole, changed key by key, comments and order kept."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import ConvertError
from tomlkit.items import Table

from vibekoder.core.errors import FormatError, SessionChanged
from vibekoder.core.settings import Kind, Setting, check
from vibekoder.store import atomic

_BOM = "\ufeff"
_TRIES = 5

Edits = Mapping[tuple[str, ...], Any]


@dataclass(frozen=True, slots=True)
class Renamed:
    """As the value of an edit: the key gets what ``was`` holds in the same table, comments too."""

    was: str


def read(path: Path) -> dict[str, Any]:
    """The tables of a file, empty if there is none.

    Raises FormatError naming the line where it is no TOML, StoreError if it cannot be read.
    """
    return _tables(path, atomic.read_if_there(path))


def table_edits(keys: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]) -> Edits:
    """The edits that make a table ``new`` and leave alone what stays the same."""
    gone: dict[tuple[str, ...], Any] = {(*keys, name): None for name in old if name not in new}
    return gone | {(*keys, name): value for name, value in new.items()}


def setting_edits(setting: Setting[Any], old: Any, value: Any) -> Edits:
    """The edits that set a setting, or take it out with None; FormatError if it is no value."""
    keys = tuple(setting.key.split("."))
    if value is None:
        return {keys: None}
    checked = check(setting, value)
    if setting.type is Kind.MAP:
        return table_edits(keys, old or {}, checked)
    return {keys: list(checked) if setting.type is Kind.NAMES else checked}


def change(path: Path, edits: Edits, missing: Edits | None = None) -> None:
    """Set each key, by its path, to a value, or take it out where the value is None.

    ``missing`` are keys that are set only where the file has none.

    What another program writes meanwhile is kept: the file is read again and the edits are made
    there. Raises FormatError without touching a file that is no TOML, StoreError if the disk
    refuses. The folder must exist.
    """
    rewrite(path, lambda text: _changed(path, text, edits, missing or {}))


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Make another text of a file's text, which has LF ends; mark and line ends stay as they are.

    Raises as ``change`` does, and what that raises itself.
    """
    tries = _TRIES
    while True:
        tries -= 1
        old = atomic.read_if_there(path)
        expected = atomic.MISSING if old is None else atomic.digest(old)
        _tables(path, old)
        try:
            atomic.write(path, _written(old or b"", change(_text(old or b""))), expected=expected)
            return
        except SessionChanged:
            if not tries:
                raise


def _tables(path: Path, data: bytes | None) -> dict[str, Any]:
    data = data or b""
    try:
        return tomllib.loads(_text(data))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        lines = data.count(b"\n") + 1
        why = str(error).replace("at end of document", f"at the end, line {lines}")
        raise FormatError(
            f"{path.name} is not readable as TOML: {why}.",
            "Nothing in it was changed. Correct the line in a text editor.",
        ) from error


def _text(data: bytes) -> str:
    return data.decode().removeprefix(_BOM).replace("\r\n", "\n")


def _changed(path: Path, old: str, edits: Edits, missing: Edits) -> str:
    tables = tomllib.loads(old)
    document = tomlkit.parse(old)
    wanted = {keys: value for keys, value in missing.items() if keys[0] not in tables}
    try:
        for keys, value in {**wanted, **edits}.items():
            _set(document, keys, value)
    except ConvertError as error:
        raise FormatError(
            f"A value cannot be written to {path.name}: {error}.", "TOML knows no null."
        ) from error
    return tomlkit.dumps(document)


def _written(old: bytes, text: str) -> bytes:
    # a file with Windows' line ends and mark keeps them, also in the new lines
    if b"\r\n" in old:
        text = text.replace("\n", "\r\n")
    return ((_BOM if old.startswith(_BOM.encode()) else "") + text).encode()


def _set(table: MutableMapping[str, Any], keys: tuple[str, ...], value: Any) -> None:
    key, *rest = keys
    if rest:
        if value is None and key not in table:
            return
        if not isinstance(table.get(key), MutableMapping):
            table[key] = _new_table(tuple(rest))
        _set(cast("MutableMapping[str, Any]", table[key]), tuple(rest), value)
    elif value is None:
        table.pop(key, None)
    elif isinstance(value, Renamed):
        if value.was in table:
            table[key] = table.pop(value.was)
    elif not _same(table.get(key), value):
        table[key] = _item(value)


def _new_table(inner: tuple[str, ...]) -> Table:
    """A table that will hold this key; one that only holds tables gets no header of its own."""
    table = tomlkit.table(is_super_table=len(inner) > 1)
    table.trivia.indent = "\n"
    return table


def _item(value: Any) -> Any:
    """Maps inside a table stay on one line: a header of their own would end the table."""
    if not isinstance(value, Mapping):
        return value
    inline = tomlkit.inline_table()
    for key, inner in cast("Mapping[str, Any]", value).items():
        inline[key] = _item(inner)
    return inline


def _same(old: Any, new: Any) -> bool:
    """Whether a value stays as it is, so that the way it is written stays too."""
    return type(getattr(old, "unwrap", lambda: None)()) is type(new) and bool(old == new)
