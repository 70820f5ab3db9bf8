"""The rows of a request before it leaves: piece, where, bytes, tokens, share, cost, since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from vibekoder.app.tongue import later
from vibekoder.ui import words
from vibekoder.ui.draw import RIGHT, draw_line, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import Rows
from vibekoder.ui.sheets.flight_delegate import FlightDelegate
from vibekoder.ui.sheets.flight_rows import Row

HEADS: Final = (
    later("Piece"),
    later("Where"),
    later("Bytes"),
    later("Tokens"),
    later("Share"),
    later("Cost"),
    later("Since last send"),
)
CHECK: Final = 14
FOLD: Final = 14
INSIDE: Final = 20
ICON: Final = 24


def _tr(text: str) -> str:
    return QCoreApplication.translate("FlightTable", text)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns lie."""

    name: QRect
    where: QRect
    bytes: QRect
    tokens: QRect
    share: QRect
    cost: QRect
    since: QRect


def columns(rect: QRect) -> Columns:
    """The columns of a row or of the head; where it is narrow, share and place give way."""
    y, height = rect.y(), rect.height()
    right = rect.right() - 8
    wide = rect.width() > 640

    def take(width: int) -> QRect:
        nonlocal right
        right -= width
        box = QRect(right, y, width, height)
        right -= 14 if width else 0
        return box

    since, cost = take(104), take(54)
    share = take(84 if wide else 0)
    tokens, size = take(48), take(58 if rect.width() > 460 else 0)
    where = take(124 if wide else 0)
    left = rect.x() + 2 * FOLD + CHECK + ICON
    return Columns(
        QRect(left, y, max(60, right - left), height), where, size, tokens, share, cost, since
    )


def check_box(rect: QRect, row: Row) -> QRect:
    """Where the check box of a row lies."""
    top = rect.y() + (rect.height() - CHECK) // 2
    return QRect(rect.x() + FOLD + INSIDE * row.depth, top, CHECK, CHECK)


class FlightHead(QWidget):
    """The columns' titles."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._beside: QAbstractItemView | None = None
        self.setFixedHeight(28)

    def stand_over(self, view: QAbstractItemView) -> None:
        """Keep the titles over the columns of these rows, whether they scroll or not."""
        self._beside = view
        view.verticalScrollBar().rangeChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        box = self.rect()
        if self._beside is not None:
            box.setWidth(self._beside.viewport().width())
        place = columns(box)
        boxes = (
            place.name,
            place.where,
            place.bytes,
            place.tokens,
            place.share,
            place.cost,
            place.since,
        )
        for text, box in zip(HEADS, boxes, strict=True):
            figures = text in ("Bytes", "Tokens", "Cost")
            args = (RIGHT,) if figures else ()
            if box.width():
                draw_text(painter, box, _tr(text), theme.font("small"), theme.color("dim"), *args)
        draw_line(painter, 0, self.height() - 1, self.width(), theme.color("border"))


class FlightRows(Rows[Row]):
    """The rows that are to be seen, in order; what is below a row when it is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Row, ...] = ()
        self._open: set[tuple[str, str]] = set()

    def show(self, rows: Sequence[Row]) -> None:
        """Show these instead; what was open stays open."""
        self._all = tuple(rows)
        self._lay()

    def above(self, row: Row) -> tuple[Row, int] | None:
        """The row that this one is below, and its number there among those of its name."""
        for one in self._all:
            same = [inner for inner in one.below if inner.line.name == row.line.name]
            for number, inner in enumerate(same):
                if inner is row:
                    return one, number
        return None

    def is_open(self, row: Row) -> bool:
        """Whether what is below it is shown."""
        return row.key in self._open

    def fold(self, row: Row, *, opened: bool) -> None:
        """Show or hide what is below a row."""
        if row.below and opened != self.is_open(row):
            self._open ^= {row.key}
            self._lay()

    def tell(self, row: Row, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.CheckStateRole and row.checked is not None:
            return Qt.CheckState.Checked if row.checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            off = _tr("left out") if row.checked is False else words.file_size(row.line.bytes)
            facts = (row.name, row.where, off, row.cost, row.since)
            return ", ".join(one for one in facts if one)
        return None

    def _lay(self) -> None:
        super().show(
            [
                one
                for row in self._all
                for one in (row, *(row.below if row.key in self._open else ()))
            ]
        )


class FlightView(QListView):
    """The list of rows; Space or a click on its box leaves a piece out, Right shows what is in it.

    Signals:
        chosen(object): this Row is to be read.
        toggleWanted(object): the piece of this Row is to be left out, or taken in again.
    """

    chosen = Signal(object)
    toggleWanted = Signal(object)

    def __init__(self, look: Look, model: FlightRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        rows = FlightDelegate(look, self, columns, check_box, model.is_open)
        dress_list(look, self, rows, "raised")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current(self) -> Row | None:
        """The row at the cursor."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() else None

    def keep_current(self, key: tuple[str, str] | None) -> None:
        """Put the cursor where this row is now; the text that is shown stays."""
        places = [one.key for one in self._rows.rows]
        if key in places:
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(self._rows.index(places.index(key)))
            self.selectionModel().blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if row is None:
            super().keyPressEvent(event)
        elif row.checked is not None and event.key() == Qt.Key.Key_Space:
            self.toggleWanted.emit(row)
        elif event.key() == Qt.Key.Key_Delete:
            self._leave_out(row)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left) and row.below:
            self._fold(row, opened=event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._rows.rows[index.row()] if index.isValid() else None
        if row is not None:
            x, box = event.position().x(), check_box(self.visualRect(index), row)
            if row.checked is not None and box.left() - 4 <= x <= box.right() + 4:
                self.toggleWanted.emit(row)
                return
            if row.below and x < box.left() - 4:
                self._fold(row, opened=not self._rows.is_open(row))
                return
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rows:
            self.keep_current(self._rows.rows[0].key)

    def _leave_out(self, row: Row) -> None:
        if row.checked:
            self.toggleWanted.emit(row)

    def _fold(self, row: Row, *, opened: bool) -> None:
        self._rows.fold(row, opened=opened)
        self.keep_current(row.key)

    def _on_current(self) -> None:
        row = self.current()
        if row is not None:
            self.chosen.emit(row)
