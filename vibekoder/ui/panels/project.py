"""The project panel: its name, and every session with title, slices and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vibekoder.ui.buttons import Button, IconButton, keyboard_focus
from vibekoder.ui.draw import RIGHT, draw_badge, draw_node, draw_ring, draw_text, fill_box, node_of
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.words import file_size, moment

Index = QModelIndex | QPersistentModelIndex

WHEN_WIDTH: Final = 62
SLICES_WIDTH: Final = 34
NODE_X: Final = 22
TITLE_X: Final = 34


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as listed. ``state`` is a slice's status or a running request's state."""

    path: Path
    title: str
    slices: int
    modified: datetime
    size: int
    state: str = "complete"


class Role(IntEnum):
    """What the model tells beside its text."""

    ROW = Qt.ItemDataRole.UserRole
    WHEN = Qt.ItemDataRole.UserRole + 1


class SessionList(QAbstractListModel):
    """The rows of the list; changes keep selection, scroll and an open rename where they are.

    Signals:
        renamed(path: Path, title: str): a new title was typed for a row; the row is unchanged.
    """

    renamed = Signal(Path, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SessionRow, ...] = ()
        self._now = datetime.now().astimezone()

    def set_rows(self, rows: Sequence[SessionRow], now: datetime) -> None:
        """Show these rows in this order."""
        self._now = now
        wanted = {row.path for row in rows}
        for at in reversed(range(len(self.rows))):
            if self.rows[at].path not in wanted:
                self.beginRemoveRows(QModelIndex(), at, at)
                self.rows = self.rows[:at] + self.rows[at + 1 :]
                self.endRemoveRows()
        known = {row.path for row in self.rows}
        added = tuple(row for row in rows if row.path not in known)
        if added:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
            self.rows += added
            self.endInsertRows()
        self._put_in_order(rows)

    def position(self, path: Path | None) -> int:
        """The row of a session, or -1."""
        return next((at for at, row in enumerate(self.rows) if row.path == path), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == Role.ROW:
            return row
        if role == Role.WHEN:
            return self._when(row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._described(row, role == Qt.ItemDataRole.ToolTipRole)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        title = str(value).strip()
        row = self.rows[index.row()]
        if not title or title == row.title:
            return False
        self.renamed.emit(row.path, title)
        return True

    def _put_in_order(self, rows: Sequence[SessionRow]) -> None:
        old = self.rows
        if tuple(row.path for row in rows) != tuple(row.path for row in old):
            self.layoutAboutToBeChanged.emit()
            places = {row.path: at for at, row in enumerate(rows)}
            kept = self.persistentIndexList()
            moved = [self.index(places[old[index.row()].path]) for index in kept]
            self.rows = tuple(rows)
            self.changePersistentIndexList(kept, moved)
            self.layoutChanged.emit()
        self.rows = tuple(rows)
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def _when(self, row: SessionRow) -> str:
        if node_of(row.state) in ("running", "retrying"):
            return self.tr("now")
        return moment(row.modified, self._now)

    def _described(self, row: SessionRow, with_file: bool) -> str:
        slices = self.tr("1 slice") if row.slices == 1 else self.tr("{n} slices")
        facts = [row.title, slices.format(n=row.slices), file_size(row.size), self._when(row)]
        if row.state not in ("complete", ""):
            facts.append(row.state.replace("_", " "))
        if with_file:
            facts[0] = row.path.name
            return f"{row.title}\n" + " · ".join(facts)
        return ", ".join(facts)


class SessionDelegate(QStyledItemDelegate):
    """Paints one session: node, title, slices, time; and edits the title in its place."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._look.theme.size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._look.theme
        row: SessionRow = index.data(Role.ROW)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        inset = theme.space("rowInsetX")
        box = rect.adjusted(inset, 0, -inset, -1)
        if selected:
            fill_box(painter, box, theme.radius("control"), theme.color("accentTint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, theme.radius("control"), theme.color("hover"))
        node = node_of(row.state)
        center = QPointF(rect.x() + NODE_X, rect.y() + rect.height() / 2)
        draw_node(painter, center, node, self._look, selected=selected)
        right = rect.right() + 1 - theme.space("panelPadX") + 2
        figures = theme.font("small")
        when = QRect(right - WHEN_WIDTH, rect.y(), WHEN_WIDTH, rect.height())
        slices = QRect(when.x() - SLICES_WIDTH, rect.y(), SLICES_WIDTH, rect.height())
        draw_text(painter, slices, str(row.slices), figures, theme.color("dim"), RIGHT)
        if node in ("running", "retrying"):
            figures.setWeight(figures.Weight.Medium)
        color = "accentText" if node in ("running", "retrying") else "dim"
        draw_text(painter, when, index.data(Role.WHEN), figures, theme.color(color), RIGHT)
        font = theme.font("body")
        if selected:
            font.setWeight(font.Weight.Medium)
        draw_text(painter, self._title_box(rect, slices.x()), row.title, font, theme.color("text"))
        if state & QStyle.StateFlag.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), self._look)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setFont(self._look.theme.font("body"))
        field.setAccessibleName(self.tr("New title"))
        return field

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        editor.setGeometry(rect.adjusted(TITLE_X - 6, 0, -self._look.theme.space("rowInsetX"), -1))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def _title_box(self, rect: QRect, right: int) -> QRect:
        left = rect.x() + TITLE_X
        return QRect(left, rect.y(), max(0, right - left - 4), rect.height())


class SessionView(QListView):
    """The list of sessions.

    Signals:
        openWanted(index: QModelIndex): Return, or a click of the left button.
        deleteWanted(index: QModelIndex): Delete.
        menuWanted(index: QModelIndex, at: QPoint): the menu key or the right button, at a
            position of the screen.
    """

    openWanted = Signal(QModelIndex)
    deleteWanted = Signal(QModelIndex)
    menuWanted = Signal(QModelIndex, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(SessionDelegate(look, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self.openWanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        editing = self.state() is QAbstractItemView.State.EditingState
        if index.isValid() and not editing and self._act(event.key(), index):
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
            at = event.globalPos()
        if index.isValid():
            self.menuWanted.emit(index, at)

    def _act(self, key: int, index: QModelIndex) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.openWanted.emit(index)
        elif key == Qt.Key.Key_F2:
            self.edit(index)
        elif key == Qt.Key.Key_Delete:
            self.deleteWanted.emit(index)
        else:
            return False
        return True


class SectionHead(QWidget):
    """The title of a section of the panel with the count of its rows."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = title
        self._count = 0
        self.setFixedHeight(look.theme.size("sectionRow"))
        self.setAccessibleName(title)

    def set_count(self, count: int) -> None:
        """How many rows the section has."""
        self._count = count
        self.setAccessibleName(f"{self._title} {count}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pad = self._look.theme, self._look.theme.space("panelPadX")
        painter = QPainter(self)
        box = self.rect().adjusted(pad, 0, 2 - pad, 0)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        draw_text(painter, box, self._title, font, theme.color("dim"))
        draw_text(painter, box, str(self._count), theme.font("small"), theme.color("dim"), RIGHT)


class ProjectHead(QWidget):
    """The project's letter and name, which open its menu, and the button for a new session."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._named = False
        self.name = Button(look, "", kind="quiet", chevron=True, parent=self)
        self.name.face = "bodyStrong"
        self.new = IconButton(
            look, "session-new", self.tr("New session"), key="Ctrl+T", parent=self
        )
        row = QHBoxLayout(self)
        pad = look.theme.space("panelPadX")
        row.setContentsMargins(pad + 24, 5, pad - 5, 5)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.new)

    def set_name(self, name: str) -> None:
        """The project's name; an empty one leaves only the wish to open a folder."""
        self._named = bool(name)
        self.name.set_text(name or self.tr("No project"))
        if name:
            self.name.setAccessibleName(self.tr("Project {name}").format(name=name))
        self.name.setEnabled(self._named)
        self.new.setVisible(self._named)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._named:
            return
        painter = QPainter(self)
        badge = QRect(self._look.theme.space("panelPadX"), (self.height() - 22) // 2, 22, 22)
        draw_badge(painter, badge, self.name.text()[:1].upper(), self._look)


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
    """

    openWanted = Signal(Path)
    newWanted = Signal()
    renameWanted = Signal(Path, str)
    deleteWanted = Signal(Path)
    folderWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chosen: Path | None = None
        self.setAccessibleName(self.tr("Project"))
        self.head = ProjectHead(look, self)
        self.section = SectionHead(look, self.tr("Sessions"), self)
        self.model = SessionList(self)
        self.view = SessionView(look, self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Sessions"))
        # the middle of the window tells how to begin; twice would be noise
        self.no_project = QWidget(self)
        self.no_sessions = EmptyState(look, "no_sessions", small=True, parent=self)
        self.project_menu = QMenu(self)
        self.session_menu = QMenu(self)
        self._pages = QStackedLayout()
        for page in (self.no_project, self.no_sessions, self.view):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.section)
        column.addLayout(self._pages, 1)
        self._fill_menus()
        self._connect()
        look.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.set_project("")

    def set_project(self, name: str) -> None:
        """Show the name of the open project; an empty name means that none is open."""
        self.head.set_name(name)
        self._has_project = bool(name)
        self.section.setVisible(bool(name))
        self._show_page()

    def set_sessions(self, rows: Sequence[SessionRow], now: datetime | None = None) -> None:
        """Show these sessions, in this order; what is selected or being renamed stays so."""
        self.model.set_rows(rows, now or datetime.now().astimezone())
        self.section.set_count(len(rows))
        running = any(node_of(row.state) == "running" for row in rows)
        self._look.pulse.set_beating(self.view, running)
        self._show_page()
        if self.current_session() is None:
            self.set_current(self._chosen)

    def set_current(self, path: Path | None) -> None:
        """Mark the session shown in the window; nothing is opened by this."""
        self._chosen = path
        at = self.model.position(path)
        self.view.setCurrentIndex(self.model.index(at) if at >= 0 else QModelIndex())

    def current_session(self) -> Path | None:
        """The marked session."""
        index = self.view.currentIndex()
        return self._path(index) if index.isValid() else None

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
            (self.tr("Move to trash"), "Del", self._delete_current),
        ):
            action = QAction(f"{text}\t{key}", self)
            action.triggered.connect(slot)
            self.session_menu.addAction(action)

    def _connect(self) -> None:
        self.head.name.clicked.connect(self._on_name)
        self.head.new.clicked.connect(self.newWanted)
        self.view.openWanted.connect(self._on_open)
        self.view.deleteWanted.connect(self._on_delete)
        self.view.menuWanted.connect(self._on_menu)
        self.model.renamed.connect(self.renameWanted)
        self.no_sessions.acted.connect(self.newWanted)
        self._look.pulse.beat.connect(self._on_beat)

    def _show_page(self) -> None:
        if not self._has_project:
            self._pages.setCurrentWidget(self.no_project)
        else:
            self._pages.setCurrentWidget(self.view if self.model.rows else self.no_sessions)

    def _path(self, index: QModelIndex) -> Path:
        return self.model.rows[index.row()].path

    def _on_theme(self) -> None:
        palette = self._look.theme.palette()
        palette.setColor(palette.ColorRole.Base, self._look.theme.color("panel"))
        self.view.setPalette(palette)
        self.view.setFont(self._look.theme.font("body"))

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

    def _open_current(self) -> None:
        self._on_open(self.view.currentIndex())

    def _rename_current(self) -> None:
        self.view.edit(self.view.currentIndex())

    def _delete_current(self) -> None:
        self._on_delete(self.view.currentIndex())
