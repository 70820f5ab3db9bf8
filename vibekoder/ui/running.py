"""What runs, as the window shows it: the rows of the requests panel and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.run import Run
from vibekoder.app.workspace import Workspace
from vibekoder.ui.panels.requests import RequestRow, RequestsPanel
from vibekoder.ui.slice_states import estimate
from vibekoder.ui.status_bar import StatusBar

TICK_MS = 250
"""Figures of running requests are shown this often; nothing ticks while none runs."""


class Running(QObject):
    """Keeps the requests panel and the count of the status bar as they should be.

    Signals:
        began(): the first request runs.
        ended(): the last one has ended.
        ticked(): figures have changed.
    """

    began = Signal()
    ended = Signal()
    ticked = Signal()

    def __init__(
        self, panel: RequestsPanel, status: StatusBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._status = status
        self._workspace: Workspace | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.look)
        panel.cancelWanted.connect(self.stop)
        panel.cancelAllWanted.connect(self.stop_all)
        panel.openWanted.connect(self._show)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Whose requests are shown."""
        self._workspace = workspace
        self.look()

    def look(self) -> None:
        """Show what runs now."""
        runs = self._workspace.runs if self._workspace else []
        self._panel.set_rows([self._row(run) for run in runs])
        self._status.set_running(len(runs))
        if runs and not self._timer.isActive():
            self._timer.start()
            self.began.emit()
        elif not runs and self._timer.isActive():
            self._timer.stop()
            self.ended.emit()
        self.ticked.emit()

    def stop(self, run_id: str) -> None:
        """Stop one request."""
        tab = self._workspace.tab_of(run_id) if self._workspace else None
        if tab is not None:
            tab.stop(run_id)

    def stop_all(self) -> None:
        """Stop every request of every tab."""
        for tab in self._workspace.all_tabs if self._workspace else ():
            tab.stop_all()

    def _row(self, run: Run) -> RequestRow:
        tab = self._workspace.tab_of(run.id) if self._workspace else None
        left = run.retry_in()
        waits = run.status == "retrying" and left is not None
        return RequestRow(
            run.id,
            tab.title if tab else "",
            run.strike.target.model or run.strike.target.backend,
            run.status,
            run.elapsed(),
            estimate(run.chars) if run.chars else None,
            run.rate / 4 if run.rate else None,
            f"sends again in {left:.0f} s" if waits else "",
        )

    def _show(self, run_id: str) -> None:
        tab = self._workspace.tab_of(run_id) if self._workspace else None
        if tab is not None and self._workspace is not None:
            self._workspace.open(tab.path)
