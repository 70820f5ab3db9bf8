"""The projects that were open on this machine, the last one first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from PySide6.QtCore import QObject, Signal

from vibekoder.app.writer import Writer

MOST: Final = 20
KEY: Final = "recent"


class Recents(QObject):
    """``paths`` are their folders, ``missing`` those that were not there at the last look.

    Looking happens in a thread of its own: a folder may be on a network that does not answer.

    Signals:
        changed(): there are other ones, or others are missing.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: tuple[Path, ...] = ()
        self.missing: frozenset[Path] = frozenset()
        self._writer = Writer("recent", self)

    def add(self, root: Path) -> None:
        """This one is open now."""
        self._set((root, *(one for one in self.paths if one != root))[:MOST])

    def drop(self, root: Path) -> None:
        """Forget this one; nothing of it is touched."""
        self._set(tuple(one for one in self.paths if one != root))

    def remembered(self) -> dict[str, Any]:
        """The folders; plain JSON values."""
        return {KEY: [str(one) for one in self.paths]}

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Take the folders that were remembered, as far as they can be read."""
        known = remembered.get(KEY, remembered.get("projects"))
        names = list(cast("Any", known)) if isinstance(known, list | dict) else []
        paths = [Path(one) for one in names if isinstance(one, str) and Path(one).is_absolute()]
        self._set(tuple(dict.fromkeys(paths))[:MOST])

    def look(self) -> None:
        """See which of them are still there."""
        paths = self.paths

        def seen() -> frozenset[Path]:
            return frozenset(one for one in paths if not one.is_dir())

        if paths:
            self._writer.submit(seen, self._looked, lambda _: None)

    def close(self) -> None:
        """Look no more; what hangs on a network is let be."""
        self._writer.close(wait=False)

    def _set(self, paths: tuple[Path, ...]) -> None:
        if paths != self.paths:
            self.paths = paths
            self.changed.emit()

    def _looked(self, missing: frozenset[Path]) -> None:
        if missing != self.missing:
            self.missing = missing
            self.changed.emit()
