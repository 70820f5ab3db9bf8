"""The way out: a project makes room for another, or the window ends; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from vibekoder.app.workspace import Workspace
from vibekoder.ui.sheets.confirm import ConfirmSheet
from vibekoder.ui.window_sheets import WindowSheets


class Leaving(QObject):
    """Ends projects when all of them is saved, and asks where that cannot be.

    ``may_close`` tells that the window's end has been decided.

    Signals:
        leaving(): the window is to be remembered and drafts to be kept; everything will be saved.
        left(): a project that made room for another is done and gone.
        ended(): everything is saved or given up, and every thread is at its end; close now.
    """

    leaving = Signal()
    left = Signal()
    ended = Signal()

    def __init__(
        self, sheets: WindowSheets, workspace: Callable[[], Workspace | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._sheets = sheets
        self._workspace = workspace
        self._left: list[Workspace] = []
        self._question: ConfirmSheet | None = None
        self._quitting = False
        self.may_close = False

    @property
    def workspaces(self) -> list[Workspace]:
        """The window's own, and those that were left and are not done."""
        now = self._workspace()
        return [*self._left, now] if now is not None else [*self._left]

    def follow(self, workspace: Workspace) -> None:
        """Hear when this project is done."""
        workspace.stuck.connect(self._on_stuck)
        workspace.settled.connect(partial(self._on_settled, workspace))

    def leave(self, workspace: Workspace) -> None:
        """A project made room for another: its answers go on until they are placed."""
        self._left.append(workspace)
        workspace.shut_down()

    def quit(self) -> None:
        """The window is wished away: it goes once all is saved; what runs is asked about."""
        if self._question is not None:
            return
        count = sum(len(one.arriving) for one in self.workspaces)
        if count:
            self._ask(self._sheets.quitting(count), self.stop_and_save)
        else:
            self._shut_down(stop=False)

    def stop_and_save(self) -> None:
        """Stop what runs and save, without a question."""
        self._shut_down(stop=True)

    def abandon(self) -> None:
        """End now, saved or not; journals keep the answers that are not in their sessions."""
        for workspace in self.workspaces:
            workspace.abandon()
        self.may_close = True
        self.ended.emit()

    def _shut_down(self, *, stop: bool) -> None:
        self._quitting = True
        self.leaving.emit()
        for workspace in self.workspaces:
            workspace.shut_down(stop)
        if not self.workspaces:
            self.abandon()

    def _stay(self) -> None:
        self._quitting = False
        workspace = self._workspace()
        if workspace is not None:
            workspace.stay()

    def _ask(self, sheet: ConfirmSheet, confirmed: Callable[[], None]) -> None:
        self._question = sheet
        sheet.closed.connect(self._on_answered)
        sheet.confirmed.connect(confirmed)
        sheet.declined.connect(self._stay)

    def _on_answered(self) -> None:
        self._question = None

    def _on_stuck(self) -> None:
        if self._quitting and self._question is None:
            tabs = [tab for one in self.workspaces for tab in one.unsaved]
            names = ", ".join(tab.path.name for tab in tabs)
            self._ask(self._sheets.unsaved(names), self.abandon)

    def _on_settled(self, workspace: Workspace) -> None:
        if workspace in self._left:
            self._left.remove(workspace)
            workspace.abandon()
            workspace.deleteLater()
            self.left.emit()
        if not self._quitting or self._left:
            return
        now = self._workspace()
        if now in (None, workspace):
            self.abandon()
        else:
            # it may have been written in while others were not done
            now.shut_down()
