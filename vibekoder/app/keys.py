"""Which keys do which action: the table's, and those that a person has chosen instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from vibekoder.app.actions import ACTIONS, Action
from vibekoder.app.tongue import later, tr

FIXED: Final[Mapping[str, str]] = {
    "Ctrl+A": later("Select all"),
    "Ctrl+C": later("Copy"),
    "Ctrl+V": later("Paste"),
    "Ctrl+X": later("Cut"),
}
"""Keys of every field of text: no action could have them while one is typed in."""

_FREE = re.compile(r"(Ctrl|Alt|Meta)\+|(Shift\+)?(F[1-9][0-9]?|Esc)$")

Normal = Callable[[str], str]
"""Writes a key in the one portable form; empty for what is no key."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Every action with the keys that do it now; ``complaints`` are sentences about the others."""

    actions: tuple[Action, ...] = ACTIONS
    complaints: tuple[str, ...] = ()

    def key(self, name: str) -> str:
        """The first key of an action; empty where it has none."""
        found = next((one for one in self.actions if one.id == name), None)
        return found.keys[0] if found is not None and found.keys else ""

    def owner(self, key: str) -> Action | None:
        """The action that this key does."""
        return next((one for one in self.actions if key in one.keys), None)


def own_keys(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What a person has written under ``keys``: actions with the keys they are to have.

    An action is named in quotes or by tables; its value is one key or a list of them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _flat(table):
        keys = cast("list[Any]", value) if isinstance(value, list) else [value]
        found[name] = tuple(one for one in keys if isinstance(one, str) and one)
    return found


def bound(own: Mapping[str, tuple[str, ...]], normal: Normal) -> Bound:
    """The actions with these keys in place of their usual ones.

    A key does one thing: one that a person has chosen leaves the action that usually has it.
    """
    known = {one.id for one in ACTIONS}
    strange = tr("“{name}” is no action that could have a key.")
    wrong = [strange.format(name=name) for name in own if name not in known]
    taken: dict[str, str] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for action in ACTIONS:
        if action.id not in own:
            continue
        keys: list[str] = []
        for written in own[action.id]:
            key = normal(written)
            why = unfit(key, written) or (_has(taken[key], key) if key in taken else "")
            if why:
                wrong.append(why)
            else:
                taken[key] = action.text
                keys.append(key)
        chosen[action.id] = tuple(keys)
    return Bound(
        tuple(
            replace(
                one,
                keys=chosen[one.id]
                if one.id in chosen
                else tuple(key for key in map(normal, one.keys) if key not in taken),
            )
            for one in ACTIONS
        ),
        tuple(wrong),
    )


def unfit(key: str, shown: str) -> str:
    """Why no action can have this key, which is written so; empty if one can."""
    if not key:
        return tr("“{key}” is no key.").format(key=shown)
    if key in FIXED:
        told = tr("“{key}” is always {deed} where text is typed.")
        return told.format(key=shown, deed=tr(FIXED[key]))
    if not _FREE.match(key):
        told = tr("“{key}” is needed for typing: add Ctrl or Alt, or take a function key.")
        return told.format(key=shown)
    return ""


def _has(text: str, key: str) -> str:
    told = tr("“{key}” is the key of {action} already.")
    return told.format(key=key, action=tr(text).removesuffix("…"))


def _flat(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names with dots, from tables in tables; a name in quotes wins."""
    nested: list[tuple[str, Any]] = []
    plain: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            inner = _flat(cast("Mapping[str, Any]", value))
            nested += [(f"{name}.{rest}", one) for rest, one in inner]
        else:
            plain.append((name, value))
    return [*nested, *plain]
