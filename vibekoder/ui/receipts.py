"""The way from an answer to what was sent for it, and on from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app import notice as notices
from vibekoder.app.notice import Notice
from vibekoder.app.receipts import Comparing, Opened, open_receipt, others
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import variants
from vibekoder.core.compile import own_text
from vibekoder.core.session import Slice
from vibekoder.ui.body_file import save_body
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.receipt import ReceiptSheet

BEGINNING = 40
"""So many characters of an answer tell which one it is."""

Do = Callable[[str, Tab, str], None]


class Receipts(QObject):
    """Opens the sheet of what was sent over one window.

    ``do`` carries out a deed of ``app.answers`` on the answer with an id, in its tab.

    Signals:
        told(object): a Notice, where there is nothing to show or it cannot be had.
    """

    told = Signal(object)

    def __init__(self, look: Look, window: QWidget, do: Do) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._do = do

    def open(self, workspace: Workspace, tab: Tab, at: int) -> None:
        """Show what was sent for the answer at this part, or the one to the prompt there."""
        answer = variants.answer_at(tab.session, at)
        part = tab.session.parts[answer] if answer is not None else None
        if not isinstance(part, Slice) or not part.get("receipt"):
            self.told.emit(Notice("info", self.tr("There is no receipt here"), key="receipt"))
            return
        open_receipt(tab, part, partial(self._show, workspace, tab, part), self._failed)

    def _show(self, workspace: Workspace, tab: Tab, answer: Slice, opened: Opened) -> None:
        known = [(one.id or "", called(one)) for one in others(tab, answer)]
        sheet = ReceiptSheet(self._look, opened, known, self._window)
        comparing = Comparing(workspace, tab, opened.sent, sheet)
        name = answer.id or ""
        sheet.replayWanted.connect(partial(self._do, "replay", tab, name))
        sheet.strikeWanted.connect(partial(self._do, "strike_again", tab, name))
        sheet.todayWanted.connect(partial(self._with_today, comparing, sheet, answer))
        sheet.otherWanted.connect(partial(self._with_answer, comparing, sheet, tab))
        sheet.stopWanted.connect(comparing.stop)
        sheet.saveWanted.connect(partial(save_body, self._window, tab))
        sheet.closed.connect(comparing.stop)
        sheet.closed.connect(sheet.deleteLater)
        comparing.ready.connect(sheet.show_compared)
        comparing.running.connect(partial(self._on_running, sheet))
        comparing.refused.connect(sheet.refuse)
        sheet.open_over(self._window)

    def _with_today(self, comparing: Comparing, sheet: ReceiptSheet, answer: Slice) -> None:
        beside = self.tr("Beside it: what today's files and commands would make of it.")
        sheet.expect(beside, self.tr("Looking at today's files…"))
        comparing.with_today(answer)

    def _with_answer(self, comparing: Comparing, sheet: ReceiptSheet, tab: Tab, name: str) -> None:
        other = tab.desk.slice_of(name)
        if other is None:
            return
        beside = self.tr("Beside it: what was sent for “{answer}”.").format(answer=called(other))
        sheet.expect(beside, self.tr("Fetching what was sent…"))
        comparing.with_answer(other)

    def _on_running(self, sheet: ReceiptSheet, name: str) -> None:
        told = self.tr("{name} is running: its output is a part of the request.")
        sheet.wait(told.format(name=name))

    def _failed(self, problem: BaseException) -> None:
        self.told.emit(notices.failed(self.tr("What was sent cannot be shown"), problem))


def called(answer: Slice) -> str:
    """An answer in a few words: when, by whom, and how it begins."""
    begins = " ".join(own_text(answer).split())
    short = f"{begins[:BEGINNING]}…" if len(begins) > BEGINNING else begins
    time = (answer.timestamp or "")[11:16]
    return " · ".join(one for one in (time, answer.model or "", short) if one)
