"""The watcher: tells when files or the folder of sessions change on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 150
"""Changes that come together are told once."""

State = tuple[int, int, int] | None


class Watcher(QObject):
    """Watches one folder and the open sessions.

    An atomic save replaces the file, a removed folder takes its watch along: after each change
    it is looked for again what is there to be watched. What is not there yet is waited for in
    the nearest folder above it. Our own saves are told like any other; who asks compares.

    Signals:
        folderChanged(): files have come, gone or changed in the folder.
        fileChanged(Path): this watched file may have other content, or be gone.
    """

    folderChanged = Signal()
    fileChanged = Signal(Path)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QFileSystemWatcher(self)
        self._files: dict[Path, State] = {}
        self._folder: Path | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._system.directoryChanged.connect(self._stir)
        self._system.fileChanged.connect(self._stir)

    def watch_folder(self, folder: Path) -> None:
        """Watch this folder instead of another; it need not be there yet."""
        self._folder = folder
        self._watch()

    def watch_file(self, path: Path) -> None:
        """Tell when this file changes, goes or comes."""
        self._files[path] = _state(path)
        self._watch()

    def forget_file(self, path: Path) -> None:
        """Tell no more about it."""
        if self._files.pop(path, None) is not None:
            self._system.removePath(str(path))
            self._watch()

    def _stir(self) -> None:
        # not put off by each further change: a busy folder must not keep it from looking
        if not self._pause.isActive():
            self._pause.start()

    def _look(self) -> None:
        changed: list[Path] = []
        for path, before in list(self._files.items()):
            now = _state(path)
            if now != before:
                self._files[path] = now
                changed.append(path)
            if now is None or before is None or now[0] != before[0]:
                # the watch is on the file that was, wherever that one is now
                self._system.removePath(str(path))
        self._watch()
        for path in changed:
            self.fileChanged.emit(path)
        self.folderChanged.emit()

    def _watch(self) -> None:
        """Watch all that is there, and no folder that nobody asked for."""
        wanted = {path.parent for path in self._files}
        wanted |= {self._folder} if self._folder is not None else set()
        folders = {str(_standing(folder)) for folder in wanted}
        there = {str(path) for path, state in self._files.items() if state is not None}
        for old in set(self._system.directories()) - folders:
            self._system.removePath(old)
        for new in folders - set(self._system.directories()):
            self._system.addPath(new)
        for new in there - set(self._system.files()):
            self._system.addPath(new)


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
