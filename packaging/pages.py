"""Writes the pages of docs/ that come from the program's own tables; run it after changing one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.core.settings import SETTINGS, Layer, Setting

DOCS = Path(__file__).parents[1] / "docs"

LAYERS = {
    Layer.APP: "everywhere",
    Layer.PROJECT: "project",
    Layer.SESSION: "session",
    Layer.REQUEST: "request",
}

SETTINGS_HEAD = """\
# Settings

Written from the program's own table. An inner place wins: a request over its session, a session
over its project, a project over the settings that hold everywhere, these over what stands here.

- *everywhere*: `settings.toml` in your settings folder (`~/.config/vibekoder` on Linux, or the file
  that `VIBEKODER_SETTINGS` names)
- *project*: `vibekoder.toml` in the project's folder
- *session*: the front matter of the session

A dot in a key is a table in TOML: `limits.idle` is `idle` in `[limits]`. A value that breaks its
limits is left out, and you are told.
"""

KEYS_HEAD = """\
# Keys

Written from the program's own table of actions. On macOS, Ctrl is Cmd.
"""


def pages() -> dict[str, str]:
    """The generated pages by name."""
    return {"settings.md": settings_page(), "keys.md": keys_page()}


def settings_page() -> str:
    """Every setting: what it does, what it may be, and where it may be set."""
    rows = [
        (f"`{one.key}`", f"{one.title}. {one.help}", allowed(one), default(one), scope(one))
        for one in SETTINGS
    ]
    return SETTINGS_HEAD + table(("key", "what it does", "values", "unless set", "where"), rows)


def keys_page() -> str:
    """Every action of the window, with its keys, menu by menu."""
    text = KEYS_HEAD
    for menu in MENUS:
        rows = [
            (one.text.replace("&", ""), " or ".join(f"`{key}`" for key in one.keys) or "–")
            for one in ACTIONS
            if one.menu == menu
        ]
        text += f"\n## {menu}\n" + table(("action", "key"), rows)
    return text


def allowed(setting: Setting[Any]) -> str:
    limits = setting.limits
    if limits.choices:
        return ", ".join(f"`{choice}`" for choice in limits.choices)
    if limits.form:
        return limits.form
    if math.isfinite(limits.least) and math.isfinite(limits.most):
        return f"{limits.least:,.10g} to {limits.most:,.10g} {setting.unit}".strip()
    return {"map": "a table", "names": "a list of texts"}.get(setting.type, str(setting.type))


def default(setting: Setting[Any]) -> str:
    value = setting.default
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{value}`" if value not in ("", (), {}) else "nothing"


def scope(setting: Setting[Any]) -> str:
    return ", ".join(LAYERS[layer] for layer in sorted(setting.scope))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("--",) * len(lines[0]))
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n" + "".join("| " + " | ".join(line) + " |\n" for line in cells)


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")
