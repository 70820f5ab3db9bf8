"""The way from an answer to what was sent for it, and on from there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app import notice as notices
from vibekoder.app.notice import Notice
from vibekoder.app.receipts import Opened, compare, open_receipt
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import variants
from vibekoder.core.session import Slice
from vibekoder.ui.body_file import save_body
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.receipt import ReceiptSheet

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
        show = partial(self._show, workspace, tab, part.id or "")
        open_receipt(tab, part, show, self._failed)

    def _show(self, workspace: Workspace, tab: Tab, name: str, opened: Opened) -> None:
        sheet = ReceiptSheet(self._look, opened, self._window)
        sheet.replayWanted.connect(partial(self._do, "replay", tab, name))
        sheet.strikeWanted.connect(partial(self._do, "strike_again", tab, name))
        sheet.compareWanted.connect(partial(self._compare, workspace, tab, name, sheet))
        sheet.saveWanted.connect(partial(save_body, self._window, tab))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _compare(self, workspace: Workspace, tab: Tab, name: str, sheet: ReceiptSheet) -> None:
        at = tab.session.find(name)
        if at is not None:
            compare(workspace, tab, sheet.opened, at, sheet.show_difference, self._failed)

    def _failed(self, problem: BaseException) -> None:
        self.told.emit(notices.failed(self.tr("What was sent cannot be shown"), problem))
