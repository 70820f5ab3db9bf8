"""A project whose backend speaks one of the dialects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.dialects import Spoken


def entry(spoken: Spoken, url: str, name: str = "scripted", **more: Any) -> list[str]:
    """The lines of a backend that speaks this dialect to a server."""
    lines = [f"[backends.{name}]", f'kind = "{spoken.kind}"', f'title = "{name.title()}"']
    lines += [f'base_url = "{url}{spoken.base}"', 'model = "test-model"']
    told = {"key_variable": '"SCRIPTED_KEY"', **more}
    return [*lines, *(f"{key} = {told[key]}" for key in told)]


def write(root: Path, url: str, spoken: Spoken, **more: Any) -> Path:
    """A project whose backend speaks this dialect."""
    root.mkdir(parents=True, exist_ok=True)
    lines = ['id = "p1"', 'backend = "scripted"', *entry(spoken, url, **more)]
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root
