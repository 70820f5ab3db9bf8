"""Files that take a while to be read: that is said, and nobody has to wait for one."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.notice import Notice
from vibekoder.app.tongue import tr

KEY: Final = "awaited"
GIVE_UP: Final = "give-up"
PATIENCE_MS: Final = 500
"""What is there sooner was not waited for."""


class Awaiting(QObject):
    """Which files are being read.

    Signals:
        notice(object): one takes longer, a Notice with a way out.
        noticeOver(str): it is there, or no longer wanted; the key of that Notice.
    """

    notice = Signal(object)
    noticeOver = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since: dict[Path, float] = {}
        self._told: set[Path] = set()
        self._unwanted: set[Path] = set()
        self._timer = QTimer(self, interval=PATIENCE_MS // 2)
        self._timer.timeout.connect(self._look)

    def begin(self, path: Path) -> None:
        """This one is being read, and wanted."""
        self._unwanted.discard(path)
        self._since.setdefault(path, monotonic())
        self._timer.start()

    def end(self, path: Path) -> bool:
        """It is there, or cannot be read; tells whether it is still wanted."""
        self._since.pop(path, None)
        self._take_back(path)
        wanted = path not in self._unwanted
        self._unwanted.discard(path)
        return wanted

    def give_up(self, path: Path) -> None:
        """Nobody wants it any more."""
        if path in self._since:
            self._unwanted.add(path)
            self._take_back(path)

    def _take_back(self, path: Path) -> None:
        if path in self._told:
            self._told.remove(path)
            self.noticeOver.emit(_key(path))

    def _look(self) -> None:
        untold = self._since.keys() - self._told - self._unwanted
        if not untold:
            self._timer.stop()
        for path in sorted(untold):
            if monotonic() - self._since[path] > PATIENCE_MS / 1000:
                self._say(path)

    def _say(self, path: Path) -> None:
        self._told.add(path)
        title = tr("Opening {name}").format(name=path.name)
        text = tr("It is being read. Everything else goes on.")
        way_out = ((GIVE_UP, tr("Do not open it")),)
        self.notice.emit(Notice("info", title, text, way_out, key=_key(path)))


def _key(path: Path) -> str:
    return f"{KEY}:{path}"
