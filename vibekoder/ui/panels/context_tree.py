"""The tree of what the next request is made of: check boxes, states, tokens; moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from vibekoder.engine.pieces import Source
from vibekoder.engine.stack import NOTHING, Outlook, Share
from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import RIGHT, draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_rows import Face, of_share, of_source
from vibekoder.ui.rows import ROW, Index

FACE: Final = ROW + 1
"""The role under which the tree tells how a row is painted."""

CHECK: Final = 14
TOKENS_WIDTH: Final = 46
GROUPS: Final = ("system", "earlier")
LAST: Final = "words"

Cost = Callable[[int], str]


class ContextTree(QAbstractItemModel):
    """An outlook as rows: shares of words, directives, and below them files or headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outlook = NOTHING
        self.rows: tuple[tuple[str, Share] | Source, ...] = ()
        self._cost: Cost = lambda _: ""

    def show(self, outlook: Outlook, cost: Cost) -> None:
        """Show this instead; ``cost`` tells in words what so many tokens cost."""
        shares = {
            "system": outlook.system,
            "earlier": outlook.earlier,
            LAST: outlook.words,
        }
        there = {name: share for name, share in shares.items() if share.slices}
        rows = (
            *((name, there[name]) for name in GROUPS if name in there),
            *outlook.pieces,
            *((LAST, there[LAST]) for _ in range(LAST in there)),
        )
        self._cost = cost
        if rows == self.rows and outlook.below == self.outlook.below:
            return
        self.beginResetModel()
        self.outlook, self.rows = outlook, rows
        self.endResetModel()

    def source(self, index: Index) -> Source | None:
        """The piece of a row; None for words."""
        row = self._row(index)
        return row if isinstance(row, Source) else None

    def position(self, key: object) -> int:
        """The row of a directive with this key, or of words with this name; -1 if it is gone."""
        for at, row in enumerate(self.rows):
            if (row.key if isinstance(row, Source) else row[0]) == key:
                return at
        return -1

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008  (Qt's own default)
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index) -> QModelIndex:  # pyright: ignore[reportIncompatibleMethodOverride]
        above = index.internalId()
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        if not parent.isValid():
            return len(self.rows)
        return len(self._below(parent)) if not parent.internalId() else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
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
        face = self._face(row)
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
        return Qt.CheckState.Checked if face.checked else Qt.CheckState.Unchecked

    def _below(self, index: Index) -> tuple[Source, ...]:
        row = self.rows[index.row()]
        return self.outlook.below.get(row.key, ()) if isinstance(row, Source) else ()

    def _row(self, index: Index) -> tuple[str, Share] | Source:
        above = index.internalId()
        if above:
            return self._below(self.index(above - 1, 0))[index.row()]
        return self.rows[index.row()]

    def _face(self, row: tuple[str, Share] | Source) -> Face:
        if isinstance(row, Source):
            below = len(self.outlook.below.get(row.key, ()))
            return of_source(row, below, self._cost(row.tokens or 0))
        return of_share(*row, self._cost(row[1].tokens))


