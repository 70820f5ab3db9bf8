"""The templates of a project: listed in the background, made into sessions, made from them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.notice import Notice
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.app.writer import Writer
from vibekoder.core import settings
from vibekoder.core.errors import StoreError
from vibekoder.core.templates import FOLDERS
from vibekoder.store import templates
from vibekoder.store.sources import Sources
from vibekoder.store.templates import Made, Template

log = logging.getLogger(__name__)


class Templates(QObject):
    """``rows`` are the templates of one project, of the user, and of the program.

    Signals:
        changed(): ``rows`` are other ones.
    """

    changed = Signal()

    def __init__(
        self, workspace: Workspace, others: Sequence[Path], parent: QObject | None = None
    ) -> None:
        """``others`` are the folders beside the project's own."""
        super().__init__(parent)
        self.rows: list[Template] = []
        self._workspace = workspace
        self._others = tuple(others)
        self._writer = Writer("templates", self)
        workspace.projectChanged.connect(self.look)

    @property
    def folder(self) -> Path:
        """The project's own."""
        project = self._workspace.project
        return project.root / project.values[settings.TEMPLATES_FOLDER]

    def look(self) -> None:
        """Read the list anew."""
        folders, root = (self.folder, *self._others), self._workspace.project.root
        self._writer.submit(lambda: templates.listed(folders, root), self._listed, self._not_listed)

    def use(self, template: Template, answers: Mapping[str, str]) -> None:
        """Open a new session made from a template, what was asked for filled in."""
        values = {**self._known(template), **answers}
        sources = self._workspace.looking.home().sources()

        def job() -> Made:
            absent = [one for one in FOLDERS if not _has_files(sources, values[one])]
            return templates.used(template.path, values, absent)

        failed = partial(self._failed, tr("{title} could not be used").format(title=template.title))
        self._writer.submit(job, partial(self._made, values), failed)

    def save(self, tab: Tab, title: str) -> None:
        """Make a template of a session."""
        folder, session = self.folder, tab.desk.snapshot().session
        self._writer.submit(
            lambda: templates.save(folder, title, session),
            self._saved,
            partial(self._failed, tr("The template was not saved")),
        )

    def close(self) -> None:
        """End its thread."""
        self._writer.close()

    def _known(self, template: Template) -> dict[str, str]:
        project = self._workspace.project
        return {
            "date": f"{self._workspace.edge.wall():%Y-%m-%d}",
            "project": " ".join(project.name.split()),
            "title": template.title,
            "docs": project.values[settings.DOCS_FOLDER],
            "sources": project.values[settings.SOURCES_FOLDER],
        }

    def _made(self, values: Mapping[str, str], made: Made) -> None:
        self._workspace.new_session(made.data, made.prompt)
        if made.lacking:
            folders = [f"{values[one]}/" for one in made.lacking]
            self._workspace.notice.emit(notices.lacking(folders))

    def _listed(self, rows: list[Template]) -> None:
        if rows != self.rows:
            self.rows = rows
            self.changed.emit()

    def _not_listed(self, problem: BaseException) -> None:
        log.error("listing the templates failed", exc_info=problem)

    def _saved(self, path: Path) -> None:
        self.look()
        text = str(path.relative_to(self._workspace.project.root))
        self._workspace.notice.emit(Notice("info", tr("The session is a template now"), text))

    def _failed(self, what: str, problem: BaseException) -> None:
        self._workspace.notice.emit(notices.failed(what, problem))


def _has_files(sources: Sources, folder: str) -> bool:
    """Whether including this folder would bring anything."""
    try:
        return any(not one.why for one in sources.walk(folder, kinds=sources.kinds))
    except StoreError:
        return False
