"""The lookout: tells when one of the files that a prompt includes changes, goes or comes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 150
"""Changes that come together are told once."""
MOST = 1000
"""More files are not watched: the system has no room for any number of watches."""


class Lookout(QObject):
    """Watches files and the folders they lie in; a file may come, go and be replaced.

    Signals:
        stirred(): some of it may be other than it was.
    """

    stirred = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QFileSystemWatcher(self)
        self._files: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._system.fileChanged.connect(self._on_changed)
        self._system.directoryChanged.connect(self._on_changed)

    def follow(self, paths: Iterable[Path]) -> None:
        """Watch these instead of others; none of them need be there."""
        wanted = {str(path) for path in islice(paths, MOST)}
        if wanted != self._files:
            self._files = wanted
            self._watch()

    def _watch(self, *, anew: bool = False) -> None:
        known = {*self._system.files(), *self._system.directories()}
        folders = {str(_standing(Path(path).parent)) for path in self._files}
        wanted = {path for path in self._files | folders if Path(path).exists()}
        # an atomic save leaves the watch on the file that was there before
        gone = known & self._files if anew else known - wanted
        if gone:
            self._system.removePaths(sorted(gone))
        fresh = wanted - (known - gone)
        if fresh:
            self._system.addPaths(sorted(fresh))

    def _on_changed(self) -> None:
        # not put off by each further change: a busy folder must not keep it from telling
        if not self._pause.isActive():
            self._pause.start()

    def _tell(self) -> None:
        self._watch(anew=True)
        self.stirred.emit()


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
