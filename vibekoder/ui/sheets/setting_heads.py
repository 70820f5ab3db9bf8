"""Under which heads the settings stand in a form, and in which order."""

from __future__ import annotations

from typing import Any, Final

from vibekoder.app.tongue import later
from vibekoder.core.settings import KEYS, SETTINGS, Layer, Setting

HEADS: Final = {
    "ui": later("Window"),
    "editor": later("Text"),
    "composer": later("Writing"),
    "notify": later("Ended answers"),
    "": later("What answers"),
    "include": later("What may be included"),
    "secrets": later("What may be included"),
    "sessions": later("Folders"),
    "templates": later("Folders"),
    "docs": later("Folders"),
    "sources": later("Folders"),
    "limits": later("Patience"),
    "rehearsal": later("Rehearsal"),
}
"""By the table of a setting, the head it stands under."""


def sections(layer: Layer) -> list[tuple[str, list[Setting[Any]]]]:
    """The settings that may be set in this layer; keys have a page of their own."""
    found: dict[str, list[Setting[Any]]] = {head: [] for head in HEADS.values()}
    for one in SETTINGS:
        if layer in one.scope and one is not KEYS:
            found[HEADS[one.key.rpartition(".")[0]]].append(one)
    return [(head, rest) for head, rest in found.items() if rest]
