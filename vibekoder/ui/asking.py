"""Asking for a key in the window, and sending what has waited for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.notice import Notice
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import FormatError, VibeKoderError
from vibekoder.store.key_rules import Rule, Source
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.key import KeySheet


class Asking(QObject):
    """Opens the sheet for the key that a session's backend lacks.

    Signals:
        backendsWanted(): the person wants the backends instead.
        noticeWanted(object): a Notice to be shown.
    """

    backendsWanted = Signal()
    noticeWanted = Signal(object)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window

    def ask(self, workspace: Workspace, widget: SessionTabWidget | None, again: str = "") -> None:
        """Ask for the key of where this session's next request goes.

        Once there is one, the slice ``again`` is answered anew, or what stands in the composer is
        sent.
        """
        try:
            entry = workspace.choice(widget.tab.session if widget else None).entry
        except VibeKoderError as problem:
            self.noticeWanted.emit(Notice("error", problem.sentence, problem.hint))
            return
        self.ask_for(workspace, entry, widget, again)

    def ask_for(
        self,
        workspace: Workspace,
        entry: BackendEntry,
        widget: SessionTabWidget | None = None,
        again: str = "",
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask for the key of this backend; ``then`` is called once there is one."""
        known = workspace.connections.known(entry)
        sends = widget is not None and bool(again or widget.composer.text().strip())
        sheet = KeySheet(
            self._look,
            entry.shown,
            workspace.connections.origin(entry),
            variable=known.foreign,
            sends=sends,
            leads=widget is not None,
            parent=self._window,
        )
        done = partial(self._done, sheet, widget, again, then)
        sheet.given.connect(partial(self._give, workspace, entry, sheet, done))
        sheet.variableAllowed.connect(partial(self._allow, workspace, entry, sheet, done))
        sheet.backendsWanted.connect(self.backendsWanted)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _give(
        self,
        workspace: Workspace,
        entry: BackendEntry,
        sheet: KeySheet,
        done: partial[None],
        key: str,
        keep: bool,
    ) -> None:
        def failed(problem: VibeKoderError) -> None:
            if isinstance(problem, FormatError):
                sheet.say(f"{problem.sentence} {problem.hint}".strip())
                return
            # it is used for this run all the same
            text = self.tr("It is used for this run.")
            self.noticeWanted.emit(Notice("warn", problem.sentence, f"{text} {problem.hint}"))
            done()

        workspace.connections.give(entry, key, keep=keep, done=done, failed=failed)

    def _allow(
        self,
        workspace: Workspace,
        entry: BackendEntry,
        sheet: KeySheet,
        done: partial[None],
        name: str,
    ) -> None:
        rule = Rule(Source.ENVIRONMENT, name)

        def failed(problem: VibeKoderError) -> None:
            sheet.say(f"{problem.sentence} {problem.hint}".strip())

        workspace.connections.put_rule(entry, rule, done, failed)

    def _done(
        self,
        sheet: KeySheet,
        widget: SessionTabWidget | None,
        again: str,
        then: Callable[[], None],
    ) -> None:
        sheet.dismiss()
        then()
        if widget is None:
            return
        if again:
            widget.retryWanted.emit(again)
        elif widget.composer.text().strip():
            widget.send()
