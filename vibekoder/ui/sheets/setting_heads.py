"""Under which heads the settings stand in a form, and in which order."""

from __future__ import annotations

from typing import Any, Final

from vibekoder.core.settings import KEYS, SETTINGS, Layer, Setting

HEADS: Final = {
    "ui": "Window",
    "editor": "Text",
    "composer": "Writing",
    "notify": "Ended answers",
    "": "What answers",
    "include": "What may be included",
    "secrets": "What may be included",
    "sessions": "Folders",
    "templates": "Folders",
    "docs": "Folders",
    "sources": "Folders",
    "limits": "Patience",
    "rehearsal": "Rehearsal",
}
"""By the table of a setting, the head it stands under."""


def sections(layer: Layer) -> list[tuple[str, list[Setting[Any]]]]:
    """The settings that may be set in this layer; keys have a page of their own."""
    found: dict[str, list[Setting[Any]]] = {head: [] for head in HEADS.values()}
    for one in SETTINGS:
        if layer in one.scope and one is not KEYS:
            found[HEADS[one.key.rpartition(".")[0]]].append(one)
    return [(head, rest) for head, rest in found.items() if rest]
