"""Changes of a project's settings: made on disk, one after the other, and then in effect."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from vibekoder.app.jobs import Jobs
from vibekoder.app.tongue import tr
from vibekoder.core.errors import VibeKoderError
from vibekoder.store.projects import Project


class Changing(QObject):
    """Makes them in the writer's thread; ``pending`` are asked for and not made yet.

    Signals:
        changed(object): the Project as it is now; its settings hold from the next request on.
    """

    changed = Signal(object)

    def __init__(
        self, jobs: Jobs, project: Callable[[], Project], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._project = project
        self._newest: Project | None = None
        self.pending = 0

    def later(
        self, change: Callable[[Project], Project], failed: Callable[[VibeKoderError], None]
    ) -> None:
        """Change the settings on disk, in the order of the calls; if refused, nothing is."""
        self.pending += 1

        def work() -> Project:
            # what an earlier change has made may not be told here yet
            self._newest = change(self._newest or self._project())
            return self._newest

        def done(project: Project) -> None:
            self.pending -= 1
            self.changed.emit(project)
            if project is self._newest:
                self._newest = None

        def undone(problem: BaseException) -> None:
            self.pending -= 1
            if isinstance(problem, VibeKoderError):
                failed(problem)
            else:
                self._jobs.fail(tr("The project's settings could not be changed"), problem)

        self._jobs.writer.submit(work, done, undone)
