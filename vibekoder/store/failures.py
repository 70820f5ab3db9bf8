"""Why requests left no answer, one file per session, so that a restart forgets none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from vibekoder.store import atomic
from vibekoder.store.paths import State, key_of, private_folder, real, storing
from vibekoder.store.plain import decode, encode


class Failures:
    """Plain values by the id of a slice, for each session, in the state folder."""

    def __init__(self, state: State) -> None:
        self._folder = state.failures

    def load(self, session: Path) -> dict[str, Any]:
        """What was kept for a session; StoreError if it cannot be read."""
        value = decode(atomic.read_if_there(self._file(session)) or b"")
        kept = cast("dict[str, Any]", value).get("slices") if isinstance(value, dict) else None
        return cast("dict[str, Any]", kept) if isinstance(kept, dict) else {}

    def save(self, session: Path, slices: Mapping[str, Any]) -> None:
        """Keep these instead; none are forgotten. StoreError if the disk refuses."""
        file = self._file(session)
        if slices:
            private_folder(self._folder)
            atomic.write(file, encode({"session": str(real(session)), "slices": dict(slices)}))
            return
        with storing(file):
            file.unlink(missing_ok=True)

    def _file(self, session: Path) -> Path:
        return self._folder / f"{key_of(session)}.json"
