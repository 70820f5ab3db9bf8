"""Writes the pages of docs/ that come from the program's own tables; run it after changing one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.backends.registry import KINDS
from vibekoder.core.models import ModelFacts
from vibekoder.core.params import PARAMS
from vibekoder.core.providers import PROVIDERS, Provider
from vibekoder.core.settings import SETTINGS, Layer, Setting
from vibekoder.wire.http import Endpoint

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

Every key can be another one: *Settings* (`Ctrl+,`) has them all under *Keys*, and shows which
action a key belongs to already. What you choose stands in your `settings.toml` under the action's
name; menus, tool tips, the palette and the sheet behind `F1` follow at once.

```toml
[keys]
"session.new" = "Ctrl+J"
"code.wrap" = []           # no key
"slice.next" = ["Alt+Down", "F8"]
```
"""

PROVIDERS_HEAD = """\
# Providers

Written from the program's own table. `kind` is what an entry in `vibekoder.toml` says:

```toml
[backends.fast]
kind = "groq"
model = "openai/gpt-oss-120b"
```

That is all an entry needs; address and key variable are those of the table unless it names others.
An entry without a kind is `openai`; at another address than OpenAI's it is taken for the provider
that lives there, else for a compatible server. The environment may move a provider from its own
address, never from one that you wrote.

A parameter has one name for all, which is OpenAI's where it has one: `temperature`, `top_p`,
`top_k`, `max_tokens`, `stop`, `seed`, `presence_penalty`, `frequency_penalty`, `logit_bias`,
`user`, `reasoning_effort`, `reasoning_budget`, `show_reasoning`, `response_format`. Each goes in
the provider's own spelling. One that a provider, or the chosen model of it, does not have is left
out, and you are told before the answer comes; a name that nobody knows goes as you wrote it. Of two
wishes that exclude each other the closer one goes: a budget before an effort.

Where a server refuses a parameter and names it, the same request goes again without it, or with the
spelling that it wants, at most three times. The status line and the answer say so, and the answer's
receipt is the one of what was sent last. What was found out holds for this model at this address
until the program ends. Messages, tools, the form of the answer and the limit of output are never
dropped.
"""


def pages() -> dict[str, str]:
    """The generated pages by name."""
    return {
        "settings.md": settings_page(),
        "keys.md": keys_page(),
        "providers.md": providers_page(),
    }


def providers_page() -> str:
    """Every kind of provider: where it is, what it reads from the environment, what it lacks."""
    rows = [
        (
            f"`{one.name}`",
            f"{one.title}: {one.note}" if one.note else one.title,
            f"`{one.base_url}`" if one.base_url else "yours" if one.networked else "–",
            " or ".join(f"`{name}`" for name in one.key_variables) or "–",
            ", ".join(f"`{name}`" for name in (one.url_variable, one.model_variable) if name)
            or "–",
            lacking(one),
        )
        for one in PROVIDERS.values()
    ]
    head = ("kind", "provider", "address", "key", "address and model from", "left out")
    return PROVIDERS_HEAD + table(head, rows)


def lacking(provider: Provider) -> str:
    """The parameters that none of a provider's models takes."""
    endpoint = Endpoint(provider.name, provider.base_url or "http://host", quirks=provider.quirks)
    taken = KINDS[provider.dialect].capable(endpoint, ModelFacts("")).params
    if not taken:
        return "all"
    own = (name for name in provider.quirks.get("lacks", ()) if name not in PARAMS)
    lost = (*(name for name in PARAMS if name not in taken), *own)
    return ", ".join(f"`{name}`" for name in lost) or "–"


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
            (
                one.text.replace("&", ""),
                " or ".join(f"`{key}`" for key in one.keys) or "–",
                f"`{one.id}`",
            )
            for one in ACTIONS
            if one.menu == menu
        ]
        text += f"\n## {menu}\n" + table(("action", "key", "name"), rows)
    return text


def allowed(setting: Setting[Any]) -> str:
    limits = setting.limits
    if limits.choices:
        return ", ".join(f"`{choice}`" for choice in limits.choices)
    if limits.form:
        return limits.form
    if math.isfinite(limits.least) and math.isfinite(limits.most):
        return f"{limits.least:,.10g} to {limits.most:,.10g} {setting.unit}".strip()
    return {"map": "a table", "names": "a list of texts", "switch": "`true`, `false`"}.get(
        setting.type, str(setting.type)
    )


def default(setting: Setting[Any]) -> str:
    value = setting.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
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
