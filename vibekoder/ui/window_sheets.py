"""The sheets of the main window: backends, keys, notices, details, quitting."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from vibekoder import __version__
from vibekoder.app.processes import Question
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.ui.backends_desk import BackendsDesk
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Logged, Notices
from vibekoder.ui.sheets.accounts import AccountsSheet
from vibekoder.ui.sheets.backends import BackendsSheet
from vibekoder.ui.sheets.command import CommandSheet
from vibekoder.ui.sheets.confirm import ConfirmSheet
from vibekoder.ui.sheets.finder import Finder
from vibekoder.ui.sheets.models import ModelPalette
from vibekoder.ui.sheets.notice_log import NoticeLog
from vibekoder.ui.sheets.outside import OutsideSheet
from vibekoder.ui.sheets.parameter_panel import ParameterPanel
from vibekoder.ui.sheets.reading import ReadingSheet
from vibekoder.ui.sheets.sheet import Sheet


class WindowSheets(QObject):
    """Opens sheets over one window; each is made when it is wanted and gone when it is closed.

    Signals:
        failed(object): a change was refused; the VibeKoderError.
        keyWanted(object, object): this BackendsDesk wants the key of this BackendEntry.
    """

    failed = Signal(object)
    keyWanted = Signal(object, object)

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window

    def backends(self, workspace: Workspace) -> BackendsSheet:
        """The project's backends; saved as they are typed."""
        kinds = workspace.backends.kinds
        fixed = [kind.name for kind in kinds if not kind.networked]
        sheet = BackendsSheet(self._look, kinds, fixed=fixed, parent=self._window)

        desk = BackendsDesk(sheet, workspace, self.failed.emit)
        desk.keyWanted.connect(partial(self.keyWanted.emit, desk))
        self._open(sheet)
        return sheet

    def models(self, workspace: Workspace, tab: Tab) -> ModelPalette:
        """What the next message of this session, or all of them, may go to."""
        sheet = ModelPalette(self._look, workspace, tab, self._window)
        sheet.failed.connect(self.failed)
        self._open(sheet)
        return sheet

    def parameters(self, workspace: Workspace, tab: Tab, anchor: QWidget) -> None:
        """What this session and its next message are asked with, above this widget."""
        sheet = ParameterPanel(self._look, workspace, tab, anchor, self._window)
        sheet.failed.connect(self.failed)
        self._open(sheet)

    def finder(self, workspace: Workspace | None, first: str, *, with_tab: bool) -> Finder:
        """Everything that can be gone to or done now."""
        actions = [
            one for one in self._look.keys.bound.actions if with_tab or one.target == "window"
        ]
        sheet = Finder(self._look, actions, workspace, first=first, parent=self._window)
        self._open(sheet)
        return sheet

    def accounts(self, workspace: Workspace) -> AccountsSheet:
        """What the last requests went through."""
        sheet = AccountsSheet(self._look, workspace.edge.ledger, self._window)
        sheet.curlWanted.connect(partial(workspace.sending.copy_as_curl, done=_to_clipboard))
        self._open(sheet)
        return sheet

    def quitting(self, count: int) -> ConfirmSheet:
        """Ask whether what runs is to be stopped."""
        arriving = tr("%n answers are still arriving", count)
        sheet = ConfirmSheet(
            self._look,
            arriving,
            self.tr("What has come is kept, marked as stopped."),
            verb=self.tr("Stop and quit"),
            stay=self.tr("Stay"),
            parent=self._window,
        )
        self._open(sheet)
        return sheet

    def commands(self, workspace: Workspace, question: Question) -> None:
        """Ask whether these commands of the project may run."""
        root = str(workspace.project.root)
        sheet = CommandSheet(self._look, question.commands, root, self._window)
        question.over.connect(sheet.dismiss)
        sheet.confirmed.connect(partial(question.answered.emit, True))
        sheet.declined.connect(partial(question.answered.emit, False))
        self._open(sheet)

    def outside(self, workspace: Workspace) -> None:
        """Ask whether the project may include files from outside of it."""
        folders = workspace.outside.pending
        if folders:
            sheet = OutsideSheet(self._look, folders, str(workspace.project.root), self._window)
            sheet.confirmed.connect(partial(workspace.outside.confirm, folders))
            self._open(sheet)

    def unsaved(self, names: str) -> ConfirmSheet:
        """Ask whether to quit although something cannot be saved."""
        sheet = ConfirmSheet(
            self._look,
            self.tr("{names} cannot be saved").format(names=names),
            self.tr(
                "What is in memory and not on the disk would be lost. Stay to save it elsewhere."
            ),
            verb=self.tr("Quit without saving"),
            stay=self.tr("Stay"),
            parent=self._window,
        )
        self._open(sheet)
        return sheet

    def details(self, text: str) -> None:
        """What a server sent, as it came."""
        self._read(self.tr("What the server sent"), text)

    def figures(self, text: str) -> None:
        """What an answer took."""
        self._read(self.tr("What the answer took"), text)

    def spent(self, text: str) -> None:
        """What session and project used and cost."""
        self._read(self.tr("Used and spent"), text)

    def keys(self) -> None:
        """Every key, from the table of actions."""
        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            f"{QKeySequence(row.keys[0]).toString(native):<20}{tr(row.text)}"
            for row in self._look.keys.bound.actions
            if row.keys
        ]
        self._read(self.tr("Keys"), "\n".join(rows))

    def notices(self, notices: Notices) -> None:
        """What has been said in notices."""
        sheet = NoticeLog(self._look, lambda: notices.log, self._window)
        sheet.acted.connect(partial(_act_again, notices))
        notices.logged.connect(sheet.look)
        self._open(sheet)

    def about(self) -> None:
        """Which version this is."""
        line = self.tr("Sessions are plain Markdown files. Nothing leaves until you send it.")
        self._read(self.tr("About VibeKoder"), f"VibeKoder {__version__}\n\n{line}")

    def _read(self, title: str, text: str) -> None:
        self._open(ReadingSheet(self._look, title, text, self._window))

    def _open(self, sheet: Sheet) -> None:
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)


def _act_again(notices: Notices, one: Logged, action: str) -> None:
    notices.act(one.notice, action)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
