"""Pieces of a request as a panel gets them, in one line."""

from __future__ import annotations

from typing import Any

from vibekoder.core.directives import parse
from vibekoder.core.messages import Role
from vibekoder.engine.pieces import DRAFT, Place, Source, State


def source(path: str = "src/a.py", **more: Any) -> Source:
    """The row of a directive of the draft."""
    line = f"<!-- include: {path} -->"
    given: dict[str, Any] = {
        "key": (DRAFT, line, "1"),
        "place": Place(None, 0, len(line)),
        "slice_id": DRAFT,
        "role": Role.USER,
        "kind": "file",
        "state": State.LIVE,
        "line": line,
        "directive": parse(line),
        "path": path.partition(" @ ")[0].partition("#")[0],
        "size": 4000,
        "tokens": 1000,
    }
    return Source(**{**given, **more})
