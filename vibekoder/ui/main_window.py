"""The main window: panels, tabs, notices and sheets, put together and wired."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vibekoder.app.notice import Kind, Notice
from vibekoder.app.preferences import Preferences
from vibekoder.app.processes import Question
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.settings import THEME, Values
from vibekoder.ui import geometry
from vibekoder.ui.all_tabs import AllTabs
from vibekoder.ui.announcing import Announcing
from vibekoder.ui.beckoning import Beckoning
from vibekoder.ui.beginning import Beginning
from vibekoder.ui.connecting import Connecting
from vibekoder.ui.desktop import Desktop
from vibekoder.ui.detaching import Detaching
from vibekoder.ui.frame import Frame, Shared
from vibekoder.ui.helping import Helping
from vibekoder.ui.leaving import Leaving
from vibekoder.ui.listed import listed
from vibekoder.ui.look import Look
from vibekoder.ui.menus import Deeds, Menus
from vibekoder.ui.opening import Opening
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.panes import Panes
from vibekoder.ui.preferring import Preferring
from vibekoder.ui.project_files import ProjectFiles
from vibekoder.ui.running import Running
from vibekoder.ui.seeking import Seeking
from vibekoder.ui.session_files import SessionFiles
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.settings_desk import SettingsDesk
from vibekoder.ui.shell import Bars
from vibekoder.ui.shell import remembered as grounds
from vibekoder.ui.templating import Templating
from vibekoder.ui.zoom import Zoom

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
UNSEEN: Final = {
    *("session.stop_all", "session.copy_path", "session.reveal", "session.elsewhere"),
    *("session.delete", "session.undelete"),
}
"""What needs no look at the main window when another one has asked for it."""
NO_FOLDER = "folder"
"""The key of the notice that there is no project yet."""


class MainWindow(QWidget):
    """One project in one window, or none yet; what is above it all is its ``Shell``.

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
        shell: QWidget,
    ) -> None:
        super().__init__(shell)
        self._look = look
        self.preferences = preferences
        self.beckoning = Beckoning(desktop, lambda: preferences.values, self)
        self.announcing = Announcing(
            lambda: preferences.values, lambda: self.all_tabs.current, self
        )
        self.workspace: Workspace | None = None
        self.all_tabs = AllTabs(self)
        self._followed: WeakSet[Tab] = WeakSet()
        self.zoom = Zoom(self)
        self.opening = Opening(self.all_tabs, self._workspace, self)
        self.project = ProjectPanel(look, self)
        self._shared = Shared(
            *(look, self.all_tabs, self.opening, self.zoom, self._workspace, self._workspaces)
        )
        self.frame = Frame(self._shared, self, panel=self.project)
        self.top, self.tabs, self.side = self.frame.top, self.frame.tabs, self.frame.side
        self.status, self.notices = self.frame.status, self.frame.notices
        self.sheets, self.composing = self.frame.sheets, self.frame.composing
        self.all_tabs.add(self.tabs)
        self.requests = RequestsPanel(look, self)
        self.left = QStackedWidget(self)
        self.left.addWidget(self.project)
        self.panes = Panes(look, self.left, self.tabs, self.requests, self.side, self)
        self._make_deeds()
        self._remember_soon = QTimer(self, singleShot=True, interval=REMEMBER_MS)
        self._lay_out()
        own = self._deeds()
        self.frame.left, self.frame.below = self.left, self.requests
        self._menus = Menus(self, self.top, own, look.keys)
        self.detaching.bind({name: self._in_main(name) for name in own})
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
        workspace.notice.connect(self._tell)
        workspace.noticeOver.connect(self._take_back)
        workspace.commands.asked.connect(partial(self._ask_commands, workspace))
        self.leaving.follow(workspace)
        self._show_running()
        self._on_project_changed()
        self._show_sessions()
        self.beginning.opened(workspace)
        self._show_panels()

    def restore(self, remembered: dict[str, Any]) -> None:
        """Put window and panels where they were."""
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
        windows = self.detaching.remembered()
        return {**self.tabs.remembered(), "windows": windows, "closed": self.opening.closed}

    def remembered(self) -> dict[str, Any]:
        """Window and panels as they are now; plain JSON values."""
        return {
            "geometry": geometry.written(self.window()),
            "grounds": self._grounds(),
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

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the window is read."""
        return self.frame.rounds.tab(forward=forward) or super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        """Save what was typed when the person turns to another window."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.ActivationChange:
            return
        if self.isActiveWindow():
            self.beckoning.back()
            self.project_files.look()
            self.all_tabs.set_front(self.tabs)
            return
        for widget in self.tabs.widgets:
            widget.tab.save_if_dirty()

    def _make_deeds(self) -> None:
        """What serves panels and tabs, each with what it needs."""
        look, where = self._look, self._workspace
        self.running = Running(self.requests, self.status, self)
        self.settings = SettingsDesk(look, self)
        self.preferring = Preferring(look, self.preferences, self._values, self)
        shown = lambda: self.all_tabs.current
        self.files = SessionFiles(look, self.project, shown, self.notices, where, self)
        self.seeking = Seeking(look, self.left, self.tabs, where, self)
        self.templating = Templating(look, self.project, self)
        self.project_files = ProjectFiles(look, self.project, self.tabs, self)
        self.beginning = Beginning(
            look, self.tabs.no_project, self.panes, self.project, self.opening, where, self
        )
        self.connecting = Connecting(look, self.frame.deeds.asking, self.tabs, where, self)
        self.helping = Helping(look, self.tabs, self.notices, self)
        self.leaving = Leaving(self.sheets, where, self)
        self.detaching = Detaching(self._shared, self.frame, self)
        self.opening.open_window = self.detaching.restore

    def _lay_out(self) -> None:
        self.setWindowTitle("VibeKoder")
        self.setAutoFillBackground(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self.panes, 1)
        whole.addWidget(self.status)
        self.tabs.no_project.setFocus()

    def _deeds(self) -> Deeds:
        """What each action of the table does."""
        return {
            "project.new": self.beginning.new_project,
            "project.open": self.opening.choose_folder,
            "project.recent": self.beginning.choose,
            "session.new": self.opening.new_session,
            "session.from_template": self.templating.choose,
            "session.save_template": self.frame.deeds.on_tab(self.templating.save),
            "window.quit": self.close,
            "session.stop_all": self.running.stop_all,
            "go.files": self._go_to_files,
            "go.search": self.seeking.open,
            "view.project": self.panes.toggle_project,
            "view.requests": self.panes.toggle_requests,
            "view.side": self.panes.toggle_side,
            "tools.connect": self.connecting.choose,
            "tools.backends": self.show_backends,
            "tools.project": self._show_settings,
            "tools.settings": self.preferring.open,
            "help.keys": self.sheets.keys,
            "help.about": self.sheets.about,
            **self.helping.deeds(),
            **self.files.deeds(),
            **(table := self.frame.table()),
            "session.stop": partial(self._stop, table["session.stop"]),
        }

    def _stop(self, stop: Callable[[], object]) -> None:
        """What lies over the text goes first; then what runs."""
        if not self.panes.dismiss():
            stop()
        elif self.current is not None:
            self.current.composer.prompt.setFocus()

    def _in_main(self, name: str) -> Callable[[], None]:
        """From another window: what this one alone has is done in it, and seen."""

        def do() -> None:
            self.trigger(name)
            if name not in UNSEEN:
                self.window().raise_()
                self.activateWindow()

        return do

    def _connect(self) -> None:
        self._wire(self.frame)
        self.frame.actionWanted.connect(self.trigger)
        self.frame.sideWanted.connect(partial(self.panes.show_side, wanted=True))
        self.detaching.opened.connect(self._on_window)
        self.detaching.arranged.connect(self._remember_soon.start)
        self.all_tabs.fronted.connect(self._mark_current)
        self.top.projectToggled.connect(self.panes.toggle_project)
        self.top.requestsToggled.connect(self.panes.toggle_requests)
        self.top.sideToggled.connect(self.panes.toggle_side)
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
        self.beckoning.wanted.connect(self._come_forward)
        self.tabs.currentChanged.connect(self._on_current)
        self.tabs.arranged.connect(self._remember_soon.start)
        self.tabs.stepWanted.connect(self._on_step)
        self.requests.closeWanted.connect(self.panes.toggle_requests)
        self.running.began.connect(self._on_began)
        self.running.ended.connect(self._show_sessions)
        self.running.ended.connect(self.panes.release_requests)
        self.running.ticked.connect(self._tick)
        self.running.ticked.connect(self.panes.fit_requests)
        self.panes.changed.connect(self._on_panes)
        self.zoom.changed.connect(self._on_zoom)
        self.status.requestsWanted.connect(self.panes.toggle_requests)
        self.settings.failed.connect(self.frame.fail)
        self.settings.backendsWanted.connect(self.show_backends)
        self.preferring.projectWanted.connect(self._show_settings)
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
        window = self.window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        self.activateWindow()
        self.opening.open(path)

    def _workspaces(self) -> list[Workspace]:
        return self.leaving.workspaces

    def _wire(self, frame: Frame) -> None:
        """What the window and each other one with sessions want of it."""
        frame.sessionWanted.connect(self.opening.open)
        frame.backendsWanted.connect(self.show_backends)
        frame.folderWanted.connect(self.opening.choose_folder)
        frame.stirred.connect(self.running.look_soon)
        frame.tabs.added.connect(self._on_added)
        frame.tab_deeds.detachWanted.connect(self.detaching.toggle)

    def _on_added(self, widget: SessionTabWidget) -> None:
        widget.empty.acted.connect(self._on_step)
        # a session that goes to another window gets another page there
        if widget.tab not in self._followed:
            self._followed.add(widget.tab)
            self.beckoning.follow(widget)
            self.announcing.follow(widget)

    def _on_window(self, frame: Frame) -> None:
        self._wire(frame)
        frame.notices.acted.connect(self.files.act)
        frame.status.requestsWanted.connect(self._in_main("view.requests"))
        frame.tabs.currentChanged.connect(self._mark_current)

    def _tick(self) -> None:
        for frame in self.detaching.frames:
            frame.tick()

    def _tell(self, notice: Notice) -> None:
        """Say it where the session is that it speaks of, else where the person is."""
        widget = self.all_tabs.widget_at(Path(notice.key.partition(":")[2]))
        frame = self.detaching.frame_of(widget) if widget is not None else self.detaching.front
        if notice.key:
            self._take_back(notice.key)
        frame.notices.show_notice(notice)

    def _take_back(self, key: str) -> None:
        for frame in self.detaching.frames:
            frame.notices.take_back(key)

    def _ask_commands(self, workspace: Workspace, question: Question) -> None:
        self.detaching.front.sheets.commands(workspace, question)

    def _on_current(self) -> None:
        self._mark_current()

    def _mark_current(self) -> None:
        current = self.all_tabs.current
        self.project.set_current(current.tab.path if current else None)

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

    def _show_settings(self) -> None:
        if self.workspace is None:
            self.show_backends()  # which tells that a folder comes first
        else:
            self.settings.open(self.workspace)

    def _on_project_changed(self) -> None:
        if self.workspace is not None:
            name = self.workspace.project.name
            self.project.set_project(name)
            self.setWindowTitle(f"{name} — VibeKoder")
        for frame in self.detaching.frames:
            frame.show_project()

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
        for widget in self.all_tabs.widgets:
            self.all_tabs.tabs_of(widget).remove(widget)
            old.close_tab(widget.tab)
        self.detaching.close_all()
        self.opening.forget()
        self.leaving.leave(old)

    def _on_leaving(self) -> None:
        self.rememberWanted.emit()
        for widget in self.all_tabs.widgets:
            widget.leave()

    def _on_ended(self) -> None:
        self.seeking.close()
        self.templating.close()
        self.beginning.recents.close()
        self._remember_soon.stop()
        self.detaching.close_all()
        self.close()

    def _show_running(self) -> None:
        self.running.set_workspaces(*self.leaving.workspaces)

    def _on_began(self) -> None:
        self.panes.bring_requests()
        self._show_sessions()

    def _show_sessions(self) -> None:
        if self.workspace is None:
            return
        rows = listed(self.workspace)
        self.tabs.set_project(is_open=True, has_sessions=bool(rows))
        self.project.set_sessions(rows)
        self.frame.standing.show_spent()
        self._mark_current()

    def _show_panels(self) -> None:
        panes = self.panes
        self.top.show_panels(
            project=panes.shows_project, requests=panes.shows_requests, side=panes.shows_side
        )
        name = self.workspace.project.name if self.workspace else ""
        self.status.set_project("" if self.panes.shows_project else name)

    def _grounds(self) -> dict[str, Any]:
        """What the next start paints before anything else."""
        theme, strip = self.preferences.values[THEME], self.tabs.strip
        tabs = strip.height() * strip.isVisibleTo(self.tabs)
        bars = Bars(self.top.height(), tabs, *self.panes.shares, self.status.height())
        return grounds(bars, theme=theme, high_contrast=self._look.theme.high_contrast)

    def _on_panes(self) -> None:
        self._show_panels()
        self._remember_soon.start()

    def _on_zoom(self) -> None:
        self._remember_soon.start()
