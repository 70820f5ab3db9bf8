"""The tree of what the next request is made of: check boxes, states, tokens; moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QTreeView,
    QWidget,
)

from vibekoder.engine.pieces import Key, Source
from vibekoder.engine.stack import NOTHING, Outlook, Share
from vibekoder.engine.together import together
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_delegate import FACE, ContextDelegate
from vibekoder.ui.panels.context_rows import Face, of_share, of_source, switchable
from vibekoder.ui.row_views import dress_tree
from vibekoder.ui.rows import ROW, Index

GROUPS: Final = ("system", "earlier")
LAST: Final = "words"
COMPARED: Final = 500
"""More rows below others are shown anew, which costs less than to compare them."""

Cost = Callable[[int], str]


class ContextTree(QAbstractItemModel):
    """An outlook as rows: shares of words, directives, and below them files or headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outlook = NOTHING
        self.rows: tuple[tuple[str, Share] | Source, ...] = ()
        self.below: Mapping[Key, tuple[Source, ...]] = {}
        self._cost: Cost = lambda _: ""

    def show(self, outlook: Outlook, cost: Cost) -> None:
        """Show this instead; ``cost`` tells in words what so many tokens cost."""
        shares = {
            "system": outlook.system,
            "earlier": outlook.earlier,
            LAST: outlook.words,
        }
        there = {name: share for name, share in shares.items() if share.slices}
        pieces, below = together(outlook.pieces, outlook.below)
        rows = (
            *((name, there[name]) for name in GROUPS if name in there),
            *pieces,
            *((LAST, there[LAST]) for _ in range(LAST in there)),
        )
        self._cost = cost
        few = sum(map(len, below.values())) <= COMPARED
        if rows == self.rows and few and below == self.below:
            return
        self.beginResetModel()
        self.outlook, self.rows, self.below = outlook, rows, below
        self.endResetModel()

    def source(self, index: Index) -> Source | None:
        """The piece of a row; None for words."""
        row = self._row(index)
        return row if isinstance(row, Source) else None

    def switchable(self, source: Source) -> bool:
        """Whether this piece can be left out by itself."""
        return switchable(source, self._beside(source))

    def position(self, key: object) -> int:
        """The row of a directive with this key, or of words with this name; -1 if it is gone."""
        for at, row in enumerate(self.rows):
            if (row.key if isinstance(row, Source) else row[0]) == key:
                return at
        return -1

    def place_of(self, row: tuple[str, Share] | Source) -> int:
        """The row that this one is now, under its key or else by its file; -1 if it is gone."""
        if not isinstance(row, Source):
            return self.position(row[0])
        at = self.position(row.key)
        if at >= 0 or not row.path:
            return at
        same = (row.path, row.place.part)
        places = [
            (one.path, one.place.part) if isinstance(one, Source) else None for one in self.rows
        ]
        return places.index(same) if same in places else -1

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        above = index.internalId()
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if not parent.isValid():
            return len(self.rows)
        return len(self._below(parent)) if not parent.internalId() else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index)
        if role == ROW:
            return row
        if role not in (
            FACE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.CheckStateRole,
        ):
            return None
        face = self._face(row, inside=bool(index.internalId()))
        if role == FACE:
            return face
        if role == Qt.ItemDataRole.DisplayRole:
            return face.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return face.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return face.tip
        if face.checked is None:
            return None
        if face.partly:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if face.checked else Qt.CheckState.Unchecked

    def _below(self, index: Index) -> tuple[Source, ...]:
        row = self.rows[index.row()]
        return self.below.get(row.key, ()) if isinstance(row, Source) else ()

    def _beside(self, source: Source) -> int:
        return len(self.below.get(source.parent, ())) if source.parent is not None else 0

    def _row(self, index: Index) -> tuple[str, Share] | Source:
        above = index.internalId()
        if above:
            return self._below(self.index(above - 1, 0))[index.row()]
        return self.rows[index.row()]

    def _face(self, row: tuple[str, Share] | Source, *, inside: bool) -> Face:
        if isinstance(row, Source):
            below = len(self.below.get(row.key, ()))
            cost, beside = self._cost(row.tokens or 0), self._beside(row)
            return of_source(row, below, cost, inside=inside, beside=beside)
        return of_share(*row, self._cost(row[1].tokens))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a person was in the tree: a row, the row below it, what was open."""

    row: tuple[str, Share] | Source | None = None
    number: int = 0
    inner: Source | None = None
    inner_number: int = 0
    opened: Sequence[Source] = ()
    scroll: int = 0


class ContextView(QTreeView):
    """The tree; every act of it has a key.

    Signals:
        toggleWanted(object): Space or the check box: switch this Source off or on.
        goWanted(object): Return or a double click: show this Source in the text.
        moveWanted(object, object): this Source is to stand where that one does.
        stepWanted(object, int): Alt+Shift+Up or Down: this Source one place up (-1) or down.
        removeWanted(object): Delete: take the directive of this Source away.
        menuWanted(object, QPoint): the menu key or the right button, at a position of the screen.
        pointed(): the pointer is over another row, or over none.
    """

    toggleWanted = Signal(object)
    goWanted = Signal(object)
    moveWanted = Signal(object, object)
    stepWanted = Signal(object, int)
    removeWanted = Signal(object)
    menuWanted = Signal(object, QPoint)
    pointed = Signal()

    def __init__(self, look: Look, model: ContextTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tree = model
        self._dragged = QPersistentModelIndex()
        self._pointed = QPersistentModelIndex()
        self._pressed = QPoint()
        self._drop = -1
        self.setModel(model)
        self.faces = ContextDelegate(look, self)
        dress_tree(look, self, self.faces, "panel")
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back)
        self._kept = _Kept()

    def current(self) -> Source | None:
        """The piece at the cursor."""
        index = self.currentIndex()
        return self._tree.source(index) if index.isValid() else None

    def face(self) -> Face | None:
        """The row under the pointer, or else the one at the cursor."""
        return (self._pointed if self._pointed.isValid() else self.currentIndex()).data(FACE)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._point(QModelIndex())
        source = self.current()
        if source is None or not self._act(event, source):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        left = event.button() is Qt.MouseButton.LeftButton
        rect = self.visualRect(index)
        source = self._tree.source(index) if left and index.isValid() else None
        if source is not None and self._tree.switchable(source):
            box = self.faces.check_box(rect, index)
            if box.adjusted(-3, -5, 3, 5).contains(at):
                self.setCurrentIndex(index)
                self.toggleWanted.emit(source)
                return
        if left and index.isValid() and not index.parent().isValid():
            if self.faces.fold_box(rect).contains(at):
                self.setExpanded(index, not self.isExpanded(index))
                return
            self._dragged, self._pressed = QPersistentModelIndex(index), at
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        source = self._tree.source(index) if index.isValid() else None
        if source is not None:
            self.goWanted.emit(source)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not (event.buttons() & Qt.MouseButton.LeftButton and self._dragged.isValid()):
            super().mouseMoveEvent(event)
            self._point(self.indexAt(event.position().toPoint()))
            return
        at = event.position().toPoint()
        if (at - self._pressed).manhattanLength() > 6 or self._drop >= 0:
            self._drop = self._drop_row(at)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, drop = self._dragged, self._drop
        self._dragged, self._drop = QPersistentModelIndex(), -1
        self.viewport().update()
        if drop >= 0 and dragged.isValid() and drop != dragged.row():
            moved = self._tree.source(dragged)
            place = self._tree.source(self._tree.index(drop, 0))
            if moved is not None and place is not None:
                self.moveWanted.emit(moved, place)
                return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop < 0:
            return
        rect = self.visualRect(self._tree.index(self._drop, 0))
        down = self._dragged.isValid() and self._drop > self._dragged.row()
        y = rect.bottom() if down else rect.top()
        painter = QPainter(self.viewport())
        painter.fillRect(
            12, y - 1, self.viewport().width() - 24, 2, self._look.theme.color("accent")
        )

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
            at = event.globalPos()
        source = self._tree.source(index) if index.isValid() else None
        if source is not None:
            self.menuWanted.emit(source, at)

    def _point(self, index: QModelIndex) -> None:
        if index != self._pointed:
            self._pointed = QPersistentModelIndex(index)
            self.pointed.emit()

    def _act(self, event: QKeyEvent, source: Source) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alt = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        if held == alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepWanted.emit(source, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.goWanted.emit(source)
        elif key == Qt.Key.Key_Space and self._tree.switchable(source):
            self.toggleWanted.emit(source)
        elif key == Qt.Key.Key_Delete and source.parent is None:
            self.removeWanted.emit(source)
        else:
            return False
        return True

    def _drop_row(self, at: QPoint) -> int:
        """The row that a drop here means: one of the same text as what is dragged."""
        moved = self._tree.source(self._dragged)
        index = self.indexAt(at)
        top = index.parent() if index.parent().isValid() else index
        place = self._tree.source(top) if top.isValid() else None
        if moved is None or place is None or place.place.part != moved.place.part:
            return -1
        return top.row()

    def _keep(self) -> None:
        tree = self._tree
        index = self.currentIndex()
        opened = [
            one
            for at, one in enumerate(tree.rows)
            if isinstance(one, Source) and self.isExpanded(tree.index(at, 0))
        ]
        top = index.parent() if index.parent().isValid() else index
        row = tree.rows[top.row()] if top.isValid() else None
        inner = tree.source(index) if index.parent().isValid() else None
        scroll = self.verticalScrollBar().value()
        self._kept = _Kept(row, max(top.row(), 0), inner, max(index.row(), 0), opened, scroll)

    def _bring_back(self) -> None:
        tree, kept = self._tree, self._kept
        for one in kept.opened:
            at = tree.place_of(one)
            if at >= 0:
                self.setExpanded(tree.index(at, 0), True)
        if tree.rows:
            at = tree.place_of(kept.row) if kept.row is not None else 0
            # what was switched off or on has another key, and the same place
            top = tree.index(min(at if at >= 0 else kept.number, len(tree.rows) - 1), 0)
            self.setCurrentIndex(self._inner_of(top) if kept.inner is not None else top)
        self.verticalScrollBar().setValue(kept.scroll)

    def _inner_of(self, top: QModelIndex) -> QModelIndex:
        """The row below this one where the cursor was: the same heading, or the same place."""
        tree, kept = self._tree, self._kept
        count = tree.rowCount(top)
        if not count or kept.inner is None:
            return top
        rows = [tree.source(tree.index(at, 0, top)) for at in range(count)]
        named = [(row.path, row.part) if row is not None else None for row in rows]
        same = (kept.inner.path, kept.inner.part)
        at = named.index(same) if same in named else min(kept.inner_number, count - 1)
        return tree.index(at, 0, top)
