"""Asking for a key in the window, and sending what has waited for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

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
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.tab_acts import send_held

Then: TypeAlias = Callable[[], None]


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
        self._asked = ""  # the origin whose key the open sheet wants
        self._waiting: list[Then] = []

    def ask(self, workspace: Workspace, widget: SessionTabWidget | None, again: str = "") -> None:
        """Ask for the key of where this session's next request goes.

        Once there is one, the slice ``again`` is answered anew, or what stands in the composer is
        sent.
        """
        entry = self._entry(workspace, widget)
        if entry is not None and widget is not None:
            sends = bool(again or widget.composer.text().strip())
            self.ask_for(workspace, entry, partial(_go, widget, again), sends=sends, leads=True)
        elif entry is not None:
            self.ask_for(workspace, entry)

    def ask_held(self, workspace: Workspace, widget: SessionTabWidget) -> None:
        """Ask for the key that a request of this tab was refused for; then it is sent.

        What waits for the key of an open sheet goes with it; over any other sheet none is opened.
        """
        entry = self._entry(workspace, widget, held=True)
        if entry is None:
            return
        go = partial(send_held, workspace, widget, widget.tab.held.how)
        if self._asked == workspace.connections.origin(entry):
            self._waiting.append(go)
        elif not self._is_covered():
            self.ask_for(workspace, entry, go, sends=True, leads=True)

    def ask_for(
        self,
        workspace: Workspace,
        entry: BackendEntry,
        then: Then = lambda: None,
        *,
        sends: bool = False,
        leads: bool = False,
    ) -> None:
        """Ask for the key of this backend; ``then`` is called once there is one.

        ``sends`` if a request goes then; ``leads`` where the backends can be opened instead.
        """
        known = workspace.connections.known(entry)
        self._asked, self._waiting = workspace.connections.origin(entry), [then]
        sheet = KeySheet(
            self._look,
            entry.shown,
            self._asked,
            variable=known.foreign,
            sends=sends,
            leads=leads,
            parent=self._window,
        )
        done = partial(self._done, sheet)
        sheet.given.connect(partial(self._give, workspace, entry, sheet, done))
        sheet.variableAllowed.connect(partial(self._allow, workspace, entry, sheet, done))
        sheet.backendsWanted.connect(self.backendsWanted)
        sheet.closed.connect(self._on_closed)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _entry(
        self, workspace: Workspace, widget: SessionTabWidget | None, *, held: bool = False
    ) -> BackendEntry | None:
        """Whose key it is: where the tab's next request goes, or the one that was ``held``."""
        tab = widget.tab if widget else None
        try:
            if tab is None:
                return workspace.choice(None).entry
            once = tab.held.how.once if held else None
            return workspace.choice(tab.session, tab.once if once is None else once).entry
        except VibeKoderError as problem:
            self.noticeWanted.emit(Notice("error", problem.sentence, problem.hint))
            return None

    def _is_covered(self) -> bool:
        """Whether a sheet is open already: the notice of the refusal leads to the key then."""
        return any(not one.isHidden() for one in self._window.findChildren(Sheet))

    def _give(
        self,
        workspace: Workspace,
        entry: BackendEntry,
        sheet: KeySheet,
        done: Then,
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
        self, workspace: Workspace, entry: BackendEntry, sheet: KeySheet, done: Then, name: str
    ) -> None:
        rule = Rule(Source.ENVIRONMENT, name)

        def failed(problem: VibeKoderError) -> None:
            sheet.say(f"{problem.sentence} {problem.hint}".strip())

        workspace.connections.put_rule(entry, rule, done, failed)

    def _done(self, sheet: KeySheet) -> None:
        waiting = self._waiting
        sheet.dismiss()
        for then in waiting:
            then()

    def _on_closed(self) -> None:
        self._asked, self._waiting = "", []


def _go(widget: SessionTabWidget, again: str) -> None:
    if again:
        widget.retryWanted.emit(again)
    elif widget.composer.text().strip():
        widget.send()
