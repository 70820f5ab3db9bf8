"""The main window: panels, tabs, notices and sheets, put together and wired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from vibekoder.app import forking, notice
from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.app.answers import DEEDS
from vibekoder.app.choice import NOTHING_ELSE
from vibekoder.app.notice import LEAK, Kind, Notice
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import directives, settings
from vibekoder.core.directives import Directive
from vibekoder.core.errors import ProjectError, VibeKoderError
from vibekoder.store.projects import BackendEntry
from vibekoder.ui import drifting, tab_acts
from vibekoder.ui.asking import Asking
from vibekoder.ui.backends_desk import BackendsDesk
from vibekoder.ui.composing import Composing
from vibekoder.ui.leaks import Leaks
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.outlining import Outlining
from vibekoder.ui.panels.project import ProjectPanel, SessionRow
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.panes import Panes
from vibekoder.ui.preflighting import Preflighting
from vibekoder.ui.receipts import Receipts
from vibekoder.ui.running import Running, state_of_run
from vibekoder.ui.seeking import Seeking
from vibekoder.ui.session_files import SessionFiles
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs, state_of, wanted_tabs
from vibekoder.ui.settings_desk import SettingsDesk
from vibekoder.ui.sheets import finder
from vibekoder.ui.sheets.confirm import ConfirmSheet
from vibekoder.ui.slice_acts import SENT
from vibekoder.ui.spending import Spending
from vibekoder.ui.status_bar import StatusBar
from vibekoder.ui.style import thin_bars
from vibekoder.ui.templating import Templating
from vibekoder.ui.text_deeds import TEXT_DEEDS
from vibekoder.ui.top_bar import TopBar
from vibekoder.ui.window_sheets import WindowSheets
from vibekoder.ui.writing import Writing
from vibekoder.ui.zoom import Zoom

SMALLEST = QSize(640, 420)
FIRST_SIZE = QSize(1440, 900)
REMEMBER_MS = 500
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

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.workspace: Workspace | None = None
        self._left: list[Workspace] = []
        self._actions: dict[str, QAction] = {}
        self._question: ConfirmSheet | None = None
        self._quitting = False
        self._may_close = False
        self._places: dict[Path, dict[str, Any]] = {}
        self._wanted: Path | None = None
        self.top = TopBar(look, self)
        self.project = ProjectPanel(look, self)
        self.tabs = SessionTabs(look, self)
        self.requests = RequestsPanel(look, self)
        self.status = StatusBar(look, self)
        self.notices = Notices(look, self.tabs)
        self.running = Running(self.requests, self.status, self)
        self.sheets = WindowSheets(look, self)
        self.asking = Asking(look, self)
        self.receipts = Receipts(look, self, self._act_on)
        self.leaks = Leaks(self)
        self.settings = SettingsDesk(look, self)
        self.left = QStackedWidget(self)
        self.left.addWidget(self.project)
        self.files = SessionFiles(self.project, lambda: self.workspace, self)
        self.seeking = Seeking(look, self.left, self.tabs, lambda: self.workspace, self)
        self.templating = Templating(look, self.project, self)
        self.side = SidePanel(look, self)
        self.outlining = Outlining(look, self.tabs, self.side.outline, self)
        self.panes = Panes(look, self.left, self.tabs, self.requests, self.side, self)
        self.composing = Composing(look, self.status, self.side, self)
        self.preflighting = Preflighting(look, self.composing, self)
        self.zoom = Zoom(self)
        self.spending = Spending(self.status, self.project, self)
        self._remember_soon = QTimer(self, singleShot=True, interval=REMEMBER_MS)
        self._lay_out()
        self._make_actions()
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
        workspace.opened.connect(self._on_opened)
        workspace.dropped.connect(self._on_dropped)
        workspace.sessionsChanged.connect(self._show_sessions)
        workspace.tabsChanged.connect(self._on_tabs_changed)
        workspace.projectChanged.connect(self._on_project_changed)
        workspace.notice.connect(self.notices.show_notice)
        workspace.noticeOver.connect(self.notices.take_back)
        workspace.commands.asked.connect(partial(self.sheets.commands, workspace))
        workspace.stuck.connect(self._on_stuck)
        workspace.settled.connect(partial(self._on_settled, workspace))
        self._show_running()
        self._on_project_changed()
        self._show_sessions()
        self._show_panels()

    @property
    def workspaces(self) -> list[Workspace]:
        """The window's own, and those that were left and are not done."""
        return [*self._left, self.workspace] if self.workspace is not None else [*self._left]

    def restore(self, remembered: dict[str, Any]) -> None:
        """Put window and panels where they were."""
        geometry = remembered.get("geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.zoom.set_steps(remembered.get("zoom"))
        self.panes.restore(remembered)
        self.project.restore(remembered)
        self._show_panels()

    def restore_tabs(self, remembered: object) -> None:
        """Open the tabs that were open in this project, each where it was."""
        if self.workspace is None or not isinstance(remembered, dict):
            return
        known = cast("dict[str, Any]", remembered)
        self._places = {path: one for path, one in wanted_tabs(known) if path.is_file()}
        self._wanted = next((one for one in self._places if str(one) == known.get("current")), None)
        for path in self._places:
            self.workspace.open(path)

    def remembered(self) -> dict[str, Any]:
        """Window and panels as they are now; plain JSON values."""
        return {
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode(),
            "zoom": self.zoom.steps,
            **self.panes.remembered(),
            **self.project.remembered(),
        }

    def say(self, kind: Kind, title: str, text: str = "") -> None:
        """Say something beside the text."""
        self.notices.show_notice(Notice(kind, title, text))

    def trigger(self, action: str) -> None:
        """Carry out an action of the table by its id."""
        self._actions[action].trigger()

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
        self._shut_down(stop=True)

    def abandon(self) -> None:
        """Close now, saved or not; journals keep the answers that are not in their sessions."""
        self.seeking.close()
        for workspace in self.workspaces:
            workspace.abandon()
        self.templating.close()
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when nothing runs and everything is saved; ask where that cannot be."""
        if self._may_close or not self.workspaces:
            event.accept()
            self.quitConfirmed.emit()
            return
        event.ignore()
        count = sum(len(one.arriving) for one in self.workspaces)
        if self._question is not None:
            return
        if count:
            self._ask(self.sheets.quitting(count), self.stop_and_save)
        else:
            self._shut_down(stop=False)

    def changeEvent(self, event: QEvent) -> None:
        """Save what was typed when the person turns to another window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            for widget in self.tabs.widgets:
                widget.tab.save_if_dirty()

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

    def _make_actions(self) -> None:
        menus = {name: self.top.add_menu(self.tr(name)) for name in MENUS}
        deeds = self._deeds()
        for row in ACTIONS:
            action = QAction(self.tr(row.text), self)
            action.setObjectName(row.id)
            action.setShortcuts([QKeySequence(keys) for keys in row.keys])
            action.triggered.connect(deeds[row.id])
            self._actions[row.id] = action
            self.addAction(action)
            menus[row.menu].addAction(action)

    def _deeds(self) -> dict[str, Callable[[], object]]:
        """What each action of the table does."""
        numbered = {f"tab.{n}": partial(self.tabs.choose, n - 1) for n in range(1, 10)}
        answers = {
            f"slice.{name}": self._on_tab(partial(SessionTabWidget.act, name=name))
            for name in (*DEEDS, SENT.name)
        }
        return {
            "project.open": self._choose_folder,
            "session.new": self._new_session,
            "session.from_template": self.templating.choose,
            "session.save_template": self._on_tab(self.templating.save),
            "session.save": self._on_tab(lambda widget: widget.tab.save_now()),
            "tab.close": self.tabs.close_current,
            "window.quit": self.close,
            "edit.undo": self._on_tab(SessionTabWidget.undo),
            "edit.redo": self._on_tab(SessionTabWidget.redo),
            "session.send": self._on_tab(SessionTabWidget.send),
            "session.stop": self._on_tab(SessionTabWidget.stop),
            "session.repeat": self._on_tab(self._repeat),
            "session.stop_all": self.running.stop_all,
            "session.model": self._on_tab(self._choose_model),
            "session.parameters": self._on_tab(self._set_parameters),
            "session.preflight": self._on_tab(self._preflight),
            "session.add_piece": partial(self._find, finder.FILE),
            "session.pieces": self._go_to_pieces,
            "session.composer": self._on_tab(lambda widget: widget.composer.prompt.setFocus()),
            "session.append_changes": self._on_tab(partial(drifting.append, say=self.say)),
            "session.origin": self._on_tab(self._go_to_origin),
            "session.rename": self._rename_current,
            "session.delete": self._on_tab(lambda widget: self._delete(widget.tab.path)),
            "slice.previous": self._on_tab(lambda widget: widget.step_slice(-1)),
            "slice.next": self._on_tab(lambda widget: widget.step_slice(1)),
            "slice.latest": self._on_tab(SessionTabWidget.to_bottom),
            "go.anywhere": partial(self._find, finder.SESSION),
            "go.action": partial(self._find, finder.ACTION),
            "tab.next": partial(self.tabs.step, 1),
            "tab.previous": partial(self.tabs.step, -1),
            "view.project": self._toggle_project,
            "view.requests": self._toggle_requests,
            "view.side": self._toggle_side,
            "go.outline": self._go_to_outline,
            "go.search": self.seeking.open,
            "view.notices": lambda: self.sheets.notices(self.notices),
            "tools.requests": self._show_accounts,
            "tools.spent": self._read_spent,
            "tools.backends": self.show_backends,
            "tools.project": self._show_settings,
            "help.keys": self.sheets.keys,
            "help.about": self.sheets.about,
            **{name: self._on_tab(partial(SessionTabWidget.do, name=name)) for name in TEXT_DEEDS},
            "view.reading": self._on_tab(partial(SessionTabWidget.do, name="view.reading")),
            **numbered,
            **answers,
        }

    def _connect(self) -> None:
        self.top.findWanted.connect(partial(self._find, finder.SESSION))
        self.top.projectToggled.connect(self._toggle_project)
        self.top.requestsToggled.connect(self._toggle_requests)
        self.top.sideToggled.connect(self._toggle_side)
        self.side.outline.findWanted.connect(partial(self.trigger, "edit.go_to"))
        self.project.openWanted.connect(self._open)
        self.project.newWanted.connect(self._new_session)
        self.project.renameWanted.connect(self._rename)
        self.project.deleteWanted.connect(self._delete)
        self.project.folderWanted.connect(self._choose_folder)
        self.project.foldsChanged.connect(self._remember_soon.start)
        self.seeking.openWanted.connect(self._open)
        self.seeking.shown.connect(partial(self.panes.show_project, wanted=True))
        self.tabs.added.connect(self._on_added)
        self.tabs.closeWanted.connect(self._close_tab)
        self.tabs.currentChanged.connect(self._on_current)
        self.tabs.arranged.connect(self._remember_soon.start)
        self.tabs.stepWanted.connect(self._on_step)
        self.requests.closeWanted.connect(self._toggle_requests)
        self.running.began.connect(self._on_began)
        self.running.ended.connect(self._show_sessions)
        self.running.ticked.connect(self._show_status)
        self.running.ticked.connect(self.tabs.show_faces)
        self.running.ticked.connect(self.panes.fit_requests)
        self.composing.preflightWanted.connect(self._on_tab(self._preflight))
        self.composing.addWanted.connect(partial(self._find, finder.FILE))
        self.panes.changed.connect(self._on_panes)
        self.zoom.changed.connect(self._on_zoom)
        self.status.backendsWanted.connect(self.show_backends)
        self.status.requestsWanted.connect(self._toggle_requests)
        self.notices.acted.connect(self._on_notice_acted)
        self.notices.acted.connect(self._on_leak)
        self.sheets.failed.connect(self._on_failed)
        self.receipts.told.connect(self.notices.show_notice)
        self.sheets.keyWanted.connect(self._on_key_of)
        self.asking.backendsWanted.connect(self.show_backends)
        self.settings.backendsWanted.connect(self.show_backends)
        self.templating.projectWanted.connect(self._choose_folder)
        self.settings.failed.connect(self._on_failed)
        self.asking.noticeWanted.connect(self.notices.show_notice)
        self.leaks.failed.connect(self._on_failed)
        self._remember_soon.timeout.connect(self.rememberWanted)

    def _on_tab(self, deed: Callable[[SessionTabWidget], object]) -> Callable[[], None]:
        def act() -> None:
            if self.current is not None:
                deed(self.current)

        return act

    def _on_opened(self, tab: Tab) -> None:
        # what is being restored takes the view from nobody but the one that was shown
        place = self._places.pop(tab.path, None)
        known = self.tabs.widget_of(tab)
        widget = self.tabs.open(tab, show=place is None or tab.path == self._wanted)
        if known is None and place is not None:
            widget.restore(place)

    def _on_added(self, widget: SessionTabWidget) -> None:
        tab = widget.tab
        widget.sendWanted.connect(partial(self._send, tab))
        widget.retryWanted.connect(partial(self._retry, tab))
        widget.backendsWanted.connect(self.show_backends)
        widget.keyWanted.connect(partial(self._ask_key, widget))
        widget.modelWanted.connect(partial(self._choose_model, widget))
        widget.composer.parametersWanted.connect(partial(self._set_parameters, widget))
        widget.promptWanted.connect(partial(self._offer_prompt, tab))
        widget.noticeWanted.connect(self.say)
        widget.inertPasted.connect(partial(self._tell_inert, tab))
        widget.detailsWanted.connect(self.sheets.details)
        widget.answerActWanted.connect(partial(self._answer_act, widget))
        widget.figuresWanted.connect(self.sheets.figures)
        widget.stateChanged.connect(self.running.look)
        widget.composer.heightChanged.connect(self._place_notices)
        values = self.workspace.project.values if self.workspace else settings.Values()
        widget.composer.set_return_sends(values[settings.SEND_KEY] == "return")
        widget.editor.set_dimmed(values[settings.MARKS] == "dimmed")
        self.zoom.set_usual(values[settings.ZOOM])
        widget.editor.set_zoom(self.zoom.factor)
        widget.reading.set_zoom(self.zoom.factor)
        widget.reading.sessionWanted.connect(self._open)
        widget.reading.root = self.workspace.project.root if self.workspace else tab.path.parent
        widget.text.zoomWanted.connect(self.zoom.step)
        self.zoom.changed.connect(widget.editor.set_zoom)
        self.zoom.changed.connect(widget.reading.set_zoom)
        if self.workspace is not None:
            writing = Writing(self._look, widget, self.workspace, self.notices)
            writing.actionWanted.connect(self.trigger)
            self.composing.add(widget, self.workspace)
        self._show_choice(widget)

    def _close_tab(self, widget: SessionTabWidget) -> None:
        self.tabs.remove(widget)
        if self.workspace is not None:
            self.workspace.close_tab(widget.tab)

    def _on_current(self) -> None:
        self.composing.show(self.current)
        self.project.set_current(self.current.tab.path if self.current else None)
        self._place_notices()
        self._show_status()

    def _place_notices(self) -> None:
        """What is said covers no prompt and no Send."""
        self.notices.set_bottom(self.current.composer.height() if self.current else 0)

    def _choose_folder(self) -> None:
        # said outright: else it begins where a file was last saved, with that folder chosen
        start = self.workspace.project.root.parent if self.workspace else Path.home()
        dialog = QFileDialog(self, self.tr("Open folder"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, name: str) -> None:
        self.folderChosen.emit(Path(name))

    def _on_step(self, action: str) -> None:
        if action == "open_folder":
            self._choose_folder()
        elif action == "new_session":
            self._new_session()

    def _new_session(self) -> None:
        if self.workspace is None:
            self._choose_folder()
        else:
            self._wanted = None
            self.workspace.new_session()

    def _open(self, path: Path) -> None:
        if self.workspace is not None:
            # tabs that are still being restored do not take the view from it
            self._wanted = path
            self.workspace.open(path)

    def _go_to_origin(self, widget: SessionTabWidget) -> None:
        if self.workspace is not None:
            forking.go_to_origin(self.workspace, widget.tab)

    def _rename_current(self) -> None:
        self.seeking.show_sessions()
        self.panes.show_project(wanted=True)
        self.project.rename_current()

    def _rename(self, path: Path, title: str) -> None:
        if self.workspace is not None:
            self.workspace.rename(path, title)

    def _delete(self, path: Path) -> None:
        if self.workspace is None:
            return
        widget = self.tabs.widget_at(path)
        if widget is not None and not widget.tab.runs:
            self._close_tab(widget)
        self.workspace.delete(path)

    def _send(self, tab: Tab, prompt: str) -> None:
        if self.workspace is not None:
            self.workspace.send(tab, prompt)

    def _retry(self, tab: Tab, slice_id: str) -> None:
        if self.workspace is not None:
            self.workspace.send(tab, "", again=slice_id)

    def _repeat(self, widget: SessionTabWidget) -> None:
        if not widget.repeat() and self.workspace is not None:
            self.workspace.test_connection(widget.tab)

    def _show_accounts(self) -> None:
        if self.workspace is not None:
            self.sheets.accounts(self.workspace)

    def _show_settings(self) -> None:
        if self.workspace is None:
            self.show_backends()  # which tells that a folder comes first
        else:
            self.settings.open(self.workspace)

    def _find(self, first: str) -> None:
        sheet = self.sheets.finder(self.workspace, first, with_tab=self.current is not None)
        sheet.actionWanted.connect(self.trigger)
        sheet.sessionWanted.connect(self._open)
        sheet.fileWanted.connect(self._take_file)

    def _take_file(self, name: str, opened: bool) -> None:
        """A file of the project was chosen: include it in the prompt, or show it."""
        if self.workspace is None:
            return
        if opened or self.current is None:
            path = self.workspace.project.root / name
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            return
        self.current.composer.add_line(directives.write(Directive("include", name)))
        self.current.composer.setFocus()

    def _choose_model(self, widget: SessionTabWidget) -> None:
        if self.workspace is not None:
            self.sheets.models(self.workspace, widget.tab).backendsWanted.connect(
                self.show_backends
            )

    def _set_parameters(self, widget: SessionTabWidget) -> None:
        if self.workspace is not None:
            self.sheets.parameters(self.workspace, widget.tab, widget.composer.frame)

    def _ask_key(self, widget: SessionTabWidget | None, again: str = "") -> None:
        if self.workspace is not None:
            self.asking.ask(self.workspace, widget, again)

    def _answer_act(self, widget: SessionTabWidget, name: str, part: int) -> None:
        if self.workspace is not None and name == SENT.name:
            self.receipts.open(self.workspace, widget.tab, part)
        elif self.workspace is not None:
            shown = DEEDS[name](self.workspace, widget.tab, part)
            if shown is not None:
                widget.bring(shown)

    def _act_on(self, name: str, tab: Tab, slice_id: str) -> None:
        """A deed with an answer that is known by its id: it may have moved meanwhile."""
        widget, at = self.tabs.widget_of(tab), tab.session.find(slice_id)
        if widget is not None and at is not None:
            self._answer_act(widget, name, at)

    def _on_key_of(self, desk: BackendsDesk, entry: BackendEntry) -> None:
        if self.workspace is not None:
            self.asking.ask_for(self.workspace, entry, then=partial(desk.look, entry))

    def _offer_prompt(self, tab: Tab) -> None:
        if self.workspace is not None:
            self.workspace.offer_prompt(tab)

    def _on_project_changed(self) -> None:
        if self.workspace is not None:
            name = self.workspace.project.name
            self.project.set_project(name)
            self.setWindowTitle(f"{name} — VibeKoder")
        for widget in self.tabs.widgets:
            self._show_choice(widget)
        self._show_status()

    def _leave(self) -> None:
        """The project makes room for another one."""
        if self.workspace is None:
            return
        self.rememberWanted.emit()
        old, self.workspace = self.workspace, None
        self.seeking.forget()
        old.opened.disconnect(self._on_opened)
        old.sessionsChanged.disconnect(self._show_sessions)
        old.projectChanged.disconnect(self._on_project_changed)
        for widget in self.tabs.widgets:
            self.tabs.remove(widget)
            old.close_tab(widget.tab)
        self._left.append(old)
        old.shut_down()

    def _shut_down(self, *, stop: bool) -> None:
        self._quitting = True
        self.rememberWanted.emit()
        for widget in self.tabs.widgets:
            widget.leave()
        for workspace in self.workspaces:
            workspace.shut_down(stop)
        if not self.workspaces:
            self.abandon()

    def _stay(self) -> None:
        self._quitting = False
        if self.workspace is not None:
            self.workspace.stay()

    def _ask(self, sheet: ConfirmSheet, confirmed: Callable[[], None]) -> None:
        self._question = sheet
        sheet.closed.connect(self._on_answered)
        sheet.confirmed.connect(confirmed)
        sheet.declined.connect(self._stay)

    def _on_answered(self) -> None:
        self._question = None

    def _on_stuck(self) -> None:
        if self._quitting and self._question is None:
            tabs = [tab for one in self.workspaces for tab in one.unsaved]
            names = ", ".join(tab.path.name for tab in tabs)
            self._ask(self.sheets.unsaved(names), self.abandon)

    def _on_settled(self, workspace: Workspace) -> None:
        if workspace in self._left:
            self._left.remove(workspace)
            workspace.abandon()
            workspace.deleteLater()
            self._show_running()
        if not self._quitting or self._left:
            return
        if self.workspace in (None, workspace):
            self.abandon()
        else:
            # it may have been written in while others were not done
            self.workspace.shut_down()

    def _show_running(self) -> None:
        self.running.set_workspaces(*self.workspaces)

    def _on_began(self) -> None:
        self.panes.show_requests(wanted=True)
        self._show_sessions()

    def _on_tabs_changed(self) -> None:
        self.running.look()
        self.tabs.show_faces()
        for widget in self.tabs.widgets:
            if widget.choice_of != (widget.tab.session.head.front, widget.tab.once):
                self._show_choice(widget)

    def _on_dropped(self, tab: Tab) -> None:
        widget = self.tabs.widget_of(tab)
        if widget is not None:
            self.tabs.remove(widget)

    def _show_sessions(self) -> None:
        if self.workspace is None:
            return
        known = {tab.path: tab for tab in self.workspace.all_tabs}
        rows: list[SessionRow] = []
        for row in sorted(self.workspace.rows, key=lambda row: row.modified, reverse=True):
            tab = known.get(row.path)
            state = state_of(tab) if tab is not None else row.status
            then = datetime.fromtimestamp(row.modified).astimezone()
            rows.append(
                SessionRow(row.path, row.title, row.slices, then, row.size, state, row.origin)
            )
        self.tabs.set_project(is_open=True, has_sessions=bool(rows))
        self.project.set_sessions(rows)
        self._show_spent()
        self.project.set_current(self.current.tab.path if self.current else None)

    def _show_choice(self, widget: SessionTabWidget) -> None:
        if self.workspace is None:
            return
        name = self.workspace.project.name
        once = widget.tab.once
        try:
            choice = self.workspace.choice(widget.tab.session, once)
        except VibeKoderError as problem:
            widget.set_choice("", "", name, once)
            self._on_failed(problem)
            return
        widget.set_choice(choice.entry.shown, choice.model, name, once)
        own = self.workspace.backends.own_params(self.workspace.project, widget.tab.session)
        widget.composer.set_parameters(len({*own, *once.params}), once=bool(once.params))
        self.composing.renew(widget)

    def _show_spent(self) -> None:
        self.spending.show_sums(self.workspace, self.current.tab if self.current else None)

    def _read_spent(self) -> None:
        if self.workspace is not None:
            tab = self.current.tab if self.current else None
            self.sheets.spent(self.spending.told(self.workspace, tab))

    def _show_status(self) -> None:
        widget = self.current
        self._show_spent()
        if self.workspace is None:
            self.status.set_backend("", "")
            self.status.set_state("")
            self.status.set_saved("")
            return
        try:
            session = widget.tab.session if widget else None
            once = widget.tab.once if widget else NOTHING_ELSE
            choice = self.workspace.choice(session, once)
            self.status.set_backend(choice.entry.shown, choice.model)
        except ProjectError:
            self.status.set_backend("", "")
        run = widget.newest if widget else None
        if run is None and widget is not None and widget.tab.disconnected:
            self.status.set_state(self.tr("disconnected"), why=widget.tab.disconnected)
        else:
            self.status.set_state(*state_of_run(run))
        if widget is not None and widget.tab.problem is not None:
            self.status.set_note(self.tr("Not saved"))
        else:
            self.status.set_saved(widget.saved_at if widget else "")

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

    def _toggle_project(self) -> None:
        self.panes.show_project(wanted=not self.panes.shows_project)

    def _toggle_requests(self) -> None:
        self.panes.show_requests(wanted=not self.panes.shows_requests)

    def _toggle_side(self) -> None:
        self.panes.show_side(wanted=not self.panes.shows_side)

    def _go_to_outline(self) -> None:
        self.panes.show_side(wanted=True)
        self.side.outline.take_focus()

    def _preflight(self, widget: SessionTabWidget) -> None:
        if self.workspace is not None:
            self.preflighting.open(self.workspace, widget)

    def _go_to_pieces(self) -> None:
        self.panes.show_side(wanted=True)
        self.composing.focus()

    def _on_failed(self, problem: VibeKoderError) -> None:
        self.say("error", problem.sentence, problem.hint)

    def _on_notice_acted(self, key: str, action: str) -> None:
        _, _, rest = key.partition(":")
        if action == "backends":
            self.show_backends()
        elif action == "folder":
            self._choose_folder()
        elif action == "key":
            self._ask_key(self.tabs.widget_at(Path(rest)))
        for workspace in self.workspaces:
            tab = workspace.tab_at(Path(rest)) if rest else None
            if tab is not None:
                self._act(workspace, tab, action)
        if self.workspace is None:
            return
        if action == "restore":
            self.workspace.restore(rest)
        elif action == "adopt":
            self.workspace.adopt(Path(rest))
        elif action == "open":
            self._open(Path(rest))

    def _on_leak(self, key: str, action: str) -> None:
        widget = self.tabs.widget_at(Path(key.partition(":")[2]))
        if action.startswith(LEAK) and widget is not None and self.workspace is not None:
            self.leaks.act(self.workspace, widget, key, action)

    def _act(self, workspace: Workspace, tab: Tab, action: str) -> None:
        if action == "save":
            tab.save_now()
        elif action == "anew":
            tab.write_anew()
        elif action == "elsewhere":
            self._save_elsewhere(tab)
        elif action == "drop":
            workspace.drop_tab(tab)
        elif action == "without":
            self._in_tab(tab, partial(tab_acts.send_without, workspace))
        elif action == "live":
            self._in_tab(tab, tab_acts.let_act)
        elif action == "line":
            self._in_tab(tab, tab_acts.go_to_missing)
        elif action == "prompt" and tab.loose:
            tab.make_prompt()

    def _tell_inert(self, tab: Tab) -> None:
        self.notices.show_notice(notice.inert(tab.path))

    def _in_tab(self, tab: Tab, act: Callable[[SessionTabWidget], None]) -> None:
        widget = self.tabs.widget_of(tab)
        if widget is not None:
            self.tabs.open(tab, show=True)
            act(widget)

    def _save_elsewhere(self, tab: Tab) -> None:
        dialog = QFileDialog(self, self.tr("Save elsewhere"), str(tab.path.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.selectFile(tab.path.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(name: str) -> None:
            tab.save_copy(Path(name))

        dialog.fileSelected.connect(chosen)
        dialog.open()
