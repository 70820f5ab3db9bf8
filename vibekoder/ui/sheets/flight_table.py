"""The rows of a request before it leaves: piece, where, bytes, tokens, share, cost, since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from vibekoder.engine.flight import CHANGED, NEW, SAME, Flight, Line
from vibekoder.ui import words
from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import RIGHT, draw_line, draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.rows import ROW, Index, Rows

ICONS: Final = {
    "system": "system",
    "earlier": "session",
    "words": "user",
    "envelope": "receipt",
    "command": "command",
    "picture": "file",
}
SINCE: Final = {SAME: ("check", "dim"), CHANGED: ("drift", "warn"), NEW: ("plus", "info")}
HEADS: Final = ("Piece", "Where", "Bytes", "Tokens", "Share", "Cost", "Since last send")


def _tr(text: str) -> str:
    return QCoreApplication.translate("FlightTable", text)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is painted; ``wrong`` tells why it cannot be had."""

    line: Line
    name: str
    where: str
    cost: str
    share: float
    findings: int = 0
    wrong: str = ""

    @property
    def since(self) -> str:
        """How it is beside the last request, in a word."""
        if self.wrong:
            return self.wrong
        if self.findings:
            one = _tr("1 secret") if self.findings == 1 else _tr("{n} secrets")
            return one.format(n=self.findings)
        return _tr(self.line.since) if self.line.since else ""


def rows_of(flight: Flight, cost: Callable[[int], str], own: str) -> tuple[Row, ...]:
    """The rows of a flight; ``own`` is the id of the slice that the prompt will be."""
    most = max((one.tokens for one in flight.lines), default=0)
    made: list[Row] = []
    gone_lines = {one.line for one in flight.preview.missing}
    for line in flight.lines:
        if line.source in gone_lines:
            continue
        share = line.tokens / most if most else 0.0
        told = cost(line.tokens) if line.kind != "envelope" else ""
        held = [one.piece for one in line.weights]
        secrets = sum(piece in held for piece, _ in flight.preview.secrets)
        made.append(Row(line, _name(line), _where(line, own), told, share, secrets))
    for gone in flight.preview.missing:
        line = Line("missing", gone.line, gone.line, gone.slice_id)
        made.append(Row(line, gone.line, gone.why, "", 0.0, wrong=_tr("gone")))
    return tuple(made)


def _name(line: Line) -> str:
    titles = {
        "system": _tr("System"),
        "earlier": _tr("Earlier slices"),
        "words": _tr("Your words"),
        "envelope": _tr("Envelope"),
    }
    return titles.get(line.kind, line.name)


def _where(line: Line, own: str) -> str:
    if line.kind == "envelope":
        return _tr("names, roles, brackets")
    if line.source:
        place = _tr("this slice") if line.slice_id == own else _tr("an earlier slice")
        files = _tr("{n} files").format(n=line.count)
        return f"{place} · {files}" if line.count > 1 else place
    one = _tr("1 slice") if line.count == 1 else _tr("{n} slices")
    return one.format(n=line.count)


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
    right = rect.right() - 10
    wide = rect.width() > 640

    def take(width: int) -> QRect:
        nonlocal right
        right -= width
        box = QRect(right, y, width, height)
        right -= 12 if width else 0
        return box

    since, cost = take(110), take(62)
    share = take(80 if wide else 0)
    tokens, size = take(54), take(64 if rect.width() > 460 else 0)
    where = take(150 if wide else 0)
    left = rect.x() + 40
    return Columns(
        QRect(left, y, max(60, right - left), height), where, size, tokens, share, cost, since
    )


class FlightHead(QWidget):
    """The columns' titles."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        place = columns(self.rect())
        boxes = (
            place.name.adjusted(-26, 0, 0, 0),
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
        draw_line(painter, 0, self.height() - 1, self.width(), theme.color("hairline"))


class FlightRows(Rows[Row]):
    """The rows, in order."""

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = (row.name, row.where, words.file_size(row.line.bytes), row.cost, row.since)
            return ", ".join(one for one in facts if one)
        return None


class FlightDelegate(QStyledItemDelegate):
    """Paints one row."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, self._look.theme.size("rowTable"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, theme = self._look, self._look.theme
        row: Row = index.data(ROW)
        line = row.line
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box = rect.adjusted(6, 0, -6, -1)
        if state & QStyle.StateFlag.State_Selected:
            ground = "accentTint" if self._view.hasFocus() else "hover"
            fill_box(painter, box, theme.radius("control"), theme.color(ground))
        place = columns(rect)
        wrong = bool(row.wrong or row.findings)
        file = "glob" if line.count > 1 else "file"
        shape = "file-missing" if row.wrong else ICONS.get(line.kind, file)
        spot = QRect(rect.x() + 14, rect.y(), 16, rect.height())
        look.icons.paint(painter, spot, shape, "error" if wrong else "dim", 14)
        small, dim, text = theme.font("small"), theme.color("dim"), theme.color("text")
        font = theme.font("chip" if line.source else "body")
        draw_text(painter, place.name, row.name, font, text)
        if place.where.width():
            draw_text(painter, place.where, row.where, small, dim)
        if not row.wrong:
            draw_text(painter, place.bytes, f"{line.bytes:,}", small, dim, RIGHT)
        if line.kind != "envelope":
            tokens = words.UNKNOWN if row.wrong else f"~{words.count(line.tokens)}"
            strong = theme.font("small")
            strong.setWeight(strong.Weight.DemiBold)
            draw_text(painter, place.tokens, tokens, strong, text, RIGHT)
        if place.share.width() and row.share > 0:
            width = max(3.0, place.share.width() * row.share)
            bar = QRectF(place.share.x(), rect.center().y() - 2, width, 5)
            color = "accent" if line.since == SAME else "brass"
            fill_box(painter, bar, 2.5, theme.color(color))
        draw_text(painter, place.cost, row.cost, small, dim, RIGHT)
        icon, color = ("lock", "error") if wrong else SINCE.get(line.since, ("", "dim"))
        if row.since:
            if icon and not row.wrong:
                spot = QRect(place.since.x(), rect.y(), 14, rect.height())
                look.icons.paint(painter, spot, icon, color, 13)
            told = place.since.adjusted(20, 0, 0, 0)
            draw_text(painter, told, row.since, small, theme.color(color))
        if state & QStyle.StateFlag.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), look)


class FlightView(QListView):
    """The list of rows.

    Signals:
        chosen(object): this Row is to be read.
        dropWanted(object): Delete or Space: the piece of this Row is to be left out.
    """

    chosen = Signal(object)
    dropWanted = Signal(object)

    def __init__(self, look: Look, model: FlightRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(FlightDelegate(look, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current(self) -> Row | None:
        """The row at the cursor."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if row is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Space):
            self.dropWanted.emit(row)
        else:
            super().keyPressEvent(event)

    def _on_current(self) -> None:
        row = self.current()
        if row is not None:
            self.chosen.emit(row)
