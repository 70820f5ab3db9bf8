"""The watcher: tells when files or the folder of sessions change on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 150
"""Changes that come together are told once."""

ABOVE = 2
"""So many folders above are watched for moves; a project's folder of sessions lies in its root."""

State = tuple[int, int, int] | None


class Watcher(QObject):
    """Watches one folder and the open sessions.

    A watch is on what had the name when it began: an atomic save replaces a file, a folder can be
    moved away. So what stands above is watched as well, and after each change it is looked for
    again what is there. Our own saves are told like any other; who asks compares.

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
        self._watched: dict[Path, int] = {}
        self._stirred: set[str] = set()
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
        self._files.setdefault(path, _state(path))
        self._watch()

    def forget_file(self, path: Path) -> None:
        """Tell no more about it."""
        if path in self._files:
            del self._files[path]
            self._watch()

    def _stir(self, path: str) -> None:
        self._stirred.add(path)
        # not put off by each further change: a busy folder must not keep it from looking
        if not self._pause.isActive():
            self._pause.start()

    def _look(self) -> None:
        stirred, self._stirred = self._stirred, set()
        changed: list[Path] = []
        for path, before in list(self._files.items()):
            now = _state(path)
            if now != before:
                self._files[path] = now
                changed.append(path)
        moved = self._watch()
        for path in changed:
            self.fileChanged.emit(path)
        if changed or self._folder in moved or str(self._folder) in stirred:
            self.folderChanged.emit()

    def _watch(self) -> set[Path]:
        """Watch all that is there, and nothing else; what has come, gone or been replaced."""
        wanted = set(self._files)
        for folder in {path.parent for path in self._files} | {self._folder}:
            if folder is not None:
                wanted |= {folder, *folder.parents[:ABOVE], *_standing(folder)}
        there = {path: state[0] for path in wanted if (state := _state(path)) is not None}
        moved = {
            path
            for path in there.keys() | self._watched.keys()
            if there.get(path) != self._watched.get(path)
        }
        for path in moved:
            self._system.removePath(str(path))
            if path in there:
                self._system.addPath(str(path))
        # what the system has let go by itself
        for path in there.keys() - {Path(one) for one in self._known()}:
            self._system.addPath(str(path))
        self._watched = there
        return moved

    def _known(self) -> list[str]:
        return [*self._system.files(), *self._system.directories()]


def _standing(folder: Path) -> list[Path]:
    """The nearest folder above a missing one, where it will come."""
    return [next(one for one in folder.parents if one.is_dir())] if not folder.is_dir() else []


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
