"""The main window: panels, tabs, notices and sheets, put together and wired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.app.notice import Kind, Notice
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import settings
from vibekoder.core.errors import ProjectError, StoreError, VibeKoderError
from vibekoder.core.session import Slice
from vibekoder.store.projects import Project
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.panels.project import ProjectPanel, SessionRow
from vibekoder.ui.panels.requests import RequestRow, RequestsPanel
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.backend_list import BackendKind
from vibekoder.ui.sheets.backends import BackendsSheet
from vibekoder.ui.sheets.confirm import ConfirmSheet
from vibekoder.ui.sheets.reading import ReadingSheet
from vibekoder.ui.slice_states import estimate
from vibekoder.ui.status_bar import StatusBar
from vibekoder.ui.style import Splitter, thin_bars
from vibekoder.ui.tab_bar import Tab as TabFace
from vibekoder.ui.tab_bar import TabBar
from vibekoder.ui.top_bar import TopBar
from vibekoder.ui.words import moment

TICK_MS = 250
"""Figures of running requests are shown this often; nothing ticks while none runs."""
NARROW = 960
"""Below this width the project panel makes room for the text."""
SMALLEST = QSize(640, 420)
FIRST_SIZE = QSize(1440, 900)


class MainWindow(QWidget):
    """One window on one project, or on none yet.

    Signals:
        folderChosen(Path): this folder is to be opened as the project.
        rememberWanted(dict): window and tabs have changed; plain JSON values.
        quitConfirmed(): nothing runs any more and everything is saved; the window may go.
    """

    folderChosen = Signal(Path)
    rememberWanted = Signal(dict)
    quitConfirmed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.workspace: Workspace | None = None
        self._widgets: dict[Tab, SessionTabWidget] = {}
        self._actions: dict[str, QAction] = {}
        self._may_close = False
        self._wants_project = True
        self._to_restore: list[dict[str, Any]] = []
        self._current_wanted: Path | None = None
        self.top = TopBar(look, self)
        self.project = ProjectPanel(look, self)
        self.tabs = TabBar(look, self)
        self.pages = QStackedWidget(self)
        self.no_project = EmptyState(look, "no_project", parent=self)
        self.no_tabs = EmptyState(look, "no_sessions", parent=self)
        self.requests = RequestsPanel(look, self)
        self.status = StatusBar(look, self)
        self.middle = QWidget(self)
        self.notices = Notices(look, self.middle)
        self.across = Splitter(look, Qt.Orientation.Horizontal, self)
        self.down = Splitter(look, Qt.Orientation.Vertical, self)
        self._tick = QTimer(self, interval=TICK_MS)
        self._remember_soon = QTimer(self, singleShot=True, interval=500)
        self._lay_out()
        self._make_actions()
        self._connect()
        self._show_page()

    # what the program says

    def set_workspace(self, workspace: Workspace) -> None:
        """Show this project instead of another; its tabs come by its signals."""
        self.workspace = workspace
        workspace.setParent(self)
        workspace.opened.connect(self._on_opened)
        workspace.sessionsChanged.connect(self._show_sessions)
        workspace.projectChanged.connect(self._on_project_changed)
        workspace.notice.connect(self.notices.show_notice)
        workspace.settled.connect(self._on_settled)
        self.project.set_project(workspace.project.name)
        self.setWindowTitle(f"{workspace.project.name} — VibeKoder")
        self._show_sessions()
        self._show_page()
        self._show_status()
        self._show_narrow()

    def restore(self, remembered: dict[str, Any]) -> None:
        """Put window and panels where they were."""
        geometry = remembered.get("geometry")
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        for name, splitter in (("across", self.across), ("down", self.down)):
            sizes = remembered.get(name)
            if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
                splitter.setSizes(sizes)
        self._wants_project = remembered.get("project_panel") is not False
        self.requests.setVisible(remembered.get("requests_panel") is True)
        self._show_narrow()

    def restore_tabs(self, remembered: dict[str, Any]) -> None:
        """Open the tabs that were open in this project, each where it was."""
        tabs = remembered.get("tabs")
        self._to_restore = [one for one in tabs if isinstance(one, dict)] if tabs else []
        current = remembered.get("current")
        self._current_wanted = Path(current) if isinstance(current, str) else None
        for one in self._to_restore:
            path = Path(str(one.get("path")))
            if self.workspace is not None and path.is_file():
                self.workspace.open(path)

    def remembered(self) -> dict[str, Any]:
        """Window and panels as they are now."""
        return {
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode(),
            "across": self.across.sizes(),
            "down": self.down.sizes(),
            "project_panel": self._wants_project,
            "requests_panel": self.requests.isVisibleTo(self),
        }

    def remembered_tabs(self) -> dict[str, Any]:
        """The open tabs, in their order, with caret and view."""
        tabs: list[dict[str, Any]] = []
        for at in range(self.tabs.count()):
            widget = self._widget_at(at)
            tabs.append(
                {
                    "path": str(widget.tab.path),
                    "caret": list(widget.editor.caret()),
                    "top": list(widget.editor.top_place()),
                    "following": widget.editor.following,
                }
            )
        current = self.current
        return {"tabs": tabs, "current": str(current.tab.path) if current else ""}

    @property
    def current(self) -> SessionTabWidget | None:
        """The shown tab."""
        widget = self.pages.currentWidget()
        return widget if isinstance(widget, SessionTabWidget) else None

    def widget_of(self, tab: Tab) -> SessionTabWidget | None:
        """The widget that shows a tab."""
        return self._widgets.get(tab)

    def say(self, kind: Kind, title: str, text: str = "") -> None:
        """Say something beside the text."""
        self.notices.show_notice(Notice(kind, title, text))

    def leave_workspace(self, then: Callable[[], None]) -> None:
        """Let the open project go, saved; its runs go on until their answers are placed."""
        old, self.workspace = self.workspace, None
        if old is None:
            then()
            return
        for at in reversed(range(self.tabs.count())):
            widget = self._widget_at(at)
            widget.leave()
            self._drop(at, widget)
        old.settled.disconnect(self._on_settled)
        old.settled.connect(old.deleteLater)
        old.shut_down()
        then()

    def stop_and_save(self) -> None:
        """The system wants us gone: stop what runs and save, without a question."""
        self._shut_down(stop=True)

    def trigger(self, action: str) -> None:
        """Carry out an action of the table by its id."""
        self._actions[action].trigger()

    # what Qt asks

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when nothing runs and everything is saved; ask where something runs."""
        if self._may_close or self.workspace is None:
            event.accept()
            self.quitConfirmed.emit()
            return
        event.ignore()
        if self.workspace.runs:
            self._ask_to_stop()
        else:
            self._shut_down(stop=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the text in a narrow window."""
        super().resizeEvent(event)
        self._show_narrow()

    def changeEvent(self, event: QEvent) -> None:
        """Save what was typed when the person turns to another window."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            for widget in self._widgets.values():
                widget.tab.save_if_dirty()
            self._remember()

    # setting up

    def _lay_out(self) -> None:
        self.setObjectName("main_window")
        self.setWindowTitle("VibeKoder")
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST_SIZE)
        self.setAutoFillBackground(True)
        for name in ("project", "requests", "status"):
            getattr(self, name).setObjectName(name)
        thin_bars(self._look, self.project.view)
        thin_bars(self._look, self.requests.view)
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.pages.addWidget(self.no_project)
        self.pages.addWidget(self.no_tabs)
        self.down.addWidget(self.middle)
        self.down.addWidget(self.requests)
        self.down.setStretchFactor(0, 1)
        self.down.setSizes([700, self.requests.sizeHint().height()])
        self.across.addWidget(self.project)
        self.across.addWidget(self.down)
        self.across.setStretchFactor(1, 1)
        panel = self._look.theme.size("projectPanel")
        self.across.setSizes([panel, FIRST_SIZE.width() - panel])
        self.requests.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self.across, 1)
        whole.addWidget(self.status)

    def _make_actions(self) -> None:
        menus: dict[str, QMenu] = {}
        for name in MENUS:
            menus[name] = self.top.menus.addMenu(self.tr(name))
        does = self._deeds()
        for row in ACTIONS:
            action = QAction(self.tr(row.text), self)
            action.setObjectName(row.id)
            action.setShortcuts([QKeySequence(keys) for keys in row.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(does[row.id])
            self._actions[row.id] = action
            self.addAction(action)
            if row.menu:
                menus[row.menu].addAction(action)
        self.top.menus.setNativeMenuBar(False)

    def _deeds(self) -> dict[str, Callable[[], None]]:
        """What each action of the table does."""
        deeds: dict[str, Callable[[], None]] = {
            "project.open": self._choose_folder,
            "session.new": self._new_session,
            "session.save": self._with_tab(lambda widget: widget.tab.save()),
            "tab.close": lambda: self._close_tab(self.tabs.currentIndex()),
            "window.quit": lambda: QTimer.singleShot(0, self.close),
            "edit.undo": self._with_tab(SessionTabWidget.undo),
            "edit.redo": self._with_tab(SessionTabWidget.redo),
            "session.send": self._with_tab(SessionTabWidget.send),
            "session.stop": self._with_tab(SessionTabWidget.stop),
            "session.stop_all": self._stop_all,
            "session.composer": self._with_tab(lambda widget: widget.composer.prompt.setFocus()),
            "session.rename": self.project.rename_current,
            "session.delete": self._delete_current,
            "slice.previous": self._with_tab(lambda widget: widget.step_slice(-1)),
            "slice.next": self._with_tab(lambda widget: widget.step_slice(1)),
            "slice.latest": self._with_tab(lambda widget: widget.editor.to_bottom()),
            "tab.next": partial(self._step_tab, 1),
            "tab.previous": partial(self._step_tab, -1),
            "view.project": self._toggle_project,
            "view.requests": self._toggle_requests,
            "view.notices": self._show_log,
            "tools.backends": self.show_backends,
            "help.keys": self._show_keys,
            "help.about": self._show_about,
        }
        for number in range(1, 10):
            deeds[f"tab.{number}"] = partial(self.tabs.setCurrentIndex, number - 1)
        return deeds

    def _connect(self) -> None:
        self.top.projectToggled.connect(self._toggle_project)
        self.top.requestsToggled.connect(self._toggle_requests)
        self.project.openWanted.connect(self._open)
        self.project.newWanted.connect(self._new_session)
        self.project.renameWanted.connect(self._rename)
        self.project.deleteWanted.connect(self._delete)
        self.project.folderWanted.connect(self._choose_folder)
        self.project.no_sessions.acted.connect(self._on_step)
        self.no_project.acted.connect(self._on_step)
        self.no_tabs.acted.connect(self._on_step)
        self.tabs.currentChanged.connect(self._on_tab_chosen)
        self.tabs.tabCloseRequested.connect(self._close_tab)
        self.tabs.tabMoved.connect(self._remember)
        self.requests.cancelWanted.connect(self._stop_run)
        self.requests.cancelAllWanted.connect(self._stop_all)
        self.requests.openWanted.connect(self._show_run)
        self.requests.closeWanted.connect(self._toggle_requests)
        self.status.backendsWanted.connect(self.show_backends)
        self.status.requestsWanted.connect(self._toggle_requests)
        self.notices.acted.connect(self._on_notice_acted)
        self._tick.timeout.connect(self._show_running)
        self._remember_soon.timeout.connect(lambda: self.rememberWanted.emit(self.remembered()))

    # tabs

    def _on_opened(self, tab: Tab) -> None:
        widget = self._widgets.get(tab)
        if widget is None:
            widget = self._add_tab(tab)
        wanted = self._current_wanted
        if wanted is None or tab.path == wanted or self.tabs.count() == 1:
            self.tabs.setCurrentIndex(self._index_of(widget))
            self._on_tab_chosen(self.tabs.currentIndex())
        if wanted == tab.path:
            self._current_wanted = None
        self._show_page()
        widget.composer.prompt.setFocus()

    def _add_tab(self, tab: Tab) -> SessionTabWidget:
        widget = SessionTabWidget(tab, self._look, self.pages)
        self._widgets[tab] = widget
        self.pages.addWidget(widget)
        # the first tab is the current one at once, before it could be known whose it is
        with QSignalBlocker(self.tabs):
            at = self.tabs.add_tab(TabFace(tab.title, "new"))
            self.tabs.setTabWhatsThis(at, str(tab.path))
        widget.sendWanted.connect(partial(self._send, tab))
        widget.retryWanted.connect(partial(self._retry, tab))
        widget.backendsWanted.connect(self.show_backends)
        widget.noticeWanted.connect(self.say)
        widget.detailsWanted.connect(self._show_details)
        widget.stateChanged.connect(self._on_state)
        tab.changed.connect(self._on_state)
        tab.saved.connect(partial(self._on_saved, tab))
        tab.unsaved.connect(partial(self._on_unsaved, tab))
        tab.closed.connect(partial(self._forget, tab))
        for one in self._to_restore:
            if one.get("path") == str(tab.path):
                widget.restore(one)
        self._show_faces()
        self._show_choice(widget)
        self._remember()
        return widget

    def _close_tab(self, at: int) -> None:
        if self.workspace is None or not 0 <= at < self.tabs.count():
            return
        widget = self._widget_at(at)
        widget.leave()
        self._drop(at, widget)
        self.workspace.close_tab(widget.tab)
        self._show_page()
        self._remember()

    def _drop(self, at: int, widget: SessionTabWidget) -> None:
        self.tabs.removeTab(at)
        self.pages.removeWidget(widget)
        del self._widgets[widget.tab]
        widget.deleteLater()

    def _forget(self, tab: Tab) -> None:
        self.notices.take_back(f"unsaved:{tab.path}")
        self._show_running()

    def _on_tab_chosen(self, at: int) -> None:
        if 0 <= at < self.tabs.count():
            widget = self._widget_at(at)
            self.pages.setCurrentWidget(widget)
            self.project.set_current(widget.tab.path)
            widget.composer.prompt.setFocus()
        self._show_status()
        self._remember()

    def _widget_at(self, at: int) -> SessionTabWidget:
        path = self.tabs.tabWhatsThis(at)
        return next(one for tab, one in self._widgets.items() if str(tab.path) == path)

    def _index_of(self, widget: SessionTabWidget) -> int:
        path = str(widget.tab.path)
        return next(
            (at for at in range(self.tabs.count()) if self.tabs.tabWhatsThis(at) == path), -1
        )

    def _step_tab(self, by: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def _with_tab(self, deed: Callable[[SessionTabWidget], None]) -> Callable[[], None]:
        def act() -> None:
            if self.current is not None:
                deed(self.current)

        return act

    # the project

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Open folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.folderChosen.emit(Path(name)))
        dialog.open()

    def _on_step(self, action: str) -> None:
        if action == "open_folder":
            self._choose_folder()
        elif action == "new_session":
            self._new_session()

    def _new_session(self) -> None:
        if self.workspace is None:
            self._choose_folder()
        else:
            self.workspace.new_session()

    def _open(self, path: Path) -> None:
        if self.workspace is not None:
            self.workspace.open(path)

    def _rename(self, path: Path, title: str) -> None:
        if self.workspace is not None:
            self.workspace.rename(path, title)

    def _delete_current(self) -> None:
        if self.current is not None:
            self._delete(self.current.tab.path)

    def _delete(self, path: Path) -> None:
        if self.workspace is None:
            return
        for tab, widget in list(self._widgets.items()):
            if tab.path == path and not tab.runs:
                self._close_tab(self._index_of(widget))
        self.workspace.delete(path)

    def _on_project_changed(self) -> None:
        if self.workspace is not None:
            self.project.set_project(self.workspace.project.name)
        for widget in self._widgets.values():
            self._show_choice(widget)
        self._show_status()

    # requests

    def _send(self, tab: Tab, prompt: str) -> None:
        if self.workspace is not None:
            self.workspace.send(tab, prompt)

    def _retry(self, tab: Tab, slice_id: str) -> None:
        if self.workspace is not None:
            self.workspace.send(tab, "", again=slice_id)

    def _stop_run(self, run_id: str) -> None:
        tab = self.workspace.tab_of(run_id) if self.workspace else None
        if tab is not None:
            tab.stop(run_id)

    def _stop_all(self) -> None:
        for tab in self.workspace.all_tabs if self.workspace else ():
            tab.stop_all()

    def _show_run(self, run_id: str) -> None:
        tab = self.workspace.tab_of(run_id) if self.workspace else None
        if tab is not None and self.workspace is not None:
            self.workspace.open(tab.path)

    # quitting

    def _ask_to_stop(self) -> None:
        count = len(self.workspace.runs) if self.workspace else 0
        answers = self.tr("An answer is") if count == 1 else self.tr("%n answers are", "", count)
        sheet = ConfirmSheet(
            self._look,
            self.tr("Stop and quit"),
            answers + self.tr(" still arriving. What has come is kept, marked as stopped."),
            verb=self.tr("Stop and quit"),
            stay=self.tr("Stay"),
            parent=self,
        )
        sheet.confirmed.connect(lambda: self._shut_down(stop=True))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self)

    def _shut_down(self, *, stop: bool) -> None:
        if self.workspace is None:
            return
        self.rememberWanted.emit(self.remembered())
        for widget in self._widgets.values():
            widget.leave()
        self.workspace.shut_down(stop)

    def _on_settled(self) -> None:
        self._may_close = True
        self.close()

    # what is shown

    def _show_page(self) -> None:
        if self.workspace is None:
            self.pages.setCurrentWidget(self.no_project)
        elif not self._widgets:
            self.pages.setCurrentWidget(self.no_tabs)
        self.tabs.setVisible(bool(self._widgets))
        self.status.setVisible(True)

    def _show_sessions(self) -> None:
        if self.workspace is None:
            return
        running = {run_tab.path: run_tab for run_tab in self.workspace.all_tabs if run_tab.runs}
        rows: list[SessionRow] = []
        for row in sorted(self.workspace.rows, key=lambda row: row.modified, reverse=True):
            tab = running.get(row.path)
            state = next(iter(tab.runs.values())).status if tab is not None else row.status
            then = datetime.fromtimestamp(row.modified).astimezone()
            rows.append(SessionRow(row.path, row.title, row.slices, then, row.size, state))
        self.project.set_sessions(rows)
        current = self.current
        self.project.set_current(current.tab.path if current else None)

    def _show_faces(self) -> None:
        for at in range(self.tabs.count()):
            tab = self._widget_at(at).tab
            self.tabs.set_tab(at, TabFace(tab.title, state_of(tab)))

    def _show_choice(self, widget: SessionTabWidget) -> None:
        if self.workspace is None:
            return
        try:
            choice = self.workspace.choice(widget.tab.session)
        except VibeKoderError as problem:
            widget.set_choice("", "", self.workspace.project.name)
            self.say("warn", problem.sentence, problem.hint)
            return
        widget.set_choice(choice.entry.shown, choice.model, self.workspace.project.name)

    def _on_state(self) -> None:
        if self.workspace is not None and self.workspace.runs and not self._tick.isActive():
            self._tick.start()
            self.requests.show()
            self._show_sessions()
        self._show_running()

    def _show_running(self) -> None:
        runs = self.workspace.runs if self.workspace else []
        rows: list[RequestRow] = []
        for run in runs:
            tab = self.workspace.tab_of(run.id) if self.workspace else None
            tokens = estimate(run.chars) if run.chars else None
            rows.append(
                RequestRow(
                    run.id,
                    tab.title if tab else "",
                    run.strike.target.model or run.strike.target.backend,
                    run.status,
                    run.elapsed(),
                    tokens,
                    estimate(round(run.rate)) if run.rate else None,
                    _retrying(run.retry_in()) if run.status == "retrying" else "",
                )
            )
        self.requests.set_rows(rows)
        self.status.set_running(len(rows))
        self._show_faces()
        self._show_status()
        self._show_panels()
        if not runs and self._tick.isActive():
            self._tick.stop()
            self._show_sessions()

    def _show_status(self) -> None:
        widget = self.current
        if self.workspace is None:
            self.status.set_backend("", "")
            return
        session = widget.tab.session if widget else None
        try:
            choice = self.workspace.choice(session)
            self.status.set_backend(choice.entry.shown, choice.model)
        except ProjectError:
            self.status.set_backend("", "")
        run = widget.newest if widget else None
        self.status.set_state(run.status if run else "", run.elapsed() if run else None)
        if widget is not None:
            problem = widget.tab.problem
            if problem is not None:
                self.status.set_note(self.tr("Not saved"))
            else:
                self.status.set_saved(widget.saved_at)

    def _show_narrow(self) -> None:
        narrow = self.width() < NARROW
        self.project.setVisible(self._wants_project and not narrow)
        hidden = not self.project.isVisibleTo(self)
        name = self.workspace.project.name if self.workspace else ""
        self.status.set_project(name if hidden else "")
        self._show_panels()

    def _show_panels(self) -> None:
        self.top.show_panels(
            project=self.project.isVisibleTo(self), requests=self.requests.isVisibleTo(self)
        )

    def _toggle_project(self) -> None:
        shown = not self.project.isVisibleTo(self)
        self._wants_project = shown
        self.project.setVisible(shown)
        self._show_panels()
        self._remember()

    def _toggle_requests(self) -> None:
        self.requests.setVisible(not self.requests.isVisibleTo(self))
        self._show_panels()
        self._remember()

    def _on_saved(self, tab: Tab) -> None:
        self.notices.take_back(f"unsaved:{tab.path}")
        widget = self._widgets.get(tab)
        if widget is not None:
            now = datetime.now().astimezone()
            widget.saved_at = moment(now, now)
        self._show_status()

    def _on_unsaved(self, tab: Tab, problem: StoreError) -> None:
        key = f"unsaved:{tab.path}"
        self.notices.show_notice(
            Notice(
                "error",
                self.tr("{name} cannot be saved").format(name=tab.path.name),
                self.tr(
                    "{reason}. Your text is kept in memory and saved as soon as it can be. "
                ).format(reason=problem.sentence)
                + problem.hint,
                key=key,
                actions=(("save", self.tr("Try now")), ("elsewhere", self.tr("Save elsewhere…"))),
            )
        )
        self._show_status()

    def _on_notice_acted(self, key: str, action: str) -> None:
        kind, _, rest = key.partition(":")
        if kind == "trash" and self.workspace is not None:
            self.workspace.restore(rest)
        elif kind == "unsaved" and self.workspace is not None:
            for tab in self.workspace.all_tabs:
                if str(tab.path) == rest:
                    self._save(tab, elsewhere=action == "elsewhere")

    def _save(self, tab: Tab, *, elsewhere: bool) -> None:
        if not elsewhere:
            tab.save()
            return
        dialog = QFileDialog(self, self.tr("Save elsewhere"), str(tab.path.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.selectFile(tab.path.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: tab.save_copy(Path(name)))
        dialog.open()

    # sheets

    def show_backends(self) -> None:
        """Open the project's backends."""
        if self.workspace is None:
            self.say("info", self.tr("Open a folder first"), self.tr("Backends are a project's."))
            return
        workspace, sheet = self.workspace, self._backends_sheet(self.workspace)
        sheet.saveWanted.connect(lambda entry: self._change(lambda one: one.save_backend(entry)))
        sheet.removeWanted.connect(lambda name: self._change(lambda one: one.remove_backend(name)))
        sheet.defaultWanted.connect(
            lambda name: self._change(lambda one: one.save_setting(settings.BACKEND, name))
        )
        follow = partial(self._show_backends_in, sheet)
        workspace.projectChanged.connect(follow)
        sheet.closed.connect(lambda: workspace.projectChanged.disconnect(follow))
        sheet.open_over(self)

    def _backends_sheet(self, workspace: Workspace) -> BackendsSheet:
        kinds = [
            BackendKind(kind.name, kind.title, kind.networked, kind.base_url, kind.note)
            for kind in workspace.backends.kinds
        ]
        fixed = [kind.name for kind in workspace.backends.kinds if not kind.networked]
        sheet = BackendsSheet(
            self._look,
            kinds,
            has_variable=lambda name: bool(workspace.edge.environ.get(name, "").strip()),
            fixed=fixed,
            parent=self,
        )
        sheet.set_project(workspace.project.name)
        sheet.set_backends(workspace.project.backends, workspace.project.default_backend)
        sheet.closed.connect(sheet.deleteLater)
        return sheet

    def _show_backends_in(self, sheet: BackendsSheet) -> None:
        if self.workspace is not None:
            project = self.workspace.project
            sheet.set_backends(project.backends, project.default_backend)

    def _change(self, change: Callable[[Project], Project]) -> None:
        try:
            self.workspace.change_project(change) if self.workspace else None
        except VibeKoderError as problem:
            self.say("error", problem.sentence, problem.hint)

    def _show_details(self, text: str) -> None:
        self._read(self.tr("What the server sent"), text)

    def _show_keys(self) -> None:
        rows = [
            f"{QKeySequence(row.keys[0]).toString(QKeySequence.SequenceFormat.NativeText):<20}"
            f"{self.tr(row.text)}"
            for row in ACTIONS
            if row.keys
        ]
        self._read(self.tr("Keys"), "\n".join(rows))

    def _show_log(self) -> None:
        lines = [
            f"{one.when:%H:%M:%S}  {one.notice.title}  {one.notice.text}".rstrip()
            for one in self.notices.log
        ]
        self._read(self.tr("Notices"), "\n".join(lines) or self.tr("None so far."))

    def _show_about(self) -> None:
        from vibekoder import __version__

        self._read(
            self.tr("About VibeKoder"),
            f"VibeKoder {__version__}\n\n"
            + self.tr("Sessions are plain Markdown files. Nothing leaves until you send it."),
        )

    def _read(self, title: str, text: str) -> None:
        sheet = ReadingSheet(self._look, title, text, parent=self)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self)

    def _remember(self) -> None:
        self._remember_soon.start()


def state_of(tab: Tab) -> str:
    """What a tab's node shows: what runs, else how the last answer ended."""
    runs = [run for run in tab.runs.values() if run.running]
    if runs:
        return runs[-1].status
    slices = tab.session.slices
    if not slices:
        return "new"
    last: Slice = slices[-1]
    return "failed" if last.id in tab.desk.problems else last.status


def _retrying(left: float | None) -> str:
    return "" if left is None else f"sends again in {left:.0f} s"
