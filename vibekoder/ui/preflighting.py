"""Opens the preflight sheet on a tab, keeps it up to date, and sends what it shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from vibekoder.app.preflight import Preflight
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.hosts import name_of
from vibekoder.ui.composing import Composing
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.preflight import PreflightSheet


class Preflighting(QObject):
    """One sheet at a time."""

    def __init__(self, look: Look, composing: Composing, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._composing = composing

    def open(self, workspace: Workspace, widget: SessionTabWidget) -> None:
        """Show what this tab would send."""
        tab = widget.tab
        try:
            choice = workspace.choice(tab.session, tab.once)
        except VibeKoderError as problem:
            widget.noticeWanted.emit("error", problem.sentence, problem.hint)
            return
        host = name_of(choice.entry.base_url)
        where = choice.model or choice.entry.shown
        goal = self.tr("{model} at {host}").format(model=where, host=host) if host else where
        sheet = PreflightSheet(self._look, tab.title, goal, choice.facts, self._window)
        flight = Preflight(
            tab,
            workspace.looking,
            workspace.commands,
            choice,
            workspace.backends.target(choice, workspace.looking.calibrations.of(choice.model)),
            sheet,
        )
        flight.ready.connect(sheet.show_flight)
        flight.running.connect(partial(self._on_running, sheet))
        flight.refused.connect(sheet.refuse)
        sheet.sendWanted.connect(partial(self._send, flight, widget))
        sheet.dropWanted.connect(partial(self._drop, flight, widget))
        sheet.closed.connect(flight.stop)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)
        flight.look(widget.composer.text())

    def _on_running(self, sheet: PreflightSheet, name: str) -> None:
        sheet.wait(
            self.tr("{name} is running: its output is a part of the request.").format(name=name)
        )

    def _send(self, flight: Preflight, widget: SessionTabWidget) -> None:
        flight.tab.outputs = dict(flight.outputs)
        widget.send()

    def _drop(self, flight: Preflight, widget: SessionTabWidget, line: str, slice_id: str) -> None:
        """Leave a piece out, and look again at what is left."""
        if self._composing.leave_out(widget, line, slice_id):
            flight.look(widget.composer.text())
