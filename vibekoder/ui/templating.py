"""Templates in one window: listed in the panel, chosen, asked about, made of a session."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.templates import Templates
from vibekoder.app.workspace import Workspace
from vibekoder.store.paths import resources, settings_file
from vibekoder.store.templates import Template
from vibekoder.ui.look import Look
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.questions import Questions
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.sheets.sifting import Choice

FOLDER = "templates"


class Templating(QObject):
    """Serves the window's project.

    Signals:
        projectWanted(): there is no project yet whose templates there could be.
    """

    projectWanted = Signal()

    def __init__(self, look: Look, panel: ProjectPanel, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._panel = panel
        self._window = window
        self.templates: Templates | None = None
        panel.templates.chosen.connect(self._on_chosen)

    def set_workspace(self, workspace: Workspace) -> None:
        """Serve this project instead of another."""
        if self.templates is not None:
            self.templates.close()
            self.templates.deleteLater()
        edge = workspace.edge
        others = (settings_file(edge.environ).parent / FOLDER, resources() / FOLDER)
        self.templates = Templates(workspace, others, self)
        self.templates.changed.connect(self._show)
        self.templates.look()

    def choose(self) -> None:
        """Let a template be chosen for a new session."""
        if self.templates is None:
            self.projectWanted.emit()
            return
        title = self.tr("New session from template")
        sheet = Palette(self._look, title, title, verb=self.tr("new session"), parent=self._window)
        follow = partial(self._fill, sheet)
        self.templates.changed.connect(follow)
        sheet.closed.connect(partial(self.templates.changed.disconnect, follow))
        sheet.taken.connect(self._on_taken)
        self.templates.look()
        follow()
        self._open(sheet)

    def save(self, widget: SessionTabWidget) -> None:
        """Ask for a name and make a template of the shown session."""
        templates = self.templates
        if templates is None:
            return
        sheet = Questions(
            self._look,
            self.tr("Save session as template"),
            self.tr("Its words are kept, without times, ids and pins, in {folder}/.").format(
                folder=templates.folder.name
            ),
            {"title": self.tr("Name of the template")},
            verb=self.tr("Save template"),
            parent=self._window,
        )
        sheet.fields["title"].setText(widget.tab.title)
        sheet.fields["title"].selectAll()
        tab = widget.tab

        def answered(answers: dict[str, str]) -> None:
            templates.save(tab, answers["title"] or tab.title)

        sheet.answered.connect(answered)
        self._open(sheet)

    def close(self) -> None:
        """End what runs for it."""
        if self.templates is not None:
            self.templates.close()

    @property
    def _rows(self) -> Sequence[Template]:
        return self.templates.rows if self.templates is not None else ()

    def _show(self) -> None:
        self._panel.show_templates(self._rows)

    def _fill(self, sheet: Palette) -> None:
        sheet.set_choices(
            [
                Choice(str(one.path), one.title, detail=one.description, icon="template")
                for one in self._rows
            ]
        )

    def _on_taken(self, path: str, _: bool) -> None:
        self._on_chosen(Path(path))

    def _on_chosen(self, path: Path) -> None:
        found = next((one for one in self._rows if one.path == path), None)
        templates = self.templates
        if found is None or templates is None:
            return
        if not found.questions:
            templates.use(found, {})
            return
        sheet = Questions(
            self._look,
            found.title,
            found.description,
            found.questions,
            verb=self.tr("New session"),
            parent=self._window,
        )
        sheet.answered.connect(partial(templates.use, found))
        self._open(sheet)

    def _open(self, sheet: Sheet) -> None:
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)
