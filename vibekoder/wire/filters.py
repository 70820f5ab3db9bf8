"""What a provider's content filter found, by the names of its categories."""

from __future__ import annotations

from collections.abc import Sequence

from vibekoder.wire import loose
from vibekoder.wire.normal import clean

_MOST = 200  # characters of all names


def named(results: object) -> tuple[str, ...]:
    """The categories for which a filter stopped something, with how severe each was.

    ``{"violence": {"filtered": true, "severity": "high"}}`` gives "violence (high)".
    """
    found = loose.fields(results)
    stopped = {
        name: told
        for name, told in ((name, loose.fields(one)) for name, one in found.items())
        if told.get("filtered") is True
    }
    return tuple(_with(name, loose.text(told.get("severity"))) for name, told in stopped.items())


def sentence(names: Sequence[str]) -> str:
    """The categories in one sentence; "" without any."""
    said = clean(", ".join(names))[:_MOST].replace("_", " ")
    return f"Its filter names: {said}." if said else ""


def _with(name: str, severity: str) -> str:
    return f"{name} ({severity})" if severity else name
