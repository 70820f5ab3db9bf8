"""The folders of a project that are open in the panel: what lies in them, and what git says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.lookout import Lookout
from vibekoder.app.places import around
from vibekoder.app.rounds import Rounds
from vibekoder.app.writer import Writer
from vibekoder.core.errors import StoreError
from vibekoder.store import git
from vibekoder.store.sources import Entry, Sources

log = logging.getLogger(__name__)

REST_MS = 1000
"""However busy the disk is, it is not looked at more often."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What lies in the open folders, each by its path from the project, "" for the project itself.

    ``changes`` is None where the project is in no repository.
    """

    folders: Mapping[str, tuple[tuple[str, ...], tuple[Entry, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    changes: git.Changes | None = None


class Folders(QObject):
    """Keeps ``listing`` as it is on the disk, while somebody sees it; read in its own thread.

    Signals:
        changed(): ``listing`` is another one.
    """

    changed = Signal()

    def __init__(
        self,
        sources: Callable[[], Sources],
        environ: Callable[[], Mapping[str, str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.listing = Opened()
        self.wanted: frozenset[str] = frozenset({""})
        self._sources = sources
        self._environ = environ
        self._writer = Writer("folders", self)
        self._rounds = Rounds(self)
        self._lookout = Lookout(self._rounds, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._shown = False
        self._looking = False
        self._stale = False
        self._lookout.stirred.connect(self.stir)
        self._rest.timeout.connect(self._on_rested)

    def set_shown(self, shown: bool) -> None:
        """Whether anybody sees it; what nobody sees is not looked at."""
        if shown and not self._shown:
            self._shown = True
            self.look()
        self._shown = shown

    def open(self, folders: Iterable[str]) -> None:
        """These folders are open now, besides the project's own; what lies in them comes later."""
        wanted = frozenset({"", *folders})
        if wanted != self.wanted:
            self.wanted = wanted
            self.look()

    def stir(self) -> None:
        """Something may be other than it was: look again, but not too often."""
        self._stale = True
        if not self._rest.isActive() and not self._looking:
            self.look()

    def look(self) -> None:
        """Look now; a wish while it looks is followed by one look more."""
        self._stale = True
        if not self._shown or self._looking:
            return
        self._looking, self._stale = True, False
        sources, wanted, environ = self._sources(), sorted(self.wanted), self._environ()
        self._writer.submit(lambda: _opened(sources, wanted, environ), self._found, self._not_found)

    def close(self) -> None:
        """End its thread."""
        self._shown = False
        self._rounds.close()
        self._writer.close()

    def _found(self, listing: Opened) -> None:
        self._rested()
        self._lookout.follow(around(_watched(listing, self._sources().root)))
        if listing != self.listing:
            self.listing = listing
            self.changed.emit()
        if self._stale and self.wanted - listing.folders.keys():
            # a folder was opened meanwhile: a person waits for it
            self.look()

    def _not_found(self, problem: BaseException) -> None:
        self._rested()
        log.warning("listing the folders of a project failed: %s", problem)

    def _rested(self) -> None:
        self._looking = False
        self._rest.start()

    def _on_rested(self) -> None:
        if self._stale:
            self.look()


def _opened(sources: Sources, wanted: Iterable[str], environ: Mapping[str, str]) -> Opened:
    found: dict[str, tuple[tuple[str, ...], tuple[Entry, ...]]] = {}
    for folder in wanted:
        try:
            found[folder] = sources.children(folder)
        except StoreError as problem:
            # it went away, or may not be read: it is empty then
            log.info("a folder is not listed: %s", problem.reason)
    return Opened(found, git.changes(sources.root, environ))


def _watched(listing: Opened, root: Path) -> Iterator[str]:
    """What decides about a listing: the folders' rules, git's state, the files."""
    yield from (str(root / folder / ".gitignore") for folder in listing.folders)
    top = git.top_of(root) if listing.changes is not None else None
    if top is not None and (top / ".git").is_dir():
        yield from (str(top / ".git" / name) for name in ("index", "HEAD"))
    for _, files in listing.folders.values():
        yield from (str(root / one.name) for one in files if not one.why)
