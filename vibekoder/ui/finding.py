"""The way to everything: what is chosen in the palette is done, opened or taken into the prompt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from vibekoder.app.workspace import Workspace
from vibekoder.core import directives
from vibekoder.core.directives import Directive
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.sheets import finder
from vibekoder.ui.window_sheets import WindowSheets


class Finding(QObject):
    """Opens the palette over a window.

    Signals:
        actionWanted(str): the action with this id was chosen.
        sessionWanted(Path): this session is to be shown.
    """

    actionWanted = Signal(str)
    sessionWanted = Signal(Path)

    def __init__(
        self,
        tabs: SessionTabs,
        sheets: WindowSheets,
        workspace: Callable[[], Workspace | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._sheets = sheets
        self._workspace = workspace

    def anywhere(self) -> None:
        """Sessions before anything else."""
        self._open(finder.SESSION)

    def action(self) -> None:
        """Actions before anything else."""
        self._open(finder.ACTION)

    def piece(self) -> None:
        """Files before anything else."""
        self._open(finder.FILE)

    def _open(self, first: str) -> None:
        with_tab = self._tabs.current is not None
        sheet = self._sheets.finder(self._workspace(), first, with_tab=with_tab)
        sheet.actionWanted.connect(self.actionWanted)
        sheet.sessionWanted.connect(self.sessionWanted)
        sheet.fileWanted.connect(self._take)

    def _take(self, name: str, opened: bool) -> None:
        """A file of the project was chosen: include it in the prompt, or show it."""
        workspace, widget = self._workspace(), self._tabs.current
        if workspace is None:
            return
        if opened or widget is None:
            path = workspace.project.root / name
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            return
        widget.composer.add_line(directives.write(Directive("include", name)))
        widget.composer.setFocus()
