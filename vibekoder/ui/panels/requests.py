"""The requests panel: every running request of every tab, each with its Stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vibekoder.ui.buttons import Button, IconButton, keyboard_focus
from vibekoder.ui.draw import (
    RIGHT,
    draw_line,
    draw_node,
    draw_ring,
    draw_text,
    fill_box,
    node_of,
)
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.words import count, rate, seconds

Index = QModelIndex | QPersistentModelIndex

ROWS_SHOWN: Final = 5
HEAD_HEIGHT: Final = 30
STOP_WIDTH: Final = 72
GAP: Final = 16


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One running request as listed.

    ``elapsed`` is in seconds, ``tokens`` and ``rate`` (tokens in a second) are None while unknown.
    ``words`` replaces the state's own word, such as "rate limit, sends in 18 s".
    """

    id: str
    title: str
    model: str
    state: str
    elapsed: float
    tokens: int | None = None
    rate: float | None = None
    words: str = ""


class Role(IntEnum):
    """What the model tells beside its text."""

    ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a row or of the head lie, in pixels from the left."""

    title: QRect
    model: QRect
    state: QRect
    elapsed: QRect
    tokens: QRect
    rate: QRect
    stop: QRect


def columns(rect: QRect) -> Columns:
    """The columns of a row; where it is narrow, the rate, then the tokens, then the model go."""
    y, height = rect.y(), rect.height()
    right = rect.right() + 1 - 12

    def take(width: int, wanted: bool = True) -> QRect:
        nonlocal right
        right -= width if wanted else 0
        box = QRect(right, y, width if wanted else 0, height)
        right -= GAP if wanted else 0
        return box

    stop = take(STOP_WIDTH)
    right -= GAP * 2
    rates = take(56, rect.width() > 620)
    tokens = take(64, rect.width() > 520)
    elapsed = take(72)
    left = rect.x() + 34
    room = right - left
    with_model = rect.width() > 420
    title = room * 38 // 100 if with_model else room // 2
    model = room * 22 // 100 if with_model else 0
    return Columns(
        QRect(left, y, title - GAP, height),
        QRect(left + title, y, max(0, model - GAP), height),
        QRect(left + title + model, y, room - title - model, height),
        elapsed,
        tokens,
        rates,
        stop,
    )


class RequestList(QAbstractListModel):
    """The rows by their request's id; only what changed is painted anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RequestRow, ...] = ()

    def set_rows(self, rows: Sequence[RequestRow]) -> None:
        """Show these; rows that stay keep their place, new ones come last."""
        wanted = {row.id: row for row in rows}
        for at in reversed(range(len(self.rows))):
            if self.rows[at].id not in wanted:
                self.beginRemoveRows(QModelIndex(), at, at)
                self.rows = self.rows[:at] + self.rows[at + 1 :]
                self.endRemoveRows()
        for at, old in enumerate(self.rows):
            row = wanted.pop(old.id)
            if row != old:
                self.rows = (*self.rows[:at], row, *self.rows[at + 1 :])
                self.dataChanged.emit(self.index(at), self.index(at))
        if wanted:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(wanted) - 1)
            self.rows += tuple(wanted.values())
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = [row.title, row.model, row.words or row.state, seconds(row.elapsed)]
            if row.tokens is not None:
                facts.append(self.tr("{n} tokens").format(n=count(row.tokens)))
            facts.append(self.tr("Delete stops it"))
            return ", ".join(fact for fact in facts if fact)
        return None


