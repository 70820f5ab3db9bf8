"""The project's files in one window: listed in the panel, taken into the prompt, opened, copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from vibekoder.app.workspace import Workspace
from vibekoder.core import directives
from vibekoder.core.directives import Directive
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.panels.files import FileRow, rows_of
from vibekoder.ui.panels.files_section import FilesSection
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.reveal import copy_path, reveal
from vibekoder.ui.session_tabs import SessionTabs


class ProjectFiles(QObject):
    """Keeps the section as the disk is while it is seen, and does what is wished there.

    Signals:
        sessionWanted(Path): a file was opened that is a session of this project.
        foldsChanged(): other folders are folded, or the section is.
    """

    sessionWanted = Signal(Path)
    foldsChanged = Signal()

    def __init__(
        self,
        look: Look,
        panel: ProjectPanel,
        tabs: SessionTabs,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._tabs = tabs
        self._shown: Workspace | None = None
        self._unfolded: set[str] = set()
        self.section = FilesSection(look, self._root, panel)
        self.menu = QMenu(self.section)
        panel.add_section(self.section, self.section.head)
        panel.setTabOrder(self.section.head, self.section.view)
        self._row: FileRow | None = None
        self._fill_menu()
        view = self.section.view
        view.takeWanted.connect(self._take)
        view.openWanted.connect(self._open)
        view.foldWanted.connect(self._on_fold)
        view.copyWanted.connect(self._copy)
        view.menuWanted.connect(self._on_menu)
        self.section.folded.connect(self._on_folded)
        view.installEventFilter(self)
        self.section.hide()

    def set_workspace(self, workspace: Workspace) -> None:
        """Show the files of this project."""
        if self._shown is not None:
            self._shown.folders.set_shown(False)
            self._shown.folders.changed.disconnect(self._show)
        self._shown = workspace
        workspace.folders.changed.connect(self._show)
        workspace.folders.open(self._unfolded)
        self.section.show()
        self._panel.fit()
        self._show()
        self._on_seen()

    def look(self) -> None:
        """The window is used again: what happened meanwhile elsewhere is shown."""
        if self._shown is not None:
            self._shown.folders.stir()

    def remembered(self) -> dict[str, Any]:
        """Which folders are unfolded; plain JSON values."""
        return {"files": sorted(self._unfolded), "files_folded": self.section.is_folded}

    def restore(self, remembered: dict[str, Any]) -> None:
        """Unfold what was, as far as it can be read."""
        files = remembered.get("files")
        names = cast("list[Any]", files) if isinstance(files, list) else []
        self._unfolded = {one for one in names if isinstance(one, str)}
        self.section.set_folded(remembered.get("files_folded") is True)
        if self._shown is not None:
            self._shown.folders.open(self._unfolded)
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._on_seen(event.type() is QEvent.Type.Show)
        return False

    def _on_seen(self, shown: bool | None = None) -> None:
        seen = self.section.view.isVisible() if shown is None else shown
        if self._shown is not None:
            self._shown.folders.set_shown(seen)

    def _root(self) -> Path | None:
        return self._shown.project.root if self._shown is not None else None

    def _show(self) -> None:
        if self._shown is None:
            return
        opened = self._shown.folders.listing
        self.section.set_rows(rows_of(opened, self._unfolded))
        facts: list[str] = []
        if opened.changes is not None:
            changed = len(opened.changes.files)
            facts = [opened.changes.branch or self.tr("no branch")]
            facts += [self.tr("{n} changed").format(n=changed)] if changed else []
        self.section.head.set_note(" · ".join(facts))

    def _on_fold(self, row: FileRow, fold: bool) -> None:
        if fold:
            self._unfolded.discard(row.name)
        else:
            self._unfolded.add(row.name)
        if self._shown is not None:
            self._shown.folders.open(self._unfolded)
        self._show()
        self.foldsChanged.emit()

    def _on_folded(self) -> None:
        self._on_seen()
        self._panel.fit()
        self.foldsChanged.emit()

    def _take(self, row: FileRow) -> None:
        widget = self._tabs.current
        if widget is None:
            self._open(row)
            return
        widget.composer.add_line(_directive(row))
        widget.composer.setFocus()

    def _open(self, row: FileRow) -> None:
        if self._shown is None:
            return
        path = self._shown.project.root / row.name
        if any(one.path == path for one in self._shown.rows):
            self.sessionWanted.emit(path)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _copy(self, row: FileRow) -> None:
        QGuiApplication.clipboard().setText(_directive(row))

    def _copy_path(self, row: FileRow) -> None:
        root = self._root()
        if root is not None:
            copy_path(root / row.name)

    def _reveal(self, row: FileRow) -> None:
        root = self._root()
        if root is not None:
            reveal(root / row.name)

    def _fill_menu(self) -> None:
        for text, key, deed in (
            (self.tr("Include in the prompt"), "Return", self._take),
            (self.tr("Copy directive"), "Ctrl+C", self._copy),
            (self.tr("Open in its program"), "Alt+Return", self._open),
            (self.tr("Copy the path"), "", self._copy_path),
            (self.tr("Show in the file manager"), "", self._reveal),
        ):
            action = QAction(f"{text}\t{native_key(key)}" if key else text, self.menu)
            action.triggered.connect(partial(self._do, deed))
            self.menu.addAction(action)

    def _do(self, deed: Callable[[FileRow], None]) -> None:
        if self._row is not None:
            deed(self._row)

    def _on_menu(self, row: FileRow, at: QPoint) -> None:
        self._row = row
        take, *_ = self.menu.actions()
        take.setEnabled(not row.why and self._tabs.current is not None)
        self.menu.popup(at)


def _directive(row: FileRow) -> str:
    return directives.write(Directive("include", row.target))
