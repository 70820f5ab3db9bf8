"""Prompts that were typed and not yet sent, one per session."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from vibekoder.store import atomic
from vibekoder.store.paths import State, key_of, private_folder, real, storing
from vibekoder.store.plain import decode, encode


class Drafts:
    """The unsent prompts of all sessions, in the state folder."""

    def __init__(self, state: State) -> None:
        self._folder = state.drafts

    def load(self, session: Path) -> str:
        """The session's draft, empty if there is none; StoreError if it cannot be read."""
        value = decode(atomic.read_if_there(self._file(session)) or b"")
        text = cast("dict[str, Any]", value).get("text") if isinstance(value, dict) else None
        return text if isinstance(text, str) else ""

    def save(self, session: Path, text: str) -> None:
        """Keep the draft; an empty one is forgotten. StoreError if the disk refuses."""
        file = self._file(session)
        if text:
            private_folder(self._folder)
            atomic.write(file, encode({"session": str(real(session)), "text": text}))
            return
        with storing(file):
            file.unlink(missing_ok=True)

    def _file(self, session: Path) -> Path:
        return self._folder / f"{key_of(session)}.json"
