"""Keys of backends. They are read when a request is made and are written nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from vibekoder.store.projects import BackendEntry


def key_for(entry: BackendEntry, environ: Mapping[str, str]) -> str | None:
    """The backend's key; None where it needs none, or where its variable is not set.

    Outer blanks are cut: they come from pasting, and no key has any.
    """
    if not entry.key_variable:
        return None
    return environ.get(entry.key_variable, "").strip() or None


def is_missing(entry: BackendEntry, environ: Mapping[str, str]) -> bool:
    """Whether the backend needs a key that is not there: nothing can be sent."""
    return bool(entry.key_variable) and key_for(entry, environ) is None
