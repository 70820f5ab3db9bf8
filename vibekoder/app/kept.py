"""Failures as they are kept over a restart: plain values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from vibekoder.app.ends import Failed

_WORDS = ("code", "message", "hint", "detail")


def written(failures: Mapping[str, Failed]) -> dict[str, Any]:
    """By slice; what stands in the request itself is not repeated."""
    return {
        name: {word: getattr(failed, word) for word in _WORDS}
        | ({"not_before": failed.not_before.isoformat()} if failed.not_before else {})
        for name, failed in failures.items()
    }


def read(kept: Mapping[str, Any]) -> dict[str, Failed]:
    """By slice; what cannot be read is left out."""
    found: dict[str, Failed] = {}
    for name, value in kept.items():
        if isinstance(value, dict):
            told = cast("dict[str, Any]", value)
            code, message, hint, detail = (str(told.get(word) or "") for word in _WORDS)
            then = _moment(told.get("not_before"))
            found[name] = Failed(code, message, hint, detail, then)
    return found


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
