"""What was sent: the request of an answer piece by piece, and what can be done with it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.receipts import Opened
from vibekoder.app.tongue import later, tr
from vibekoder.core.hosts import plain_url
from vibekoder.core.messages import Role
from vibekoder.engine.replay import Told
from vibekoder.ui import words
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.rows import Index
from vibekoder.ui.sheets.flight_text import FlightText
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.tables import dress

RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
COMMIT: Final = 9  # digits of a commit that are shown

Column = tuple[str, Callable[[Told], str], bool]


def _named(piece: Told) -> str:
    own = {
        Role.SYSTEM: QCoreApplication.translate("ReceiptSheet", "System"),
        Role.USER: QCoreApplication.translate("ReceiptSheet", "Your words"),
        Role.ASSISTANT: QCoreApplication.translate("ReceiptSheet", "Answer"),
    }
    return piece.path or next((name for role, name in own.items() if role == piece.role), "")


def _git(piece: Told) -> str:
    if not piece.commit:
        return ""
    return piece.commit[:COMMIT] + (tr(" + changes") if piece.dirty else "")


COLUMNS: Final[tuple[Column, ...]] = (
    (later("Piece"), _named, False),
    (later("Slice"), lambda one: one.slice_id, False),
    (later("Commit"), _git, False),
    (later("Bytes"), lambda one: f"{one.bytes:,}", True),
    (later("Tokens"), lambda one: f"~{words.count(one.tokens)}", True),
)


class PieceTable(QAbstractTableModel):
    """The whole body first, then its pieces; the envelope is what stands between them."""

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces = opened.sent.pieces
        self._size = len(opened.sent.body)
        self._envelope = opened.sent.envelope

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self._pieces) + 2

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(COLUMNS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        name, _, is_figure = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(name)}: {self._cell(index.row(), index.column())}"
        if role == Qt.ItemDataRole.TextAlignmentRole and is_figure:
            return RIGHT
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        name, _, is_figure = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            return RIGHT if is_figure else int(left)
        return None

    def _cell(self, row: int, column: int) -> str:
        whole = {0: (self.tr("Whole request"), self._size)}
        whole[len(self._pieces) + 1] = (self.tr("Envelope"), self._envelope)
        if row in whole:
            name, size = whole[row]
            return (name, "", "", f"{size:,}", "")[column]
        return COLUMNS[column][1](self._pieces[row - 1])


class ReceiptSheet(Sheet):
    """Shows one request that was sent; it is as it was, whatever became of the files.

    Signals:
        replayWanted(): send it once more, byte for byte.
        strikeWanted(): make it anew from today's files, and send that.
        saveWanted(object): these bytes are to be saved to a file.
        compareWanted(): tell what today's files would change in it; see ``show_difference``.
    """

    replayWanted = Signal()
    strikeWanted = Signal()
    compareWanted = Signal()
    saveWanted = Signal(object)

    def __init__(self, look: Look, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(look, "", look.theme.area("preflight"), parent)
        self.setAccessibleName(self.tr("What was sent"))
        self.opened = opened
        self.model = PieceTable(opened, self)
        self.table = QTableView(self.box)
        self.text = FlightText(look, self.box)
        self.cross = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        button = "buttonDialog"
        self.copy = Button(look, self.tr("Copy request"), icon="copy", height=button)
        self.compare = Button(look, self.tr("Compare with today"), icon="diff", height=button)
        self.strike = Button(look, self.tr("Strike again"), icon="regenerate", height=button)
        self.replay = Button(look, self.tr("Replay"), icon="retry", kind="primary", height=button)
        self.strike.setToolTip(self.tr("Send it anew, with today's files"))
        self.replay.setToolTip(self.tr("Send it once more, byte for byte"))
        self._lay_out()
        self._connect()
        self.table.selectRow(0)

    def first_focus(self) -> QWidget:
        return self.table

    def show_difference(self, told: str) -> None:
        """What today's files would change, as a difference of lines; empty: nothing."""
        self.table.clearSelection()
        same = self.tr("Today's files would make the same request.")
        self.text.show_changes(self.tr("Since then"), told or same)

    def _lay_out(self) -> None:
        look, sent = self._look, self.opened.sent
        facts = [f"{sent.backend}/{sent.model}", plain_url(sent.base_url)]
        facts += [words.file_size(len(sent.body)), self.tr("receipt {name}")]
        line = " · ".join(one for one in facts if one).format(name=sent.name[:12])
        center = Qt.AlignmentFlag.AlignVCenter
        icon = QLabel(self.box)
        icon.setPixmap(look.icons.pixmap("receipt", "accentText", 18, self.devicePixelRatioF()))
        title = Paragraph(look, self.tr("What was sent"), face="dialogTitle", parent=self.box)
        told = Paragraph(look, line, color="dim", parent=self.box)
        top = QHBoxLayout()
        top.setContentsMargins(20, 12, 14, 10)
        top.setSpacing(8)
        for one in (icon, title, told):
            top.addWidget(one, 0, center)
        top.addStretch(1)
        top.addWidget(self.cross)
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Pieces"))
        dress(look, self.table, 0)
        halves = QSplitter(Qt.Orientation.Horizontal, self.box)
        halves.addWidget(self.table)
        halves.addWidget(self.text)
        halves.setSizes([440, 680])
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        middle = QHBoxLayout()
        middle.setContentsMargins(14, 0, 0, 0)
        middle.addWidget(halves)
        column.addLayout(middle, 1)
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 18, 12)
        row.setSpacing(6)
        row.addWidget(self.copy)
        row.addWidget(self.compare)
        row.addStretch(1)
        row.addWidget(self.strike)
        row.addWidget(self.replay)
        column.addLayout(row)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.cross.clicked.connect(self.dismiss)
        self.text.saveWanted.connect(self.saveWanted)
        self.copy.clicked.connect(self._on_copy)
        self.compare.clicked.connect(self.compareWanted)
        self.strike.clicked.connect(self._on_strike)
        self.replay.clicked.connect(self._on_replay)

    def _on_row(self, index: QModelIndex) -> None:
        at = index.row() - 1
        texts, pieces = self.opened.texts, self.opened.sent.pieces
        if at < 0:
            self.text.set_body(self.opened.sent.body, None)
        elif at < len(texts):
            whole = self.tr("Its protocol has changed this text; it stands in the whole request.")
            self.text.show_piece(_named(pieces[at]), texts[at] or whole, pieces[at].bytes)
        else:
            told = self.tr("What stands between the pieces: names, brackets and parameters.")
            self.text.show_piece(self.tr("Envelope"), told, self.opened.sent.envelope)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.opened.sent.body.decode("utf-8", "replace"))

    def _on_strike(self) -> None:
        self.dismiss()
        self.strikeWanted.emit()

    def _on_replay(self) -> None:
        self.dismiss()
        self.replayWanted.emit()
