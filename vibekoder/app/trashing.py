"""Sessions go to the trash, once all of them is saved, and come back from it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.jobs import Jobs
from vibekoder.app.notice import Notice
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.store import trash
from vibekoder.store.paths import State


class Trashing(QObject):
    """Deletes what a person deletes; it can be brought back.

    Signals:
        closeWanted(object): this Tab is to be closed and saved; ``closed`` goes on then.
        notice(object): a Notice to be shown; that of a deleted session can bring it back.
        moved(): a session is in the trash.
        restored(Path): a session is back in its place.
    """

    closeWanted = Signal(object)
    notice = Signal(object)
    moved = Signal()
    restored = Signal(Path)

    def __init__(self, jobs: Jobs, state: State, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._state = state
        self._waiting: set[Path] = set()

    def delete(self, path: Path, tab: Tab | None) -> None:
        """Move a session to the trash; ``tab`` is the one it is open in."""
        if tab is None:
            self._move(path)
        elif tab.runs:
            self.notice.emit(
                Notice(
                    "warn",
                    tr("This session is still being answered"),
                    tr("Stop the answer first."),
                )
            )
        else:
            # what was typed last is saved before the file goes
            self._waiting.add(path)
            self.closeWanted.emit(tab)

    def restore(self, token: str) -> None:
        """Bring a session back from the trash."""
        what = tr("The session could not be brought back")
        self._jobs.submit(lambda: trash.restore(token, self._state), self.restored.emit, what)

    def spare(self, path: Path) -> None:
        """A session that was to be deleted is wanted again."""
        self._waiting.discard(path)

    def closed(self, path: Path) -> None:
        """A session is closed and saved: if it was to be deleted, it goes now."""
        if path in self._waiting:
            self._waiting.discard(path)
            self._move(path)

    def _move(self, path: Path) -> None:
        self._jobs.submit(
            lambda: trash.move(path, self._state),
            partial(self._moved, path),
            tr("{name} was not deleted").format(name=path.name),
        )

    def _moved(self, path: Path, token: str) -> None:
        self.moved.emit()
        self.notice.emit(notices.trashed(path, token))
