"""What a search found, as a tree: sessions, and below each the lines with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QTreeView,
    QWidget,
)

from vibekoder.app.tongue import tr
from vibekoder.core.seeking import Hit
from vibekoder.store.search import Found
from vibekoder.ui.draw import RIGHT, draw_text, fill_box
from vibekoder.ui.editor.banners import COLORS, ICONS, NAMES
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowPlace, TreeRowDelegate
from vibekoder.ui.row_views import dress_tree
from vibekoder.ui.rows import ROW, Index
from vibekoder.ui.words import moment

TITLE_X: Final = 24
LINE_X: Final = 46
RIGHT_WIDTH: Final = 46


class SearchTree(QAbstractItemModel):
    """Sessions are only added, until there are none again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Found] = []
        self._now = datetime.now().astimezone()

    def clear(self) -> None:
        """Forget what was found."""
        self.beginResetModel()
        self.rows = []
        self._now = datetime.now().astimezone()
        self.endResetModel()

    def append(self, found: Sequence[Found]) -> None:
        """Put sessions at the end."""
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
        self.rows += found
        self.endInsertRows()

    def found(self, index: Index) -> tuple[Found, Hit | None]:
        """The session of a row, and its line where it is one; of a session its first."""
        above = index.internalId()
        one = self.rows[above - 1 if above else index.row()]
        return one, one.hits[index.row() if above else 0] if one.hits else None

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        above = index.internalId()
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self.rows)
        return 0 if parent.internalId() else len(self.rows[parent.row()].hits)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, hit = self.found(index)
        if role == ROW:
            return hit if index.internalId() else one
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.line if index.internalId() and hit is not None else one.row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if index.internalId() and hit is not None:
                return f"{tr(NAMES[hit.role])}: {hit.line}"
            then = datetime.fromtimestamp(one.row.modified).astimezone()
            facts = [one.row.title, one.row.path.name, moment(then, self._now), places(one)]
            return ", ".join(fact for fact in facts if fact)
        return None


def places(one: Found) -> str:
    """How many places were found, ``50+`` where there are more."""
    return f"{len(one.hits)}{'+' if one.more else ''}" if one.hits else ""


class SearchDelegate(TreeRowDelegate):
    """Paints a session with its count, or a line with what was found marked in it."""

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        row: Found | Hit = index.data(ROW)
        if isinstance(row, Found):
            self.paint_fold(painter, QRect(at.box.x() + 3, at.box.y(), 12, at.box.height()), index)
            self._paint_session(painter, at.box, row)
        else:
            self._paint_line(painter, at.box, row)

    def _paint_session(self, painter: QPainter, box: QRect, one: Found) -> None:
        theme = self._look.theme
        right = QRect(box.right() - RIGHT_WIDTH - 6, box.y(), RIGHT_WIDTH, box.height())
        draw_text(painter, right, places(one), theme.font("small"), theme.color("dim"), RIGHT)
        place = QRect(TITLE_X, box.y(), max(0, right.x() - TITLE_X - 4), box.height())
        font = theme.font("body")
        font.setWeight(font.Weight.Medium)
        draw_text(painter, place, one.row.title, font, theme.color("text"))

    def _paint_line(self, painter: QPainter, box: QRect, hit: Hit) -> None:
        theme = self._look.theme
        spot = QRect(TITLE_X, box.y(), 16, box.height())
        self._look.icons.paint(painter, spot, ICONS[hit.role], COLORS[hit.role], 13)
        font, strong = theme.font("small"), theme.font("small")
        strong.setWeight(strong.Weight.DemiBold)
        x, at = LINE_X, 0
        for start, end in (*hit.spans, (len(hit.line), len(hit.line))):
            for text, face, marked in (
                (hit.line[at:start], font, False),
                (hit.line[start:end], strong, True),
            ):
                room = QRect(x, box.y(), max(0, box.right() - x - 6), box.height())
                if not text or room.width() <= 0:
                    continue
                if marked:
                    width = min(painter.fontMetrics().horizontalAdvance(text) + 3, room.width())
                    ground = QRect(x - 1, box.y() + 4, width + 1, box.height() - 8)
                    fill_box(painter, ground, 3, theme.color("findHit"))
                shade = "text" if marked else "dim"
                x += draw_text(painter, room, text, face, theme.color(shade))
            at = end


class SearchView(QTreeView):
    """The tree of what was found.

    Signals:
        openWanted(index: QModelIndex): Return, or a click: open the session there.
        upWanted(): Up was pressed in the first row.
    """

    openWanted = Signal(QModelIndex)
    upWanted = Signal()

    def __init__(self, look: Look, model: SearchTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = model
        self.setModel(model)
        dress_tree(look, self, SearchDelegate(look, self), "panel")
        self.setAccessibleName(self.tr("Found"))
        self.clicked.connect(self._on_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.openWanted.emit(index)
        elif event.key() == Qt.Key.Key_Up and index.row() <= 0 and not index.parent().isValid():
            self.upWanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.internalId() or not self.tree.rowCount(index):
            self.openWanted.emit(index)
        else:
            self.setExpanded(index, not self.isExpanded(index))
