"""The list of running requests: painted in columns, each row with its Stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from vibekoder.ui.draw import (
    RIGHT,
    draw_node,
    draw_text,
    fill_box,
    node_of,
)
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.words import UNKNOWN, count, rate, seconds
from vibekoder.ui.words import state as state_words

STOP_WIDTH: Final = 72
GAP: Final = 16


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One running request as listed.

    ``elapsed`` is in seconds; ``tokens`` and ``rate`` (tokens in a second) are estimates, None
    while unknown.
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
    right -= GAP
    rates = take(48, rect.width() > 620)
    tokens = take(52, rect.width() > 520)
    elapsed = take(60)
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


class RequestList(Rows[RequestRow]):
    """The rows by their request's id; only what changed is painted anew."""

    def show(self, rows: Sequence[RequestRow]) -> None:
        """Show these; rows that stay keep their place, new ones come last."""
        wanted = {row.id: row for row in rows}
        self.keep(lambda row: row.id in wanted)
        for at, old in enumerate(self.rows):
            row = wanted.pop(old.id)
            if row != old:
                self.rows = (*self.rows[:at], row, *self.rows[at + 1 :])
                self.dataChanged.emit(self.index(at), self.index(at))
        self.append(tuple(wanted.values()))

    def tell(self, row: RequestRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = [row.title, row.model, row.words or row.state, seconds(row.elapsed)]
            if row.tokens is not None:
                facts.append(self.tr("~{n} tokens").format(n=count(row.tokens)))
            facts.append(self.tr("Delete stops it"))
            return ", ".join(fact for fact in facts if fact)
        return None


class RequestDelegate(RowDelegate):
    """Paints one request and its Stop.

    Signals:
        stopPressed(index: QModelIndex): the Stop of a row was clicked.
    """

    stopPressed = Signal(QModelIndex)

    height = "rowTable"
    width = 240
    idle = ""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(look, view)
        self._down = QPersistentModelIndex()
        self.hovered = QPersistentModelIndex()

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, rect = self._look.theme, at.rect
        row: RequestRow = index.data(ROW)
        place = columns(rect)
        node = node_of(row.state)
        draw_node(painter, QPointF(rect.x() + 20, rect.center().y() + 1), node, self._look)
        body, text, dim = theme.font("body"), theme.color("text"), theme.color("dim")
        draw_text(painter, place.title, row.title, body, text)
        draw_text(painter, place.model, row.model, body, dim)
        strong = theme.font("body")
        strong.setWeight(strong.Weight.Medium)
        color = {"running": "accentText", "idle": "dim"}.get(node, "warn")
        words = row.words or state_words(row.state)
        draw_text(painter, place.state, words, strong, theme.color(color))
        draw_text(painter, place.elapsed, seconds(row.elapsed), body, text, RIGHT)
        tokens = f"~{count(row.tokens)}" if row.tokens is not None else UNKNOWN
        speed = f"~{rate(row.rate)}" if row.rate is not None else UNKNOWN
        draw_text(painter, place.tokens, tokens, body, text, RIGHT)
        draw_text(painter, place.rate, speed, body, dim, RIGHT)
        self._paint_stop(painter, self.stop_box(rect), index, node == "retrying")

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
        dress_list(look, self, self.delegate, "panel")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
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
