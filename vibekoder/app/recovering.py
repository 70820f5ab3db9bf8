"""What an earlier run of the program left: answers that only journals hold, halves of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.edge import Edge
from vibekoder.app.jobs import Jobs
from vibekoder.app.tongue import tr
from vibekoder.engine import recovery
from vibekoder.engine.recovery import Recovered, adopt, recover
from vibekoder.store import approvals, sessions, strays
from vibekoder.store.paths import State
from vibekoder.store.projects import Project


class Recovering(QObject):
    """Puts the answers where they belong, and says so.

    Signals:
        notice(object): a Notice to be shown.
        placed(): answers were put into sessions.
        adopted(Path): an answer without a session has this one now; it is to be opened.
    """

    notice = Signal(object)
    placed = Signal()
    adopted = Signal(Path)

    def __init__(
        self,
        jobs: Jobs,
        state: State,
        project: Callable[[], Project],
        edge: Edge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._state = state
        self._project = project
        self._edge = edge

    def start(self) -> None:
        """Sweep what killed saves left, place what only journals hold."""
        project, state, wall = self._project(), self._state, self._edge.wall

        def work() -> list[Recovered]:
            strays.sweep(project, state, wall().timestamp())
            return recover(state, recovery.Project(project.root, project.id))

        self._jobs.submit(work, self._recovered, tr("Recovery did not finish"))

    def adopt(self, journal: Path) -> None:
        """Put a recovered answer whose session is gone into a new session."""
        project, state = self._project(), self._state

        def place() -> Path:
            path = sessions.create(approvals.entered(state, project.root, project.sessions))
            adopt(state, journal, path)
            return path

        what = tr("The answer could not be put into a session")
        self._jobs.submit(place, self.adopted.emit, what)

    def _recovered(self, found: list[Recovered]) -> None:
        for notice in notices.recovered(found):
            self.notice.emit(notice)
        if found:
            self.placed.emit()
