"""How one begins: a folder that was open before, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from vibekoder.app.recents import Recents
from vibekoder.app.workspace import Workspace
from vibekoder.store.paths import reason
from vibekoder.ui.first_start import FirstStart, shortened
from vibekoder.ui.look import Look
from vibekoder.ui.opening import Opening
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panes import Panes
from vibekoder.ui.sheets.new_project import NewProject
from vibekoder.ui.sheets.palette import Choice, Palette


class Beginning(QObject):
    """Serves the page of a window without a project, and keeps the list of projects.

    Signals:
        folderChosen(Path): this folder is to be opened as the project.
    """

    folderChosen = Signal(Path)

    def __init__(
        self,
        look: Look,
        page: FirstStart,
        panes: Panes,
        panel: ProjectPanel,
        opening: Opening,
        workspace: Callable[[], Workspace | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._page = page
        self._panes = panes
        self._opening = opening
        self._workspace = workspace
        self._window = window
        self.recents = Recents(self)
        self.recents.changed.connect(self._show)
        page.shown.connect(self.recents.look)
        page.chosen.connect(self.folderChosen)
        page.forgetWanted.connect(self.recents.drop)
        after_open = panel.project_menu.actions()[1]
        for text, deed in (
            (self.tr("Open recent project…"), self.choose),
            (self.tr("New project…"), self.new_project),
        ):
            action = QAction(text, self)
            action.triggered.connect(deed)
            panel.project_menu.insertAction(after_open, action)
        # without a project the panels have nothing to tell
        panes.set_open(opened=False)

    def opened(self, workspace: Workspace) -> None:
        """A project is shown."""
        self._panes.set_open(opened=True)
        self.recents.add(workspace.project.root)

    def choose(self) -> None:
        """Let one of the projects that were open before be chosen."""
        title = self.tr("Open recent project")
        sheet = Palette(
            self._look,
            title,
            title,
            verb=self.tr("open"),
            alternative=self.tr("take it off the list"),
            parent=self._window,
        )
        follow = partial(self._fill, sheet)
        self.recents.changed.connect(follow)
        sheet.closed.connect(partial(self.recents.changed.disconnect, follow))
        sheet.closed.connect(sheet.deleteLater)
        sheet.taken.connect(self._on_taken)
        follow()
        self.recents.look()
        sheet.open_over(self._window)

    def new_project(self) -> None:
        """Ask for the name of a new folder, make it, and begin a session in it."""
        now = self._workspace()
        place = now.project.root.parent if now is not None else Path.home()
        sheet = NewProject(self._look, place, self._window)
        sheet.wanted.connect(partial(self._make, sheet))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _make(self, sheet: NewProject, path: Path) -> None:
        fresh = not path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            sheet.say(self.tr("It cannot be made: {why}.").format(why=reason(problem)))
            return
        sheet.dismiss()
        self.folderChosen.emit(path)
        if fresh and self._workspace() is not None:
            self._opening.new_session()

    def _show(self) -> None:
        self._page.show_recent(self.recents.paths, self.recents.missing)

    def _fill(self, sheet: Palette) -> None:
        gone = self.recents.missing
        sheet.set_choices(
            [
                Choice(
                    str(path),
                    path.name or str(path),
                    detail=shortened(path),
                    right=self.tr("not found") if path in gone else "",
                    icon="folder",
                )
                for path in self.recents.paths
            ]
        )

    def _on_taken(self, path: str, forget: bool) -> None:
        if forget:
            self.recents.drop(Path(path))
        else:
            self.folderChosen.emit(Path(path))
