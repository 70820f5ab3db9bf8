"""What every window with sessions has: tabs, what tells of them, and what is done in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import VibeKoderError
from vibekoder.ui.all_tabs import AllTabs
from vibekoder.ui.composing import Composing
from vibekoder.ui.finding import Finding
from vibekoder.ui.look import Look
from vibekoder.ui.menus import Deeds
from vibekoder.ui.notice_deeds import NoticeDeeds, Ways
from vibekoder.ui.notices import Notices
from vibekoder.ui.obeying import Obeying
from vibekoder.ui.opening import Opening
from vibekoder.ui.outlining import Outlining
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.rounds import Place, Rounds
from vibekoder.ui.session_deeds import SessionDeeds
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.spending import Spending
from vibekoder.ui.standing import Standing
from vibekoder.ui.status_bar import StatusBar
from vibekoder.ui.tab_deeds import TabDeeds
from vibekoder.ui.top_bar import TopBar
from vibekoder.ui.window_sheets import WindowSheets
from vibekoder.ui.writing import Writing
from vibekoder.ui.zoom import Zoom


@dataclass(frozen=True, slots=True)
class Shared:
    """What all windows of the program have together."""

    look: Look
    all_tabs: AllTabs
    opening: Opening
    zoom: Zoom
    workspace: Callable[[], Workspace | None]
    workspaces: Callable[[], list[Workspace]]


class Frame(QObject):
    """The parts of one window, wired to each other; the window puts them in their places.

    ``left`` and ``below`` are what else it has there, for the way of the keys.

    Signals:
        actionWanted(str): the action with this id was chosen.
        sessionWanted(Path): this session is to be shown.
        backendsWanted(): the project's backends are to be shown.
        folderWanted(): a project is to be chosen.
        sideWanted(): the panel at the side is to be seen.
        stirred(): what runs in a tab, or how it stands, has changed.
    """

    actionWanted = Signal(str)
    sessionWanted = Signal(Path)
    backendsWanted = Signal()
    folderWanted = Signal()
    sideWanted = Signal()
    stirred = Signal()

    def __init__(
        self,
        shared: Shared,
        window: QWidget,
        *,
        panel: ProjectPanel | None = None,
        log: Notices | None = None,
    ) -> None:
        super().__init__(window)
        self._shared = shared
        self._window = window
        look, where = shared.look, shared.workspace
        self.top = TopBar(look, window)
        self.tabs = tabs = SessionTabs(look, window)
        self.status = StatusBar(look, window)
        self.side = SidePanel(look, window)
        self.notices = Notices(look, tabs, log)
        self._log = log or self.notices
        self.sheets = sheets = WindowSheets(look, window)
        self.obeying = Obeying(tabs, shared.zoom, self)
        self.outlining = Outlining(look, tabs, self.side.outline, self)
        self.composing = Composing(look, self.status, self.side, window)
        self.spending = Spending(self.status, panel, self)
        self.deeds = SessionDeeds(look, tabs, sheets, self.composing, where, window)
        self.standing = Standing(tabs, self.status, self.spending, self.composing, where, self)
        self.finding = Finding(tabs, sheets, where, self)
        self.left: QWidget | None = None
        self.below: QWidget | None = None
        self.rounds = Rounds(window, self._places)
        self.tab_deeds = TabDeeds(tabs, shared.opening, look.keys, window)
        ways: Ways = {
            "backends": lambda _: self.backendsWanted.emit(),
            "folder": lambda _: self.folderWanted.emit(),
            "key": self.deeds.ask_key,
            "outside": self._ask_outside,
            "project": lambda _: self.actionWanted.emit("tools.project"),
            "preflight": self.deeds.look_at,
            "lighten": self.deeds.send_lighter,
        }
        self.notice_deeds = NoticeDeeds(
            shared.all_tabs, shared.workspaces, shared.opening, where, ways, window
        )
        self._connect()

    def table(self) -> Deeds:
        """The actions of the table that are done in any window with sessions."""
        return {
            "session.add_piece": self.finding.piece,
            "session.pieces": self._go_to_pieces,
            "go.anywhere": self.finding.anywhere,
            "go.action": self.finding.action,
            "go.outline": self._go_to_outline,
            "go.next_pane": self.rounds.next_pane,
            "go.previous_pane": self.rounds.previous_pane,
            "view.notices": lambda: self.sheets.notices(self._log),
            "tools.requests": self._show_accounts,
            "tools.spent": self._read_spent,
            "help.keys": self.sheets.keys,
            "help.about": self.sheets.about,
            **self.tab_deeds.table(),
            **self.deeds.table(),
        }

    def show_project(self) -> None:
        """The project or its settings have changed."""
        workspace = self._shared.workspace()
        if workspace is not None:
            self.obeying.use(workspace.project.values)
        self.standing.show_all()

    def tick(self) -> None:
        """Figures of what runs have changed."""
        self.standing.show()
        self.standing.show_changed()
        self.tabs.show_faces()

    def fail(self, problem: VibeKoderError) -> None:
        """Say why something could not be done."""
        self.notices.show_problem(problem)

    def _connect(self) -> None:
        self.top.findWanted.connect(self.finding.anywhere)
        self.side.outline.findWanted.connect(self._go_to)
        self.finding.actionWanted.connect(self.actionWanted)
        self.finding.sessionWanted.connect(self.sessionWanted)
        self.tabs.added.connect(self._on_added)
        self.tabs.closeWanted.connect(self._shared.opening.close)
        self.tabs.currentChanged.connect(self._on_current)
        self.composing.preflightWanted.connect(self.deeds.preflight)
        self.composing.addWanted.connect(self.finding.piece)
        self.composing.drifted.connect(self.tabs.show_faces)
        self.composing.scaled.connect(self.outlining.scale)
        self.status.backendsWanted.connect(self.backendsWanted)
        self.notices.acted.connect(self.notice_deeds.act)
        self.notice_deeds.leaks.failed.connect(self.fail)
        self.sheets.failed.connect(self.fail)
        self.standing.failed.connect(self.fail)
        self.deeds.backendsWanted.connect(self.backendsWanted)
        self.deeds.piecesWanted.connect(self._go_to_pieces)
        self.deeds.told.connect(self.notices.show_notice)

    def _places(self) -> list[Place]:
        """The window's parts as they are read."""
        page = self.tabs.current
        middle = [Place(self.tabs.pages)]
        if page is not None:
            text = [Place(one) for one in (page.empty, page.editor, page.reading.page)]
            middle = [Place(page.text.bar, pane=False), *text, Place(page.composer)]
        return [
            Place(self.top, pane=False),
            *([Place(self.left)] if self.left else []),
            Place(self.tabs.strip, pane=False),
            *middle,
            Place(self.notices),
            Place(self.side.outline),
            Place(self.composing.panel),
            *([Place(self.below)] if self.below else []),
            Place(self.status),
        ]

    def _ask_outside(self, _: object) -> None:
        workspace = self._shared.workspace()
        if workspace is not None:
            self.sheets.outside(workspace)

    def _on_added(self, widget: SessionTabWidget) -> None:
        workspace, zoom = self._shared.workspace(), self._shared.zoom
        self.deeds.add(widget)
        widget.stateChanged.connect(self.stirred)
        widget.composer.heightChanged.connect(self._place_notices)
        widget.editor.set_zoom(zoom.factor)
        widget.reading.set_zoom(zoom.factor)
        widget.reading.sessionWanted.connect(self.sessionWanted)
        widget.reading.root = workspace.project.root if workspace else widget.tab.path.parent
        widget.text.zoomWanted.connect(zoom.step)
        zoom.changed.connect(widget.editor.set_zoom)
        zoom.changed.connect(widget.reading.set_zoom)
        if workspace is not None:
            writing = Writing(self._shared.look, widget, workspace, self.notices)
            writing.actionWanted.connect(self.actionWanted)
            self.composing.add(widget, workspace)
        self.standing.show_choice(widget)

    def _on_current(self) -> None:
        self.composing.show(self.tabs.current)
        self._place_notices()
        self.standing.show()

    def _place_notices(self) -> None:
        """What is said covers no prompt and no Send."""
        current = self.tabs.current
        self.notices.set_bottom(current.composer.height() if current else 0)

    def _go_to(self) -> None:
        self.actionWanted.emit("edit.go_to")

    def _go_to_outline(self) -> None:
        self.sideWanted.emit()
        self.side.outline.take_focus()

    def _go_to_pieces(self) -> None:
        self.sideWanted.emit()
        self.composing.focus()

    def _show_accounts(self) -> None:
        workspace = self._shared.workspace()
        if workspace is not None:
            self.sheets.accounts(workspace)

    def _read_spent(self) -> None:
        workspace, current = self._shared.workspace(), self.tabs.current
        if workspace is not None:
            self.sheets.spent(self.spending.told(workspace, current.tab if current else None))
