"""The lookout: tells when one of the files that a prompt includes changes, goes or comes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from vibekoder.app.places import Places
from vibekoder.app.rounds import Rounds

PAUSE_MS = 150
"""Changes that come together are told once."""
MOST = 1000
"""So many files and folders the system watches; it has no room for any number of watches."""


class Lookout(QObject):
    """Watches files and the folders they lie in; a file may come, go and be replaced.

    What the system has no room for is gone past in ``rounds``, so that any number is watched.

    Signals:
        stirred(): some of it may be other than it was.
    """

    stirred = Signal()

    def __init__(self, rounds: Rounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = rounds
        self._number = rounds.join()
        self._system = QFileSystemWatcher(self)
        self._places = Places()
        self._folders: tuple[str, ...] = ()
        self._files: tuple[str, ...] = ()
        self._stirred: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._system.fileChanged.connect(self._on_changed)
        self._system.directoryChanged.connect(self._on_changed)
        rounds.stirred.connect(self._on_round)

    def follow(self, places: Places) -> bool:
        """Watch these instead of others, none of them need be there; whether they are others."""
        if places == self._places:
            return False
        self._places = places
        self._folders = places.folders[:MOST]
        self._files = places.files[: MOST - len(self._folders)]
        self._watch()
        rest = (*places.folders[len(self._folders) :], *places.files[len(self._files) :])
        self._rounds.follow(self._number, rest)
        return True

    def leave(self) -> None:
        """Watch nothing any more."""
        self.follow(Places())

    def _watch(self) -> None:
        known = {*self._system.files(), *self._system.directories()}
        wanted = {str(_standing(Path(path))) for path in self._folders}
        wanted |= {path for path in self._files if Path(path).exists()}
        # an atomic save leaves the watch on the file that was there before
        stale = {path for path in known & wanted if self._is_stirred(path)}
        gone = (known - wanted) | stale
        if gone:
            self._system.removePaths(sorted(gone))
        fresh = wanted - (known - gone)
        if fresh:
            self._system.addPaths(sorted(fresh))
        self._stirred.clear()

    def _is_stirred(self, path: str) -> bool:
        return path in self._stirred or str(Path(path).parent) in self._stirred

    def _on_changed(self, path: str) -> None:
        self._stirred.add(path)
        # not put off by each further change: a busy folder must not keep it from telling
        if not self._pause.isActive():
            self._pause.start()

    def _on_round(self, who: int) -> None:
        if who == self._number:
            self.stirred.emit()

    def _tell(self) -> None:
        self._watch()
        self.stirred.emit()


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
