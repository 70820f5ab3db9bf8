"""The ways between a session and its forks: back to the slice, and on to one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app import forking
from vibekoder.app.notice import Notice
from vibekoder.app.workspace import Workspace
from vibekoder.store.sessions import SessionRow, origin_slice
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.sifting import Choice


class Forks(QObject):
    """Serves the sessions of one window.

    Signals:
        told(object): a Notice, where there is nothing to go to.
    """

    told = Signal(object)

    def __init__(
        self,
        look: Look,
        tabs: SessionTabs,
        workspace: Callable[[], Workspace | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._tabs = tabs
        self._workspace = workspace
        self._window = window
        self._going: tuple[Path, str] | None = None
        tabs.currentChanged.connect(self._on_current)

    def to_origin(self, widget: SessionTabWidget) -> None:
        """Show the session that this one was forked from, at the slice where it was."""
        workspace = self._workspace()
        if workspace is not None:
            path = forking.go_to_origin(workspace, widget.tab)
            self._going = (path, origin_slice(widget.tab.session)) if path is not None else None
            self._on_current()

    def to_fork(self, widget: SessionTabWidget) -> None:
        """Show what was forked from this session; where that is more than one, ask which."""
        workspace = self._workspace()
        if workspace is None:
            return
        found = [row for row in workspace.rows if row.origin == widget.tab.path]
        if not found:
            title = self.tr("Nothing was forked from this session")
            self.told.emit(Notice("info", title, key=forking.KEY))
        elif len(found) == 1:
            workspace.open(found[0].path)
        else:
            self._ask(workspace, found)

    def _ask(self, workspace: Workspace, rows: Sequence[SessionRow]) -> None:
        title = self.tr("Go to a fork")
        sheet = Palette(self._look, title, title, parent=self._window)
        newest = sorted(rows, key=lambda row: row.modified, reverse=True)
        sheet.set_choices(
            [Choice(str(one.path), one.title, right=one.path.name, icon="fork") for one in newest]
        )
        sheet.taken.connect(partial(_open, workspace))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _on_current(self) -> None:
        widget = self._tabs.current
        if self._going is not None and widget is not None and widget.tab.path == self._going[0]:
            # once it is laid out: a place in the view needs a view
            QTimer.singleShot(0, self, partial(self._go, widget, self._going[1]))
            self._going = None

    def _go(self, widget: SessionTabWidget, slice_id: str) -> None:
        at = widget.tab.session.find(slice_id)
        if at is not None:
            widget.editor.show_part(at)
            widget.editor.setFocus()


def _open(workspace: Workspace, path: str, _: bool) -> None:
    workspace.open(Path(path))
