"""What the shown session and the project used and cost: in the status bar and in the panel."""

from __future__ import annotations

from PySide6.QtCore import QObject

from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.totals import NOTHING, Totals
from vibekoder.store.catalog import Source
from vibekoder.store.projects import Project
from vibekoder.ui import sums
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.status_bar import StatusBar


class Spending(QObject):
    """Shows the sums; nothing is reckoned or written anew while they are what they were."""

    def __init__(
        self, status: StatusBar, panel: ProjectPanel | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._panel = panel
        self._shown: tuple[Totals, Totals] | None = None
        self._project: Project | None = None

    def show_sums(self, workspace: Workspace | None, tab: Tab | None) -> None:
        """The sums of this project and of the session that is shown in it."""
        of_session = tab.totals if tab is not None else NOTHING
        of_project = workspace.totals if workspace is not None else NOTHING
        project = workspace.project if workspace is not None else None
        if self._shown == (of_session, of_project) and self._project is project:
            return
        self._shown, self._project = (of_session, of_project), project
        sources = sources_of(workspace)
        session = sums.short(of_session)
        told = self.tr("This session") + "\n" + "\n".join(sums.lines(of_session, sources))
        self._status.set_spent(
            self.tr("Session {sum}").format(sum=session) if session else "", told
        )
        told = self.tr("All sessions") + "\n" + "\n".join(sums.lines(of_project, sources))
        if self._panel is not None:
            self._panel.section.set_note(sums.paid(of_project), told)

    def told(self, workspace: Workspace, tab: Tab | None) -> str:
        """Everything at length, to be read."""
        sources = sources_of(workspace)
        paragraphs = [[self.tr("All sessions"), *sums.lines(workspace.totals, sources)]]
        if tab is not None:
            paragraphs.insert(0, [self.tr("This session"), *sums.lines(tab.totals, sources)])
        return "\n\n".join("\n".join(lines) for lines in paragraphs)


def sources_of(workspace: Workspace | None) -> list[Source]:
    """Whose list prices hold for the backends of a project, each once."""
    if workspace is None:
        return []
    backends = workspace.backends
    entries = backends.entries(workspace.project)
    found = [backends.catalog.source(backends.placed(one).base_url) for one in entries]
    return list(dict.fromkeys(one for one in found if one is not None))
