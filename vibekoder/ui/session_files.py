"""What can be done with a session's file from the list: copied, shown, opened elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication

from vibekoder.app.workspace import Workspace
from vibekoder.ui.panels.project import ProjectPanel

# programs that open a folder with the file marked in it; elsewhere the folder is opened
_SHOWING: Final = {"darwin": ("open", "-R", "{path}"), "win32": ("explorer", "/select,{path}")}


def showing(platform: str, path: Path) -> tuple[str, ...]:
    """The command that shows a file in its folder; empty where there is none for all desktops."""
    return tuple(word.format(path=path) for word in _SHOWING.get(platform, ()))


class SessionFiles(QObject):
    """Puts these deeds into the menu of the list of sessions."""

    def __init__(
        self,
        panel: ProjectPanel,
        workspace: Callable[[], Workspace | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._workspace = workspace
        panel.session_menu.addSeparator()
        for text, deed in (
            (self.tr("Duplicate"), self._duplicate),
            (self.tr("Copy the path"), self._copy_path),
            (self.tr("Show in the file manager"), self._show),
            (self.tr("Open in another editor"), self._open),
        ):
            action = QAction(text, self)
            action.triggered.connect(partial(self._do, deed))
            panel.session_menu.addAction(action)

    def _do(self, deed: Callable[[Workspace, Path], None]) -> None:
        workspace, path = self._workspace(), self._panel.current_session()
        if workspace is not None and path is not None:
            deed(workspace, path)

    def _duplicate(self, workspace: Workspace, path: Path) -> None:
        workspace.duplicate(path)

    def _copy_path(self, _: Workspace, path: Path) -> None:
        QGuiApplication.clipboard().setText(str(path))

    def _show(self, workspace: Workspace, path: Path) -> None:
        self._save(workspace, path)
        command = showing(sys.platform, path)
        if not command or not QProcess.startDetached(command[0], list(command[1:]))[0]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _open(self, workspace: Workspace, path: Path) -> None:
        self._save(workspace, path)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _save(self, workspace: Workspace, path: Path) -> None:
        """What another program sees is what is shown here."""
        tab = workspace.tab_at(path)
        if tab is not None:
            tab.save_if_dirty()