class RequestDelegate(QStyledItemDelegate):
    """Paints one request and its Stop.

    Signals:
        stopPressed(index: QModelIndex): the Stop of a row was clicked.
    """

    stopPressed = Signal(QModelIndex)

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view
        self._down = QPersistentModelIndex()
        self.hovered = QPersistentModelIndex()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(240, self._look.theme.size("rowTable"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._look.theme
        row: RequestRow = index.data(Role.ROW)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        box = rect.adjusted(theme.space("rowInsetX"), 0, -theme.space("rowInsetX"), -1)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            fill_box(painter, box, theme.radius("control"), theme.color("accentTint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, theme.radius("control"), theme.color("hover"))
        place = columns(rect)
        node = node_of(row.state)
        draw_node(painter, QPointF(rect.x() + 20, rect.center().y() + 1), node, self._look)
        body, text, dim = theme.font("body"), theme.color("text"), theme.color("dim")
        draw_text(painter, place.title, row.title, body, text)
        draw_text(painter, place.model, row.model, body, dim)
        strong = theme.font("body")
        strong.setWeight(strong.Weight.Medium)
        color = {"running": "accentText", "idle": "dim"}.get(node, "warn")
        words = row.words or row.state.replace("_", " ")
        draw_text(painter, place.state, words, strong, theme.color(color))
        draw_text(painter, place.elapsed, seconds(row.elapsed), body, text, RIGHT)
        draw_text(painter, place.tokens, count(row.tokens), body, text, RIGHT)
        draw_text(painter, place.rate, rate(row.rate), body, dim, RIGHT)
        self._paint_stop(painter, self.stop_box(rect), index, node == "retrying")
        if focused and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), self._look)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        inside = self.stop_box(rect).contains(event.position().toPoint())
        kind = event.type()
        if kind is QEvent.Type.MouseMove:
            self._mark("hovered", index if inside else None)
            return False
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._mark("_down", index if inside else None)
            return inside
        if kind is QEvent.Type.MouseButtonRelease and self._down.isValid():
            pressed = model.index(index.row(), 0) if inside and self._down == index else None
            self._mark("_down", None)
            if pressed is not None:
                self.stopPressed.emit(pressed)
            return True
        return False

    def stop_box(self, rect: QRect) -> QRect:
        """Where the Stop of a row lies."""
        return columns(rect).stop.adjusted(0, 1, 0, -2)

    def forget_pointer(self) -> None:
        """The pointer left the list."""
        self._mark("hovered", None)

    def _mark(self, name: str, index: Index | None) -> None:
        mark = QPersistentModelIndex() if index is None else QPersistentModelIndex(index)
        if mark != getattr(self, name):
            setattr(self, name, mark)
            self._view.viewport().update()

    def _paint_stop(self, painter: QPainter, box: QRect, index: Index, waits: bool) -> None:
        theme = self._look.theme
        ground = "raised"
        if self._down == index:
            ground = "press"
        elif self.hovered == index:
            ground = "hover"
        radius = theme.radius("control")
        fill_box(painter, box, radius, theme.color(ground), theme.color("border"))
        icon = QRect(box.x() + 6, box.y(), 14, box.height())
        self._look.icons.paint(painter, icon, "stop", "error", 14)
        font = theme.font("small")
        font.setWeight(font.Weight.Medium)
        word = self.tr("Cancel") if waits else self.tr("Stop")
        draw_text(painter, box.adjusted(24, 0, -4, 0), word, font, theme.color("text"))


class RequestView(QListView):
    """The list of running requests.

    Signals:
        stopWanted(index: QModelIndex): Delete or Space.
        openWanted(index: QModelIndex): Return or a double click.
    """

    stopWanted = Signal(QModelIndex)
    openWanted = Signal(QModelIndex)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = RequestDelegate(look, self)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self.openWanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Space):
            self.stopWanted.emit(index)
        elif index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.openWanted.emit(index)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.delegate.forget_pointer()


class RequestsHead(QWidget):
    """The panel's title with the count, the titles of the columns, Stop all and close."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self.setFixedHeight(HEAD_HEIGHT)
        self.stop_all = Button(look, self.tr("Stop all"), kind="link", parent=self)
        self.stop_all.face = "small"
        self.close_panel = IconButton(look, "close", self.tr("Hide requests"), parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 8, 2)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.stop_all)
        row.addWidget(self.close_panel)
        self.set_count(0)

    def set_count(self, number: int) -> None:
        """How many requests run."""
        self._count = number
        self.stop_all.setVisible(number > 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        small, dim = theme.font("small"), theme.color("dim")
        strong = theme.font("small")
        strong.setWeight(strong.Weight.DemiBold)
        place = columns(self.rect())
        pad = theme.space("panelPadX")
        title = QRect(pad, 0, place.model.x() - pad if self._count else self.width(), self.height())
        used = draw_text(painter, title, self.tr("Requests"), strong, dim)
        if not self._count:
            return
        running = self.tr("{n} running").format(n=self._count)
        draw_text(painter, title.adjusted(used + 8, 0, 0, 0), running, small, dim)
        for box, word, align in (
            (place.model, self.tr("Model"), None),
            (place.state, self.tr("State"), None),
            (place.elapsed, self.tr("Elapsed"), RIGHT),
            (place.tokens, self.tr("Tokens"), RIGHT),
            (place.rate, self.tr("Rate"), RIGHT),
        ):
            if align is None:
                draw_text(painter, box, word, small, dim)
            else:
                draw_text(painter, box, word, small, dim, align)
        y = self.height() - 1
        draw_line(painter, 0, y, self.width(), theme.color("hairline"))


class RequestsPanel(QWidget):
    """Every running request of every tab, at most five rows tall.

    Signals:
        cancelWanted(id: str): one request is to be stopped.
        cancelAllWanted(): all of them.
        openWanted(id: str): the session of a request is to be shown.
        closeWanted(): the panel is to be hidden.
    """

    cancelWanted = Signal(str)
    cancelAllWanted = Signal()
    openWanted = Signal(str)
    closeWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(self.tr("Requests"))
        self.head = RequestsHead(look, self)
        self.model = RequestList(self)
        self.view = RequestView(look, self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Running requests"))
        self.quiet = EmptyState(look, "no_requests", small=True, parent=self)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.quiet)
        self._pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 4)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._pages, 1)
        self._connect()
        self._on_theme()

    def set_rows(self, rows: Sequence[RequestRow]) -> None:
        """Show the requests that run now."""
        before = len(self.model.rows)
        self.model.set_rows(rows)
        self.head.set_count(len(rows))
        self._pages.setCurrentWidget(self.view if rows else self.quiet)
        running = any(node_of(row.state) == "running" for row in rows)
        self._look.pulse.set_beating(self.view, running)
        if rows and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        if min(before, ROWS_SHOWN) != min(len(rows), ROWS_SHOWN):
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        shown = min(ROWS_SHOWN, max(2, len(self.model.rows)))
        return QSize(600, HEAD_HEIGHT + shown * self._look.theme.size("rowTable") + 5)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEAD_HEIGHT + self._look.theme.size("rowTable") + 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def _connect(self) -> None:
        self.view.delegate.stopPressed.connect(self._on_stop)
        self.view.stopWanted.connect(self._on_stop)
        self.view.openWanted.connect(self._on_open)
        self.head.stop_all.clicked.connect(self.cancelAllWanted)
        self.head.close_panel.clicked.connect(self.closeWanted)
        self._look.pulse.beat.connect(self._on_beat)
        self._look.theme.changed.connect(self._on_theme)

    def _on_stop(self, index: QModelIndex) -> None:
        self.cancelWanted.emit(self.model.rows[index.row()].id)

    def _on_open(self, index: QModelIndex) -> None:
        self.openWanted.emit(self.model.rows[index.row()].id)

    def _on_beat(self) -> None:
        if self.model.rows:
            self.view.viewport().update(0, 0, 34, self.view.viewport().height())

    def _on_theme(self) -> None:
        palette = self._look.theme.palette()
        palette.setColor(palette.ColorRole.Base, self._look.theme.color("panel"))
        self.view.setPalette(palette)
        self.update()