class ContextDelegate(QStyledItemDelegate):
    """Paints one row: fold, check box, icon, name, state, tokens."""

    def __init__(self, look: Look, view: QTreeView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._look.theme.size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, theme = self._look, self._look.theme
        face: Face = index.data(FACE)
        row = index.data(ROW)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        inset = theme.space("rowInsetX")
        box = QRect(inset, rect.y(), self._view.viewport().width() - 2 * inset, rect.height() - 1)
        if state & QStyle.StateFlag.State_Selected:
            ground = "accentTint" if self._view.hasFocus() else "hover"
            fill_box(painter, box, theme.radius("control"), theme.color(ground))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, theme.radius("control"), theme.color("hover"))
        below = index.parent().isValid()
        if not below and index.model().rowCount(index):
            spot = self.fold_box(rect)
            shape = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
            look.icons.paint(painter, spot, shape, "dim", 10)
        if face.checked is not None:
            self._paint_check(painter, self.check_box(rect), face.checked)
        deeper = (row.level - 1) * 10 if isinstance(row, Source) and row.level else 0
        left = rect.x() + 36 + (14 + deeper if below else 0)
        color = "faint" if face.dim and face.icon_color == "dim" else face.icon_color
        spot = QRect(left, rect.y(), 16, rect.height())
        look.icons.paint(painter, spot, face.icon, color, theme.size("iconSmall"))
        right = box.right() + 1 - 8
        figures = theme.font("small")
        tokens = QRect(right - TOKENS_WIDTH, rect.y(), TOKENS_WIDTH, rect.height())
        strong = theme.color("dim" if face.dim or below else "text")
        draw_text(painter, tokens, face.tokens, figures, strong, RIGHT)
        edge = self._paint_state(painter, face, tokens.left() - 4, rect)
        font = theme.font("chip" if face.code else "body")
        name = QRect(left + 22, rect.y(), max(0, edge - left - 28), rect.height())
        draw_text(painter, name, face.name, font, theme.color("dim" if face.dim else "text"))
        if state & QStyle.StateFlag.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), look)

    def check_box(self, rect: QRect) -> QRect:
        """Where the check box of a row lies."""
        return QRect(14, rect.y() + (rect.height() - CHECK) // 2, CHECK, CHECK)

    def fold_box(self, rect: QRect) -> QRect:
        """Where the sign lies that shows or hides what is below a row."""
        return QRect(1, rect.y(), 12, rect.height())

    def _paint_state(self, painter: QPainter, face: Face, right: int, rect: QRect) -> int:
        """Icon and word of the state, right before the tokens; where they begin."""
        if not face.state:
            return right
        theme = self._look.theme
        font = theme.font("small")
        if face.state_color != "dim":
            font.setWeight(font.Weight.Medium)
        width = QFontMetrics(font).horizontalAdvance(face.state) + 2
        place = QRect(right - width, rect.y(), width, rect.height())
        draw_text(painter, place, face.state, font, theme.color(face.state_color), RIGHT)
        if not face.state_icon:
            return place.left()
        spot = QRect(place.left() - 16, rect.y(), 14, rect.height())
        self._look.icons.paint(painter, spot, face.state_icon, face.state_color, 13)
        return spot.left()

    def _paint_check(self, painter: QPainter, box: QRect, checked: bool) -> None:
        theme = self._look.theme
        if not checked:
            line = theme.color("borderStrong")
            fill_box(painter, box, theme.radius("check"), theme.color("raised"), line)
            return
        fill_box(painter, box, theme.radius("check"), theme.color("accent"))
        self._look.icons.paint(painter, box, "check", "onAccent", 11)


class ContextView(QTreeView):
    """The tree; every act of it has a key.

    Signals:
        toggleWanted(object): Space or the check box: switch this Source off or on.
        goWanted(object): Return or a double click: show this Source in the text.
        moveWanted(object, object): this Source is to stand where that one does.
        stepWanted(object, int): Alt+Shift+Up or Down: this Source one place up (-1) or down.
        removeWanted(object): Delete: take the directive of this Source away.
        menuWanted(object, QPoint): the menu key or the right button, at a position of the screen.
    """

    toggleWanted = Signal(object)
    goWanted = Signal(object)
    moveWanted = Signal(object, object)
    stepWanted = Signal(object, int)
    removeWanted = Signal(object)
    menuWanted = Signal(object, QPoint)

    def __init__(self, look: Look, model: ContextTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tree = model
        self._dragged = QPersistentModelIndex()
        self._pressed = QPoint()
        self._drop = -1
        self.setModel(model)
        self.faces = ContextDelegate(look, self)
        self.setItemDelegate(self.faces)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back)
        self._kept: tuple[object, int, Sequence[object], int] = (None, 0, [], 0)

    def current(self) -> Source | None:
        """The piece at the cursor."""
        index = self.currentIndex()
        return self._tree.source(index) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        source = self.current()
        if source is None or not self._act(event, source):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        left = event.button() is Qt.MouseButton.LeftButton
        if left and index.isValid() and not index.parent().isValid():
            rect = self.visualRect(index)
            source = self._tree.source(index)
            if source is not None and self.faces.check_box(rect).adjusted(-3, -5, 3, 5).contains(
                at
            ):
                self.setCurrentIndex(index)
                self.toggleWanted.emit(source)
                return
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

    def _act(self, event: QKeyEvent, source: Source) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alt = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        if held == alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepWanted.emit(source, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.goWanted.emit(source)
        elif key == Qt.Key.Key_Space and source.parent is None:
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
        top = index.parent() if index.parent().isValid() else index
        row = tree.rows[top.row()] if top.isValid() else None
        key = row.key if isinstance(row, Source) else row[0] if row is not None else None
        opened = [
            one.key
            for at, one in enumerate(tree.rows)
            if isinstance(one, Source) and self.isExpanded(tree.index(at, 0))
        ]
        self._kept = (key, max(top.row(), 0), opened, self.verticalScrollBar().value())

    def _bring_back(self) -> None:
        key, number, opened, scroll = self._kept
        tree = self._tree
        for one in opened:
            at = tree.position(one)
            if at >= 0:
                self.setExpanded(tree.index(at, 0), True)
        if tree.rows:
            at = tree.position(key) if key is not None else 0
            # what was switched off or on has another key, and the same place
            self.setCurrentIndex(tree.index(min(at if at >= 0 else number, len(tree.rows) - 1), 0))
        self.verticalScrollBar().setValue(scroll)
