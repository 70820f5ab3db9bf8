"""The watcher: tells when files or the folder of sessions change on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 150
"""Changes that come together are told once."""


class Watcher(QObject):
    """Watches one folder and the open sessions.

    An atomic save replaces the file, and a watch on a file is lost by that: after each change the
    files are looked for again. Our own saves are told like any other; who asks compares.

    Signals:
        folderChanged(): files have come, gone or changed in the folder.
        fileChanged(Path): this watched file may have other content, or be gone.
    """

    folderChanged = Signal()
    fileChanged = Signal(Path)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QFileSystemWatcher(self)
        self._files: dict[Path, tuple[int, int, int] | None] = {}
        self._folder: Path | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._system.directoryChanged.connect(self._stir)
        self._system.fileChanged.connect(self._stir)

    def watch_folder(self, folder: Path) -> None:
        """Watch this folder, or the nearest one above it that exists, instead of another."""
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        if folder == self._folder:
            return
        if self._folder is not None:
            self._system.removePath(str(self._folder))
        self._folder = folder
        self._system.addPath(str(folder))

    def watch_file(self, path: Path) -> None:
        """Tell when this file changes."""
        self._files[path] = _state(path)
        self._system.addPath(str(path))

    def forget_file(self, path: Path) -> None:
        """Tell no more about it."""
        if path in self._files:
            del self._files[path]
            self._system.removePath(str(path))

    def _stir(self) -> None:
        self._pause.start()

    def _look(self) -> None:
        for path, before in list(self._files.items()):
            now = _state(path)
            if now is not None:
                self._system.addPath(str(path))
            if now != before:
                self._files[path] = now
                self.fileChanged.emit(path)
        self.folderChanged.emit()


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
