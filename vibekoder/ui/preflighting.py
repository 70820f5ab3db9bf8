"""Opens the preflight sheet on a tab, keeps it up to date, and sends what it shows."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from vibekoder.app.choice import How
from vibekoder.app.preflight import Preflight
from vibekoder.app.workspace import Workspace
from vibekoder.core.contents import name_of
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.hosts import name_of as host_of
from vibekoder.ui.body_file import save_body
from vibekoder.ui.composing import Composing
from vibekoder.ui.leaks import Leaks
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.preflight import PreflightSheet
from vibekoder.ui.sheets.sheet import Sheet

PATIENCE_MS: Final = 500
"""After so long it is said that there is something to wait for."""


class Preflighting(QObject):
    """One sheet at a time."""

    def __init__(self, look: Look, composing: Composing, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._composing = composing
        self.leaks = Leaks(self)

    def open_again(self, workspace: Workspace, widget: SessionTabWidget) -> None:
        """Show what this tab would send now: it is not what a person wanted to send."""
        if not any(not one.isHidden() for one in self._window.findChildren(Sheet)):
            self.open(workspace, widget, altered=True)

    def open(
        self, workspace: Workspace, widget: SessionTabWidget, *, altered: bool = False
    ) -> None:
        """Show what this tab would send; ``altered`` since it was shown last."""
        tab = widget.tab
        try:
            choice = workspace.choice(tab.session, tab.once)
        except VibeKoderError as problem:
            widget.noticeWanted.emit("error", problem.sentence, problem.hint)
            return
        host = host_of(choice.entry.base_url)
        where = choice.model or choice.entry.shown
        goal = self.tr("{model} at {host}").format(model=where, host=host) if host else where
        known = workspace.looking.calibrations.of(choice.model)
        sheet = PreflightSheet(self._look, tab.title, goal, choice.facts, known, self._window)
        sheet.altered = altered
        target = workspace.backends.target(choice, known)
        flight = Preflight(tab, workspace.looking, workspace.commands, choice, target, sheet)
        late = QTimer(sheet, singleShot=True, interval=PATIENCE_MS)
        late.timeout.connect(partial(self._on_late, sheet))
        for told in (flight.ready, flight.running, flight.refused, sheet.closed):
            told.connect(late.stop)
        flight.ready.connect(sheet.show_flight)
        flight.running.connect(partial(self._on_running, sheet))
        flight.refused.connect(sheet.refuse)
        sheet.sendWanted.connect(partial(self._send, flight, sheet, workspace, widget))
        sheet.switchWanted.connect(partial(self._switch, widget))
        sheet.innerWanted.connect(partial(self._composing.leave_out_inner, widget))
        sheet.secretWanted.connect(partial(self._on_secret, flight, sheet, workspace, widget))
        sheet.saveWanted.connect(partial(save_body, self._window, tab))
        # several edits of one deed are looked at once
        again = QTimer(sheet, singleShot=True, interval=0)
        again.timeout.connect(partial(self._look_again, flight, widget))
        tab.changed.connect(again.start)
        widget.composer.prompt.textChanged.connect(again.start)
        sheet.closed.connect(flight.stop)
        sheet.closed.connect(again.stop)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)
        late.start()
        flight.look(widget.composer.text())

    def _on_late(self, sheet: PreflightSheet) -> None:
        sheet.wait(self.tr("Files are being read: what would be sent is shown when they are."))

    def _on_running(self, sheet: PreflightSheet, name: str) -> None:
        sheet.wait(
            self.tr("{name} is running: its output is a part of the request.").format(name=name)
        )

    def _look_again(self, flight: Preflight, widget: SessionTabWidget) -> None:
        flight.look(widget.composer.text())

    def _send(
        self,
        flight: Preflight,
        sheet: PreflightSheet,
        workspace: Workspace,
        widget: SessionTabWidget,
    ) -> None:
        """Send what was shown; what looks like a secret is taken out first."""
        shown = sheet.flight.preview if sheet.flight is not None else None
        found = tuple(one for _, one in shown.secrets) if shown is not None else ()
        without = bool(shown is not None and shown.missing)
        if found:
            self.leaks.redact(workspace, widget, found)
        seen = name_of(shown.body) if shown is not None else ""
        outputs = dict(flight.outputs)
        widget.send(How(without=without, redact=bool(found), outputs=outputs, seen=seen))

    def _switch(self, widget: SessionTabWidget, line: str, slice_id: str, out: bool) -> None:
        self._composing.leave_out(widget, line, slice_id, out=out)

    def _on_secret(
        self,
        flight: Preflight,
        sheet: PreflightSheet,
        workspace: Workspace,
        widget: SessionTabWidget,
        name: str,
    ) -> None:
        shown = sheet.flight.preview if sheet.flight is not None else None
        found = tuple(one for _, one in shown.secrets) if shown is not None else ()
        if not found or shown is None:
            return
        if name == "show":
            self.leaks.show(widget, found[0])
            return
        self.leaks.allow(workspace, found)
        outputs, seen = dict(flight.outputs), name_of(shown.plain)
        widget.send(How(without=bool(shown.missing), outputs=outputs, seen=seen))
