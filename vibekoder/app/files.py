"""The files of a project, as a list to choose from: read in the background, kept while it looks."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from vibekoder.app.writer import Writer
from vibekoder.core.errors import StoreError
from vibekoder.store.sources import Sources

log = logging.getLogger(__name__)

MOST = 50_000
"""Files that are listed; beyond that a person names the path."""


class Files(QObject):
    """``names`` are the paths, relative to the project, that its ignore rules do not leave out.

    Signals:
        changed(): ``names`` are other ones.
    """

    changed = Signal()

    def __init__(self, sources: Callable[[], Sources], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self._sources = sources
        self._writer = Writer("files", self)
        self._looking = False

    def look(self) -> None:
        """Read the list anew; a second wish while it is read is the same one."""
        if self._looking:
            return
        self._looking = True
        sources = self._sources()
        self._writer.submit(lambda: _names(sources), self._found, self._not_found)

    def close(self) -> None:
        """End its thread."""
        self._writer.close()

    def _found(self, names: tuple[str, ...]) -> None:
        self._looking = False
        if names != self.names:
            self.names = names
            self.changed.emit()

    def _not_found(self, problem: BaseException) -> None:
        self._looking = False
        log.warning("listing the files of a project failed: %s", problem)


def _names(sources: Sources) -> tuple[str, ...]:
    found: list[str] = []
    try:
        for entry in sources.walk(""):
            if not entry.why:
                found.append(entry.name)
            if len(found) == MOST:
                break
    except StoreError as problem:
        # a folder that went away leaves what was found
        log.info("listing files stopped: %s", problem.reason)
    return tuple(found)
