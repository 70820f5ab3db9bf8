"""The folders outside of a project from which it wants to include files: asked about once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.jobs import Jobs
from vibekoder.app.tongue import tr
from vibekoder.core.errors import Unresolved, VibeKoderError
from vibekoder.store import approvals
from vibekoder.store.paths import State
from vibekoder.store.projects import Project


class Outside(QObject):
    """Looks what a project's settings name, and remembers what the person has confirmed.

    ``pending`` are the folders that wait for a word; nothing in them is read before.

    Signals:
        notice(object): a Notice that asks.
        noticeOver(str): nothing is to be asked any more.
        confirmed(): files may be included from more folders than before.
    """

    notice = Signal(object)
    noticeOver = Signal(str)
    confirmed = Signal()

    def __init__(
        self,
        jobs: Jobs,
        project: Callable[[], Project],
        state: State,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.pending: tuple[Path, ...] = ()
        self._jobs = jobs
        self._project = project
        self._state = state

    def look(self) -> None:
        """The project's settings have been read: ask about what is new in them."""
        root, folders = self._project().root, self._project().allowed
        job = partial(approvals.unconfirmed_folders, self._state, root, folders)
        self._jobs.submit(job, self._found, tr("It is not known which folders you have confirmed"))

    def remind(self, problem: VibeKoderError, _: str = "") -> None:
        """Nothing was sent: ask once more where that may be why."""
        if isinstance(problem, Unresolved) and self.pending:
            self._ask()

    def confirm(self, folders: Sequence[Path]) -> None:
        """The person has seen these and said yes."""
        job = partial(approvals.confirm_folders, self._state, self._project().root, folders)
        self._jobs.submit(job, self._kept, tr("The folders could not be confirmed"))

    def _found(self, pending: tuple[Path, ...]) -> None:
        before, self.pending = self.pending, pending
        if pending:
            self._ask()
        elif before:
            self.noticeOver.emit(notices.outside_key(self._project().root))

    def _ask(self) -> None:
        self.notice.emit(notices.outside(self._project().root, self._project().name))

    def _kept(self, _: None) -> None:
        self.look()
        self.confirmed.emit()
