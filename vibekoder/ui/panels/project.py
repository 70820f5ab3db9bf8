"""The project panel: its name, and every session with title, slices and time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from vibekoder.store.templates import Template
from vibekoder.ui.draw import node_of
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.panels.heads import ProjectHead, SectionHead
from vibekoder.ui.panels.session_filter import SessionFilter
from vibekoder.ui.panels.session_list import TITLE_X, SessionList, SessionView
from vibekoder.ui.panels.session_order import OrderMenu
from vibekoder.ui.panels.session_rows import SessionRow, arranged, in_trees, matching
from vibekoder.ui.panels.templates import TemplateView

MOST_HEIGHT: Final = (1 << 24) - 1
"""Qt's own largest height: none is set."""


class ProjectPanel(QWidget):
    """The project's name above the list of its sessions.

    ``project_menu`` and ``session_menu`` may be given further actions by whoever composes the
    window; the session they are about is then ``current_session()``.

    Signals:
        openWanted(path: Path): a session was chosen to be shown.
        newWanted(): a new session is wished for.
        renameWanted(path: Path, title: str): another title was typed; the list is unchanged until
            ``set_sessions``.
        deleteWanted(path: Path): a session is to go to the trash.
        folderWanted(): another folder is to be opened.
        foldsChanged(): other trees or sections are folded, or the trees are in another order.
        searchWanted(text: str): no session has this in its title; their texts may.
    """

    openWanted = Signal(Path)
    newWanted = Signal()
    renameWanted = Signal(Path, str)
    deleteWanted = Signal(Path)
    folderWanted = Signal()
    foldsChanged = Signal()
    searchWanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chosen: Path | None = None
        self._sessions: tuple[SessionRow, ...] = ()
        self._now = datetime.now().astimezone()
        self._folded: set[str] = set()
        self._below: list[QWidget] = []
        self.setAccessibleName(self.tr("Project"))
        self.head = ProjectHead(look, self)
        self.filter = SessionFilter(look, self)
        self.section = SectionHead(look, self.tr("Sessions"), self)
        self.model = SessionList(self)
        self.view = SessionView(look, self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Sessions"))
        self.templates_head = SectionHead(look, self.tr("Templates"), self)
        self.templates = TemplateView(look, self)
        # the middle of the window tells how to begin; twice would be noise
        self.no_project = QWidget(self)
        self.no_sessions = EmptyState(look, "no_sessions", small=True, parent=self)
        self.no_match = EmptyState(look, "no_match", small=True, parent=self)
        self.project_menu = QMenu(self)
        self.session_menu = QMenu(self)
        self._list = QWidget(self)
        self._pages = QStackedLayout(self._list)
        for page in (self.no_project, self.no_sessions, self.no_match, self.view):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.filter)
        column.addWidget(self.section)
        column.addWidget(self._list, 1)
        column.addWidget(self.templates_head)
        column.addWidget(self.templates)
        # takes the height where every section is folded
        column.addStretch(0)
        self._fill_menus()
        self.order = OrderMenu(self.project_menu, self)
        self._connect()
        self.set_project("")

    def set_project(self, name: str) -> None:
        """Show the name of the open project; an empty name means that none is open."""
        self.head.set_name(name)
        self._has_project = bool(name)
        self.section.setVisible(bool(name))
        self.show_templates(self.templates.list.rows)
        self._show_page()

    def set_sessions(self, rows: Sequence[SessionRow], now: datetime | None = None) -> None:
        """Show these sessions, in this order; what is selected or being renamed stays so."""
        self._sessions, self._now = tuple(rows), now or datetime.now().astimezone()
        self._show_trees()
        running = any(node_of(row.state) == "running" for row in rows)
        self._look.pulse.set_beating(self.view, running)
        self._show_page()
        if self.current_session() is None:
            self.set_current(self._chosen)

    def remembered(self) -> dict[str, Any]:
        """Which trees are folded, and the order; plain JSON values."""
        heads = {"sessions": self.section, "templates": self.templates_head}
        return {
            "folded": sorted(self._folded),
            "folded_sections": [name for name, head in heads.items() if not head.isChecked()],
            "order": self.order.order,
        }

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Fold what was folded, as far as it can be read."""
        folded = remembered.get("folded")
        names = cast("list[Any]", folded) if isinstance(folded, list) else []
        self._folded = {one for one in names if isinstance(one, str)}
        self.order.restore(remembered.get("order"))
        sections = remembered.get("folded_sections")
        known = cast("list[Any]", sections) if isinstance(sections, list) else []
        self.section.setChecked("sessions" not in known)
        self.templates_head.setChecked("templates" not in known)
        self._show_trees()

    def show_templates(self, rows: Sequence[Template]) -> None:
        """Show these templates below the sessions."""
        self.templates.set_rows(rows)
        self.templates_head.set_count(len(rows))
        shown = self._has_project and bool(rows)
        self.templates_head.setVisible(shown)
        self.templates.setVisible(shown and self.templates_head.isChecked())

    def add_section(self, section: QWidget, first: QWidget) -> None:
        """Put a section below the others, and ``first`` behind them for Tab.

        It takes the height that the sessions leave, and shares it where they need more.
        """
        column = cast("QVBoxLayout", self.layout())
        column.insertWidget(column.count() - 1, section, 1)
        self._below.append(section)
        self.setTabOrder(self.templates, first)

    def fit(self) -> None:
        """Give the sessions no more height than they need, where a section below can use it."""
        grows = QSizePolicy.Policy.Expanding
        shared = any(
            not one.isHidden() and one.sizePolicy().verticalPolicy() == grows for one in self._below
        )
        most = MOST_HEIGHT
        if shared and self._pages.currentWidget() is self.view:
            most = len(self.model.rows) * self._look.theme.size("row") + 8
        self._list.setMaximumHeight(most)

    def set_current(self, path: Path | None) -> None:
        """Mark the session shown in the window; nothing is opened by this.

        Who goes through the list with the keys keeps his place while the same one is shown.
        """
        same, self._chosen = path == self._chosen, path
        if same and self.view.hasFocus() and self.current_session() is not None:
            return
        at = self._seen(path)
        self.view.setCurrentIndex(self.model.index(at) if at >= 0 else QModelIndex())

    def current_session(self) -> Path | None:
        """The marked session."""
        index = self.view.currentIndex()
        return self._path(index) if index.isValid() else None

    def rename(self, path: Path) -> None:
        """Let a session's title be typed anew in its row."""
        self.section.setChecked(True)
        at = self._seen(path)
        if at < 0 and self.filter.wanted:
            self.close_filter()
            at = self._seen(path)
        if at >= 0:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.view.setCurrentIndex(self.model.index(at))
            self.view.edit(self.view.currentIndex())

    def take_focus(self) -> None:
        """Put the keys into the list, or onto what stands in its place."""
        self.section.setChecked(True)
        page = self._pages.currentWidget()
        if page is self.view and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        if page is not None:
            page.setFocus(Qt.FocusReason.TabFocusReason)

    def open_filter(self) -> None:
        """Let a part of the sessions be chosen by what is typed."""
        self.head.filter.setChecked(True)
        self.section.setChecked(True)
        self.filter.open()
        self._on_filter()

    def close_filter(self) -> None:
        """Show all sessions again."""
        focused = self.filter.isAncestorOf(self.focusWidget() or self)
        self.head.filter.setChecked(False)
        self.filter.hide()
        self._on_filter()
        if focused:
            self.view.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.size("projectPanel"), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            self.view.viewport().update()

    def _fill_menus(self) -> None:
        folder = QAction(self.tr("Open folder…"), self)
        folder.triggered.connect(self.folderWanted)
        self.project_menu.addAction(folder)
        for text, key, slot in (
            (self.tr("Open"), "Return", self._open_current),
            (self.tr("Rename"), "F2", self._rename_current),
            (self.tr("Fold or unfold its forks"), "Left", self._fold_current),
            (self.tr("Move to trash"), "Del", self._delete_current),
        ):
            action = QAction(f"{text}\t{key}", self)
            action.triggered.connect(slot)
            self.session_menu.addAction(action)

    def _connect(self) -> None:
        self.section.toggled.connect(self._on_section)
        self.templates_head.toggled.connect(self._on_section)
        self.order.changed.connect(self._on_order)
        self.head.name.clicked.connect(self._on_name)
        self.head.new.clicked.connect(self.newWanted)
        self.head.filter.clicked.connect(self._on_filter_button)
        self.filter.field.textChanged.connect(self._on_filter)
        self.filter.field.downWanted.connect(self._into_list)
        self.filter.field.openWanted.connect(self._open_first)
        self.filter.field.closeWanted.connect(self.close_filter)
        self.no_match.acted.connect(self._on_search)
        self.view.openWanted.connect(self._on_open)
        self.view.foldWanted.connect(self._on_fold)
        self.view.deleteWanted.connect(self._on_delete)
        self.view.menuWanted.connect(self._on_menu)
        self.model.renamed.connect(self.renameWanted)
        self.no_sessions.acted.connect(self.newWanted)
        self._look.pulse.beat.connect(self._on_beat)

    def _show_trees(self) -> None:
        wanted = self.filter.wanted
        rows = matching(arranged(self._sessions, self.order.order), wanted)
        self.model.figure = self.order.order
        # what is looked for is not to be found in a fold
        folded = () if wanted else self._folded
        self.model.set_rows(in_trees(rows, folded, as_given=True), self._now)
        self.section.set_count(len(rows), of=len(self._sessions))
        self.fit()

    def _seen(self, path: Path | None) -> int:
        """The row of a session, or of what it came from where that is folded; -1 for neither."""
        origins = {row.path: row.origin for row in self._sessions}
        for _ in origins:
            at = self.model.position(path)
            if at >= 0 or path is None:
                return at
            path = origins.get(path)
        return -1

    def _on_fold(self, index: QModelIndex, fold: bool) -> None:
        """Fold or unfold a tree; what cannot be folded here goes up to what it came from."""
        row = self.model.rows[index.row()]
        if fold and (row.branch.folded or not row.branch.forks):
            above = self.model.position(row.origin) if row.branch.rails else -1
            if above >= 0:
                self.view.setCurrentIndex(self.model.index(above))
            return
        change = self._folded.add if fold else self._folded.discard
        change(str(row.path))
        self._show_trees()
        if self.current_session() is None:
            self.set_current(self._chosen)
        self.foldsChanged.emit()

    def _on_order(self) -> None:
        self._show_trees()
        self.foldsChanged.emit()

    def _on_section(self) -> None:
        self._list.setVisible(self.section.isChecked() or not self._has_project)
        self.show_templates(self.templates.list.rows)
        self.foldsChanged.emit()

    def _on_filter_button(self, opened: bool) -> None:
        if opened:
            self.open_filter()
        else:
            self.close_filter()

    def _on_filter(self) -> None:
        before = self.current_session()
        self._show_trees()
        self._show_page()
        if self.current_session() is None:
            self.view.setCurrentIndex(self.model.index(max(0, self.model.position(before))))

    def _into_list(self) -> None:
        if self.model.rows:
            self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _open_first(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._on_open(index)

    def _on_search(self) -> None:
        self.searchWanted.emit(self.filter.wanted)

    def _fold_current(self) -> None:
        index = self.view.currentIndex()
        self._on_fold(index, not self.model.rows[index.row()].branch.folded)

    def _show_page(self) -> None:
        if not self._has_project:
            self._pages.setCurrentWidget(self.no_project)
        elif self.model.rows or not self._sessions:
            self._pages.setCurrentWidget(self.view if self.model.rows else self.no_sessions)
        else:
            wanted = self.filter.wanted
            title = self.tr("No session has “{text}”").format(text=wanted)
            line = self.tr("Search inside all {n} sessions instead?")
            self.no_match.say(title, line.format(n=len(self._sessions)))
            self._pages.setCurrentWidget(self.no_match)
        self.fit()

    def _path(self, index: QModelIndex) -> Path:
        return self.model.rows[index.row()].path

    def _on_beat(self) -> None:
        for at, row in enumerate(self.model.rows):
            if node_of(row.state) == "running":
                rect = self.view.visualRect(self.model.index(at))
                self.view.viewport().update(rect.x(), rect.y(), TITLE_X, rect.height())

    def _on_name(self) -> None:
        self.project_menu.popup(self.head.name.mapToGlobal(self.head.name.rect().bottomLeft()))

    def _on_open(self, index: QModelIndex) -> None:
        self.openWanted.emit(self._path(index))

    def _on_delete(self, index: QModelIndex) -> None:
        self.deleteWanted.emit(self._path(index))

    def _on_menu(self, index: QModelIndex, at: QPoint) -> None:
        self.view.setCurrentIndex(index)
        self.session_menu.popup(at)

    def _rename_current(self) -> None:
        path = self.current_session()
        if path is not None:
            self.rename(path)

    def _open_current(self) -> None:
        self._on_open(self.view.currentIndex())

    def _delete_current(self) -> None:
        self._on_delete(self.view.currentIndex())
