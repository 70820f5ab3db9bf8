"""The list of a project's sessions: rows that stay in place, painted, renamed where they are."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from vibekoder.app.tongue import tr
from vibekoder.core.forest import Branch
from vibekoder.ui.draw import RIGHT, draw_line, draw_node, draw_text, node_of
from vibekoder.ui.look import Look
from vibekoder.ui.panels.session_rows import CHANGED, CREATED, DEEPEST, SIZE, STEP, SessionRow
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.words import file_size, moment, state

MANY: Final = 50
WHEN_WIDTH: Final = 62
SLICES_WIDTH: Final = 34
SAID_LEAST: Final = 30
NODE_X: Final = 22
TITLE_X: Final = 34

WHEN: Final = ROW + 1
"""The role under which the list tells what stands at a row's end, in words."""


class SessionList(Rows[SessionRow]):
    """The rows of the list; changes keep selection, scroll and an open rename where they are.

    ``figure`` is what stands at the end of a row: the last change, the first words, or the size.

    Signals:
        renamed(path: Path, title: str): a new title was typed for a row; the row is unchanged.
    """

    renamed = Signal(Path, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = CHANGED
        self._now = datetime.now().astimezone()

    def set_rows(self, rows: Sequence[SessionRow], now: datetime) -> None:
        """Show these rows in this order."""
        self._now = now
        wanted = {row.path for row in rows}
        known = {row.path for row in self.rows}
        if len(known - wanted) > MANY:
            # a thousand rows that go one by one take seconds
            self.show(rows)
            return
        self.keep(lambda row: row.path in wanted)
        known &= wanted
        self.append([row for row in rows if row.path not in known])
        self._put_in_order(rows)

    def position(self, path: Path | None) -> int:
        """The row of a session, or -1."""
        return next((at for at, row in enumerate(self.rows) if row.path == path), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def tell(self, row: SessionRow, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == WHEN:
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
        self.renew(rows)

    def _when(self, row: SessionRow) -> str:
        if node_of(row.state) in ("running", "retrying"):
            return self.tr("now")
        if self.figure == SIZE:
            return file_size(row.size)
        return moment(row.begun if self.figure == CREATED else row.modified, self._now)

    def _described(self, row: SessionRow, with_file: bool) -> str:
        slices = tr("%n slices", row.slices)
        when = moment(row.modified, self._now)
        facts = [row.title, slices.format(n=row.slices), file_size(row.size), when]
        if row.state not in ("complete", ""):
            facts.append(state(row.state))
        facts += self._forks(row.branch)
        tags = [f"#{tag}" for tag in row.about.tags]
        if not with_file:
            said = (row.about.description, *tags)
            return ", ".join([*facts, *(one for one in said if one)])
        begun = self.tr("begun {when}").format(when=moment(row.begun, self._now))
        lines = [row.title, row.about.description, " ".join(tags)]
        lines.append(" · ".join([row.path.name, *facts[1:], begun]))
        return "\n".join(line for line in lines if line)

    def _forks(self, branch: Branch) -> list[str]:
        """Where it stands in its tree, in words."""
        told: list[str] = []
        if branch.rails:
            told.append(self.tr("fork, level {n}").format(n=len(branch.rails)))
        if branch.forks:
            count = tr("%n forks", branch.forks)
            told.append(count.format(n=branch.forks))
            told.append(self.tr("folded") if branch.folded else self.tr("unfolded"))
        return told


class SessionDelegate(RowDelegate):
    """Paints one session: node, title, slices, time; and edits the title in its place."""

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, rect, selected = self._look.theme, at.rect, at.selected
        row: SessionRow = index.data(ROW)
        node = node_of(row.state)
        center = QPointF(rect.x() + NODE_X + row.indent, rect.y() + rect.height() / 2)
        self._draw_rails(painter, rect, row)
        draw_node(painter, center, node, self._look, selected=selected)
        right = rect.right() + 1 - theme.space("panelPadX") + 2
        figures = theme.font("small")
        when = QRect(right - WHEN_WIDTH, rect.y(), WHEN_WIDTH, rect.height())
        slices = QRect(when.x() - SLICES_WIDTH, rect.y(), SLICES_WIDTH, rect.height())
        draw_text(painter, slices, str(row.slices), figures, theme.color("dim"), RIGHT)
        if node in ("running", "retrying"):
            figures.setWeight(figures.Weight.Medium)
        color = "accentText" if node in ("running", "retrying") else "dim"
        draw_text(painter, when, index.data(WHEN), figures, theme.color(color), RIGHT)
        font = theme.font("body")
        if selected:
            font.setWeight(font.Weight.Medium)
        title = self._title_box(rect, slices.x(), row.indent)
        if row.branch.folded:
            told = f"+{row.branch.forks}"
            width = QFontMetrics(theme.font("small")).horizontalAdvance(told) + 4
            place = QRect(title.right() - width, rect.y(), width, rect.height())
            draw_text(painter, place, told, theme.font("small"), theme.color("dim"), RIGHT)
            title.setRight(place.left() - 2)
        used = draw_text(painter, title, row.title, font, theme.color("text"))
        self._draw_said(painter, title.adjusted(used + 8, 0, 0, 0), row)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setFont(self._look.theme.font("body"))
        field.setAccessibleName(self.tr("New title"))
        return field

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        left = TITLE_X + index.data(ROW).indent - 6
        editor.setGeometry(rect.adjusted(left, 0, -self._look.theme.space("rowInsetX"), -1))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # also called when the list changes behind the field: what is typed stays
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data())

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def _draw_rails(self, painter: QPainter, rect: QRect, row: SessionRow) -> None:
        """The lines from a session to its forks: through, to the node, and on below it."""
        color = self._look.theme.color("borderStrong")
        middle, branch = rect.y() + rect.height() // 2, row.branch
        for level, goes_on in enumerate(branch.rails[:DEEPEST]):
            x = rect.x() + NODE_X + STEP * level
            own = level == min(len(branch.rails), DEEPEST) - 1
            if goes_on or own:
                end = rect.bottom() + 1 if goes_on else middle
                draw_line(painter, x, rect.y(), end - rect.y(), color, upright=True)
            if own:
                draw_line(painter, x, middle, STEP - 5, color)
        if branch.forks and not branch.folded:
            x = rect.x() + NODE_X + row.indent
            draw_line(painter, x, middle + 5, rect.bottom() - middle - 4, color, upright=True)

    def _draw_said(self, painter: QPainter, room: QRect, row: SessionRow) -> None:
        """Tags and description, where the title leaves them room."""
        said = " ".join([*(f"#{tag}" for tag in row.about.tags), row.about.description]).strip()
        if said and room.width() > SAID_LEAST:
            theme = self._look.theme
            draw_text(painter, room, said, theme.font("small"), theme.color("dim"))

    def _title_box(self, rect: QRect, right: int, indent: int) -> QRect:
        left = rect.x() + TITLE_X + indent
        return QRect(left, rect.y(), max(0, right - left - 4), rect.height())


class SessionView(QListView):
    """The list of sessions.

    Signals:
        openWanted(index: QModelIndex): Return, or a click of the left button.
        foldWanted(index: QModelIndex, bool): Left (True) or Right, or a click on the node of what
            has forks: they are to be folded or not.
        deleteWanted(index: QModelIndex): Delete.
        menuWanted(index: QModelIndex, at: QPoint): the menu key or the right button, at a
            position of the screen.
    """

    openWanted = Signal(QModelIndex)
    foldWanted = Signal(QModelIndex, bool)
    deleteWanted = Signal(QModelIndex)
    menuWanted = Signal(QModelIndex, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_list(look, self, SessionDelegate(look, self), "panel")
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.clicked.connect(self.openWanted)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        row: SessionRow | None = index.data(ROW) if index.isValid() else None
        left = event.button() is Qt.MouseButton.LeftButton
        if left and row is not None and row.branch.forks:
            begin = self.visualRect(index).x() + row.indent + NODE_X - 10
            if begin <= at.x() < begin + 20:
                self.foldWanted.emit(index, not row.branch.folded)
                return
        super().mousePressEvent(event)

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
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.foldWanted.emit(index, key == Qt.Key.Key_Left)
        elif key == Qt.Key.Key_F2:
            self.edit(index)
        elif key == Qt.Key.Key_Delete:
            self.deleteWanted.emit(index)
        else:
            return False
        return True
