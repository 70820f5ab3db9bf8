"""The main window: panels, tabs, notices and sheets, put together and wired."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vibekoder.app.notice import Kind, Notice
from vibekoder.app.preferences import Preferences
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.settings import Values
from vibekoder.ui.announcing import Announcing
from vibekoder.ui.beckoning import Beckoning
from vibekoder.ui.beginning import Beginning
from vibekoder.ui.composing import Composing
from vibekoder.ui.connecting import Connecting
from vibekoder.ui.desktop import Desktop
from vibekoder.ui.finding import Finding
from vibekoder.ui.leaving import Leaving
from vibekoder.ui.listed import listed
from vibekoder.ui.look import Look
from vibekoder.ui.menus import Deeds, Menus
from vibekoder.ui.notice_deeds import NoticeDeeds, Ways
from vibekoder.ui.notices import Notices
from vibekoder.ui.obeying import Obeying
from vibekoder.ui.opening import Opening
from vibekoder.ui.outlining import Outlining
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.panes import Panes
from vibekoder.ui.preferring import Preferring
from vibekoder.ui.project_files import ProjectFiles
from vibekoder.ui.running import Running
from vibekoder.ui.seeking import Seeking
from vibekoder.ui.session_deeds import SessionDeeds
from vibekoder.ui.session_files import SessionFiles
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.settings_desk import SettingsDesk
from vibekoder.ui.spending import Spending
from vibekoder.ui.standing import Standing
from vibekoder.ui.status_bar import StatusBar
from vibekoder.ui.style import thin_bars
from vibekoder.ui.tab_deeds import TabDeeds
from vibekoder.ui.templating import Templating
from vibekoder.ui.top_bar import TopBar
from vibekoder.ui.window_sheets import WindowSheets
from vibekoder.ui.writing import Writing
from vibekoder.ui.zoom import Zoom

SMALLEST = QSize(640, 420)
FIRST_SIZE = QSize(1440, 900)
REMEMBER_MS = 500
STEPS = {
    "open_folder": "project.open",
    "new_project": "project.new",
    "new_session": "session.new",
    "from_template": "session.from_template",
    "connect": "tools.connect",
    "add_piece": "session.add_piece",
}
"""The actions that empty pages offer, by the names of their steps."""
NO_FOLDER = "folder"
"""The key of the notice that there is no project yet."""


class MainWindow(QWidget):
    """One window on one project, or on none yet.

    Signals:
        folderChosen(Path): this folder is to be opened as the project.
        rememberWanted(): window or tabs have changed; see ``remembered``.
        quitConfirmed(): nothing runs any more and everything is saved; the window is closing.
    """

    folderChosen = Signal(Path)
    rememberWanted = Signal()
    quitConfirmed = Signal()

    def __init__(
        self,
        look: Look,
        preferences: Preferences,
        desktop: Desktop,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.preferences = preferences
        self.beckoning = Beckoning(desktop, lambda: preferences.values, self)
        self.announcing = Announcing(lambda: preferences.values, lambda: self.current, self)
        self.workspace: Workspace | None = None
        self.top = TopBar(look, self)
        self.project = ProjectPanel(look, self)
        self.tabs = SessionTabs(look, self)
        self.requests = RequestsPanel(look, self)
        self.status = StatusBar(look, self)
        self.side = SidePanel(look, self)
        self.notices = Notices(look, self.tabs)
        self.left = QStackedWidget(self)
        self.left.addWidget(self.project)
        self.panes = Panes(look, self.left, self.tabs, self.requests, self.side, self)
        self.zoom = Zoom(self)
        self.obeying = Obeying(self.tabs, self.zoom, self)
        self._make_deeds()
        self._remember_soon = QTimer(self, singleShot=True, interval=REMEMBER_MS)
        self._lay_out()
        self._menus = Menus(self, self.top, self._deeds(), self._look.keys)
        self._connect()

    @property
    def current(self) -> SessionTabWidget | None:
        """The shown session."""
        return self.tabs.current

    def set_workspace(self, workspace: Workspace) -> None:
        """Show this project instead of another; its tabs come by its signals.

        The other one is saved, and its answers go on until they are placed.
        """
        self._leave()
        self.notices.take_back(NO_FOLDER)
        self.workspace = workspace
        workspace.setParent(self)
        self.templating.set_workspace(workspace)
        self.project_files.set_workspace(workspace)
        workspace.opened.connect(self.opening.show)
        workspace.dropped.connect(self.opening.drop)
        workspace.sessionsChanged.connect(self._show_sessions)
        workspace.tabsChanged.connect(self.running.look_soon)
        workspace.projectChanged.connect(self._on_project_changed)
        workspace.notice.connect(self.notices.show_notice)
        workspace.noticeOver.connect(self.notices.take_back)
        workspace.commands.asked.connect(partial(self.sheets.commands, workspace))
        self.leaving.follow(workspace)
        self._show_running()
        self._on_project_changed()
        self._show_sessions()
        self.beginning.opened(workspace)
        self._show_panels()

    def restore(self, remembered: dict[str, Any]) -> None:
        """Put window and panels where they were."""
        geometry = remembered.get("geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.zoom.set_steps(remembered.get("zoom"))
        self.panes.restore(remembered)
        self.project.restore(remembered)
        self.project_files.restore(remembered)
        self.beginning.recents.restore(remembered)
        self._show_panels()

    def restore_tabs(self, remembered: object) -> None:
        """Open the tabs that were open in this project, each where it was."""
        self.opening.restore(remembered)

    def remembered_tabs(self) -> dict[str, Any]:
        """The open tabs of this project, and those that may be had again; plain JSON values."""
        return {**self.tabs.remembered(), "closed": self.opening.closed}

    def remembered(self) -> dict[str, Any]:
        """Window and panels as they are now; plain JSON values."""
        return {
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode(),
            "zoom": self.zoom.steps,
            **self.panes.remembered(),
            **self.project.remembered(),
            **self.project_files.remembered(),
            **self.beginning.recents.remembered(),
        }

    def say(self, kind: Kind, title: str, text: str = "") -> None:
        """Say something beside the text."""
        self.notices.show_notice(Notice(kind, title, text))

    def trigger(self, action: str) -> None:
        """Carry out an action of the table by its id."""
        self._menus.trigger(action)

    def show_backends(self) -> None:
        """Open the project's backends."""
        if self.workspace is not None:
            self.sheets.backends(self.workspace)
        else:
            notice = Notice(
                "info",
                self.tr("Open a folder first"),
                self.tr("Backends belong to a project."),
                (("folder", self.tr("Open folder")),),
                NO_FOLDER,
            )
            self.notices.show_notice(notice)

    def stop_and_save(self) -> None:
        """The system wants us gone: stop what runs and save, without a question."""
        self.leaving.stop_and_save()

    def abandon(self) -> None:
        """Close now, saved or not; journals keep the answers that are not in their sessions."""
        self.leaving.abandon()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when nothing runs and everything is saved; ask where that cannot be."""
        if self.leaving.may_close or not self.leaving.workspaces:
            event.accept()
            self.quitConfirmed.emit()
            return
        event.ignore()
        self.leaving.quit()

    def changeEvent(self, event: QEvent) -> None:
        """Save what was typed when the person turns to another window."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.ActivationChange:
            return
        if self.isActiveWindow():
            self.beckoning.back()
            self.project_files.look()
            return
        for widget in self.tabs.widgets:
            widget.tab.save_if_dirty()

    def _make_deeds(self) -> None:
        """What serves panels and tabs, each with what it needs."""
        look, tabs, where = self._look, self.tabs, self._workspace
        self.running = Running(self.requests, self.status, self)
        self.sheets = WindowSheets(look, self)
        self.settings = SettingsDesk(look, self)
        self.preferring = Preferring(look, self.preferences, self._values, self)
        self.files = SessionFiles(look, self.project, tabs, self.notices, where, self)
        self.seeking = Seeking(look, self.left, tabs, where, self)
        self.templating = Templating(look, self.project, self)
        self.outlining = Outlining(look, tabs, self.side.outline, self)
        self.composing = Composing(look, self.status, self.side, self)
        self.spending = Spending(self.status, self.project, self)
        self.deeds = SessionDeeds(look, tabs, self.sheets, self.composing, where, self)
        self.standing = Standing(tabs, self.status, self.spending, self.composing, where, self)
        self.finding = Finding(tabs, self.sheets, where, self)
        self.opening = Opening(tabs, where, self)
        self.tab_deeds = TabDeeds(tabs, self.opening, look.keys, self)
        self.project_files = ProjectFiles(look, self.project, tabs, self)
        self.beginning = Beginning(
            look, tabs.no_project, self.panes, self.project, self.opening, where, self
        )
        self.connecting = Connecting(look, self.deeds.asking, tabs, where, self)
        self.leaving = Leaving(self.sheets, where, self)
        ways: Ways = {
            "backends": lambda _: self.show_backends(),
            "folder": lambda _: self.opening.choose_folder(),
            "key": self.deeds.ask_key,
            "preflight": self.deeds.look_at,
            "lighten": self.deeds.send_lighter,
        }
        self.notice_deeds = NoticeDeeds(tabs, self.leaving, self.opening, where, ways, self)

    def _lay_out(self) -> None:
        self.setWindowTitle("VibeKoder")
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST_SIZE)
        self.setAutoFillBackground(True)
        thin_bars(self._look, self.project.view)
        thin_bars(self._look, self.requests.view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self.panes, 1)
        whole.addWidget(self.status)
        self.tabs.no_project.setFocus()

    def _deeds(self) -> Deeds:
        """What each action of the table does."""
        on_tab = self.deeds.on_tab
        return {
            "project.new": self.beginning.new_project,
            "project.open": self.opening.choose_folder,
            "project.recent": self.beginning.choose,
            "session.new": self.opening.new_session,
            "session.from_template": self.templating.choose,
            "session.save_template": on_tab(self.templating.save),
            "window.quit": self.close,
            "session.stop_all": self.running.stop_all,
            "session.add_piece": self.finding.piece,
            "session.pieces": self._go_to_pieces,
            "go.anywhere": self.finding.anywhere,
            "go.action": self.finding.action,
            "go.outline": self._go_to_outline,
            "go.files": self._go_to_files,
            "go.search": self.seeking.open,
            **self.tab_deeds.table(),
            "view.project": self.panes.toggle_project,
            "view.requests": self.panes.toggle_requests,
            "view.side": self.panes.toggle_side,
            "view.notices": lambda: self.sheets.notices(self.notices),
            "tools.requests": self._show_accounts,
            "tools.spent": self._read_spent,
            "tools.connect": self.connecting.choose,
            "tools.backends": self.show_backends,
            "tools.project": self._show_settings,
            "tools.settings": self.preferring.open,
            "help.keys": self.sheets.keys,
            "help.about": self.sheets.about,
            **self.files.deeds(),
            **self.deeds.table(),
        }

    def _connect(self) -> None:
        self.top.findWanted.connect(self.finding.anywhere)
        self.top.projectToggled.connect(self.panes.toggle_project)
        self.top.requestsToggled.connect(self.panes.toggle_requests)
        self.top.sideToggled.connect(self.panes.toggle_side)
        self.side.outline.findWanted.connect(partial(self.trigger, "edit.go_to"))
        self.project.openWanted.connect(self.opening.open)
        self.project.newWanted.connect(self.opening.new_session)
        self.project.renameWanted.connect(self.opening.rename)
        self.project.deleteWanted.connect(self.opening.delete)
        self.project.folderWanted.connect(self.opening.choose_folder)
        self.project.foldsChanged.connect(self._remember_soon.start)
        self.project.searchWanted.connect(self.seeking.search)
        self.files.panelWanted.connect(self._show_project)
        self.project_files.foldsChanged.connect(self._remember_soon.start)
        self.project_files.sessionWanted.connect(self.opening.open)
        self.opening.folderChosen.connect(self.folderChosen)
        self.beginning.folderChosen.connect(self.folderChosen)
        self.beginning.recents.changed.connect(self._remember_soon.start)
        self.connecting.backendsWanted.connect(self.show_backends)
        self.connecting.told.connect(self.notices.show_notice)
        self.seeking.openWanted.connect(self.opening.open)
        self.seeking.shown.connect(partial(self.panes.show_project, wanted=True))
        self.finding.actionWanted.connect(self.trigger)
        self.finding.sessionWanted.connect(self.opening.open)
        self.tabs.added.connect(self._on_added)
        self.tabs.added.connect(self.beckoning.follow)
        self.tabs.added.connect(self.announcing.follow)
        self.beckoning.wanted.connect(self._come_forward)
        self.tabs.closeWanted.connect(self.opening.close)
        self.tabs.currentChanged.connect(self._on_current)
        self.tabs.arranged.connect(self._remember_soon.start)
        self.tabs.stepWanted.connect(self._on_step)
        self.requests.closeWanted.connect(self.panes.toggle_requests)
        self.running.began.connect(self._on_began)
        self.running.ended.connect(self._show_sessions)
        self.running.ticked.connect(self.standing.show)
        self.running.ticked.connect(self.standing.show_changed)
        self.running.ticked.connect(self.tabs.show_faces)
        self.running.ticked.connect(self.panes.fit_requests)
        self.composing.preflightWanted.connect(self.deeds.preflight)
        self.composing.addWanted.connect(self.finding.piece)
        self.composing.drifted.connect(self.tabs.show_faces)
        self.panes.changed.connect(self._on_panes)
        self.zoom.changed.connect(self._on_zoom)
        self.status.backendsWanted.connect(self.show_backends)
        self.status.requestsWanted.connect(self.panes.toggle_requests)
        self.notices.acted.connect(self.notice_deeds.act)
        self.notice_deeds.leaks.failed.connect(self._on_failed)
        self.sheets.failed.connect(self._on_failed)
        self.settings.failed.connect(self._on_failed)
        self.settings.backendsWanted.connect(self.show_backends)
        self.preferring.projectWanted.connect(self._show_settings)
        self.standing.failed.connect(self._on_failed)
        self.deeds.backendsWanted.connect(self.show_backends)
        self.deeds.told.connect(self.notices.show_notice)
        self.templating.projectWanted.connect(self.opening.choose_folder)
        self.leaving.leaving.connect(self._on_leaving)
        self.leaving.left.connect(self._show_running)
        self.leaving.ended.connect(self._on_ended)
        self._remember_soon.timeout.connect(self.rememberWanted)

    def _workspace(self) -> Workspace | None:
        return self.workspace

    def _values(self) -> Values | None:
        """The settings with what the shown session says of them."""
        if self.workspace is None:
            return None
        session = self.current.tab.session if self.current else None
        return self.workspace.backends.values(self.workspace.project, session)

    def _come_forward(self, path: Path) -> None:
        """The desktop was told of this session, and it was clicked there."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.opening.open(path)

    def _on_added(self, widget: SessionTabWidget) -> None:
        self.deeds.add(widget)
        widget.empty.acted.connect(self._on_step)
        widget.stateChanged.connect(self.running.look_soon)
        widget.composer.heightChanged.connect(self._place_notices)
        widget.editor.set_zoom(self.zoom.factor)
        widget.reading.set_zoom(self.zoom.factor)
        widget.reading.sessionWanted.connect(self.opening.open)
        widget.reading.root = (
            self.workspace.project.root if self.workspace else widget.tab.path.parent
        )
        widget.text.zoomWanted.connect(self.zoom.step)
        self.zoom.changed.connect(widget.editor.set_zoom)
        self.zoom.changed.connect(widget.reading.set_zoom)
        if self.workspace is not None:
            writing = Writing(self._look, widget, self.workspace, self.notices)
            writing.actionWanted.connect(self.trigger)
            self.composing.add(widget, self.workspace)
        self.standing.show_choice(widget)

    def _on_current(self) -> None:
        self.composing.show(self.current)
        self.project.set_current(self.current.tab.path if self.current else None)
        self._place_notices()
        self.standing.show()

    def _place_notices(self) -> None:
        """What is said covers no prompt and no Send."""
        self.notices.set_bottom(self.current.composer.height() if self.current else 0)

    def _on_step(self, action: str) -> None:
        """What an empty page says to do next."""
        if action in STEPS:
            self.trigger(STEPS[action])
        else:
            self.connecting.rehearse()

    def _show_project(self) -> None:
        self.seeking.show_sessions()
        self.panes.show_project(wanted=True)

    def _go_to_files(self) -> None:
        self.panes.show_project(wanted=True)
        self.project_files.section.take_focus()

    def _go_to_outline(self) -> None:
        self.panes.show_side(wanted=True)
        self.side.outline.take_focus()

    def _go_to_pieces(self) -> None:
        self.panes.show_side(wanted=True)
        self.composing.focus()

    def _show_accounts(self) -> None:
        if self.workspace is not None:
            self.sheets.accounts(self.workspace)

    def _show_settings(self) -> None:
        if self.workspace is None:
            self.show_backends()  # which tells that a folder comes first
        else:
            self.settings.open(self.workspace)

    def _read_spent(self) -> None:
        if self.workspace is not None:
            tab = self.current.tab if self.current else None
            self.sheets.spent(self.spending.told(self.workspace, tab))

    def _on_project_changed(self) -> None:
        if self.workspace is not None:
            name = self.workspace.project.name
            self.project.set_project(name)
            self.obeying.use(self.workspace.project.values)
            self.setWindowTitle(f"{name} — VibeKoder")
        self.standing.show_all()

    def _leave(self) -> None:
        """The project makes room for another one."""
        if self.workspace is None:
            return
        self.rememberWanted.emit()
        old, self.workspace = self.workspace, None
        self.seeking.forget()
        old.opened.disconnect(self.opening.show)
        old.sessionsChanged.disconnect(self._show_sessions)
        old.projectChanged.disconnect(self._on_project_changed)
        for widget in self.tabs.widgets:
            self.tabs.remove(widget)
            old.close_tab(widget.tab)
        self.opening.forget()
        self.leaving.leave(old)

    def _on_leaving(self) -> None:
        self.rememberWanted.emit()
        for widget in self.tabs.widgets:
            widget.leave()

    def _on_ended(self) -> None:
        self.seeking.close()
        self.templating.close()
        self.beginning.recents.close()
        self.close()

    def _show_running(self) -> None:
        self.running.set_workspaces(*self.leaving.workspaces)

    def _on_began(self) -> None:
        self.panes.show_requests(wanted=True)
        self._show_sessions()

    def _show_sessions(self) -> None:
        if self.workspace is None:
            return
        rows = listed(self.workspace)
        self.tabs.set_project(is_open=True, has_sessions=bool(rows))
        self.project.set_sessions(rows)
        self.standing.show_spent()
        self.project.set_current(self.current.tab.path if self.current else None)

    def _show_panels(self) -> None:
        panes = self.panes
        self.top.show_panels(
            project=panes.shows_project, requests=panes.shows_requests, side=panes.shows_side
        )
        name = self.workspace.project.name if self.workspace else ""
        self.status.set_project("" if self.panes.shows_project else name)

    def _on_panes(self) -> None:
        self._show_panels()
        self._remember_soon.start()

    def _on_zoom(self) -> None:
        self._remember_soon.start()

    def _on_failed(self, problem: VibeKoderError) -> None:
        self.say("error", problem.sentence, problem.hint)
