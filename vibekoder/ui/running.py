"""What runs, as the window shows it: the rows of the requests panel and the status bar."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.ui.panels.requests import RequestRow, RequestsPanel
from vibekoder.ui.slice_states import BRIEF_MS
from vibekoder.ui.status_bar import StatusBar
from vibekoder.ui.words import turn

TICK_MS = 250
"""Figures of running requests are shown this often; nothing ticks while none runs."""


def state_of_run(run: Run | None) -> tuple[str, float | None]:
    """What a request does, in a word, and for how long: ``retrying in 4 s`` counts down."""
    if run is None:
        return "", None
    if run.before is not None:
        return turn(run.before, run.retry_in()), None
    left = run.retry_in() if run.status == "retrying" else None
    return (
        (run.doing, run.elapsed())
        if left is None
        else (tr("retrying in {n} s").format(n=ceil(left)), None)
    )


class Running(QObject):
    """Keeps the requests panel and the count of the status bar as they should be.

    Signals:
        began(): the first request runs.
        ended(): the last one has ended.
        ticked(): figures, or what runs, may have changed.
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
        self._workspaces: tuple[Workspace, ...] = ()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self, singleShot=True, interval=BRIEF_MS)
        self._soon.timeout.connect(self.look)
        panel.cancelWanted.connect(self.stop)
        panel.cancelAllWanted.connect(self.stop_all)
        panel.openWanted.connect(self._show)

    def set_workspaces(self, *workspaces: Workspace) -> None:
        """Whose requests are shown; the last one is the window's, the others were left."""
        self._workspaces = workspaces
        self.look()

    def look_soon(self) -> None:
        """Something has changed: show it together with what changes at the same time."""
        if not self._soon.isActive():
            self._soon.start()

    def look(self) -> None:
        """Show what runs now."""
        self._soon.stop()
        found = [run for one in self._workspaces for run in one.runs]
        runs = sorted(found, key=lambda run: run.started)
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
        tab = self._tab_of(run_id)
        if tab is not None:
            tab.stop(run_id)

    def stop_all(self) -> None:
        """Stop every request of every tab."""
        for workspace in self._workspaces:
            for tab in workspace.all_tabs:
                tab.stop_all()

    def _tab_of(self, run_id: str) -> Tab | None:
        tabs = (one.tab_of(run_id) for one in self._workspaces)
        return next((tab for tab in tabs if tab is not None), None)

    def _row(self, run: Run) -> RequestRow:
        tab = self._tab_of(run.id)
        left = run.retry_in() if run.status == "retrying" else None
        told = tr("sends again in {n} s").format(n=ceil(left)) if left is not None else ""
        if run.before is not None:
            told = turn(run.before, run.retry_in())
        tokens = run.tokens
        return RequestRow(
            run.id,
            tab.title if tab else "",
            run.strike.target.model or run.strike.target.backend,
            run.doing,
            run.elapsed(),
            tokens or None,
            run.rate * tokens / run.chars if run.chars and run.rate else None,
            told,
        )

    def _show(self, run_id: str) -> None:
        tab = self._tab_of(run_id)
        if tab is not None:
            # a workspace that was left shows nothing any more
            self._workspaces[-1].open(tab.path)
