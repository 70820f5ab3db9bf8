"""The last requests: times, bytes, events, ends, and how well each backend does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.tongue import later, tr
from vibekoder.engine.ledger import Ledger, Line, Sum
from vibekoder.ui import words
from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.rows import Index
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.tables import dress

SIZE: Final = QSize(1120, 560)
TICK_MS: Final = 500
RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

Column = tuple[str, Callable[[Line], str], str]


def _state(line: Line) -> str:
    return f"{line.state}: {line.code.replace('_', ' ')}" if line.code else line.state


COLUMNS: Final[tuple[Column, ...]] = (
    (later("Asked"), lambda one: f"{one.asked:%H:%M:%S}", later("When the request was sent")),
    (later("Session"), lambda one: one.session or "–", later("The session it belongs to")),
    (later("Backend"), lambda one: one.backend, later("The backend's name in the project")),
    (later("Model"), lambda one: one.model, later("The model's name as it was sent")),
    (later("State"), _state, later("Running, or how it ended")),
    (
        later("Connect"),
        lambda one: words.brief(one.connected),
        later("Until the server had the request"),
    ),
    (
        later("Headers"),
        lambda one: words.brief(one.opened),
        later("Until the server began to answer"),
    ),
    (later("First byte"), lambda one: words.brief(one.first_byte), later("Until the body began")),
    (
        later("First text"),
        lambda one: words.brief(one.first_text),
        later("Until text or reasoning came"),
    ),
    (later("End"), lambda one: words.brief(one.end), later("Until it was over")),
    (later("Rate"), lambda one: words.rate(one.rate), later("Tokens in a second while text came")),
    (
        later("Bytes"),
        lambda one: words.file_size(one.size),
        later("Size of the answer on the wire"),
    ),
    (
        later("Events"),
        lambda one: str(one.events),
        later("Pieces of text, reasoning and tool calls"),
    ),
    (later("Unread"), lambda one: str(one.skipped), later("Pieces that could not be read")),
    (later("Retries"), lambda one: str(one.retries), later("How often it was sent again")),
)
SESSION: Final = 1
"""The column of the sessions' titles takes the room that is left."""
WORDS: Final = 5
"""The first so many columns are words, the others figures."""


class AccountsTable(QAbstractTableModel):
    """The ledger's lines, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; what was chosen stays chosen if only figures have changed."""
        if [one.id for one in lines] == [one.id for one in self.lines]:
            if lines != self.lines:
                self.lines = lines
                last = self.index(len(lines) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(COLUMNS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        name, told, _ = COLUMNS[index.column()]
        text = told(self.lines[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(name)}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if index.column() < WORDS else RIGHT
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        name, _, tip = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section < WORDS else RIGHT
        return None


class AccountsSheet(Sheet):
    """Shows the ledger while it grows.

    Signals:
        curlWanted(object): the Line of a request that is to be copied as a line for curl.
    """

    curlWanted = Signal(object)

    def __init__(self, look: Look, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(look, "", SIZE, parent)
        self.setAccessibleName(self.tr("Last requests"))
        self._ledger = ledger
        self.model = AccountsTable(self)
        self.table = QTableView(self.box)
        self.sums = Paragraph(look, "", face="small", parent=self.box)
        self.copy = Button(
            look, self.tr("Copy as curl"), icon="copy", height="buttonDialog", parent=self.box
        )
        self.close_button = Button(
            look, self.tr("Close"), kind="primary", height="buttonDialog", parent=self.box
        )
        self._tick = QTimer(self, interval=TICK_MS)
        self._lay_out()
        self.copy.clicked.connect(self._on_copy)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._on_copy)
        self.close_button.clicked.connect(self.dismiss)
        self.closed.connect(self._tick.stop)
        self._tick.timeout.connect(self.look_again)
        self.look_again()
        self._tick.start()

    def look_again(self) -> None:
        """Show the ledger as it is now."""
        lines = self._ledger.lines
        known = len(self.model.lines)
        self.model.show(lines)
        self.copy.setEnabled(bool(lines))
        self.sums.set_text(_told(self._ledger.sums()) or self.tr("Nothing was sent so far."))
        if lines and not known:
            self.table.selectRow(0)

    def first_focus(self) -> QWidget:
        return self.table

    def _lay_out(self) -> None:
        look = self._look
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Last requests"))
        dress(look, self.table, SESSION)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(12)
        column.addWidget(
            Paragraph(look, self.tr("Last requests"), face="dialogTitle", parent=self.box)
        )
        column.addWidget(self.table, 1)
        column.addWidget(self.sums)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _on_copy(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.lines):
            self.curlWanted.emit(self.model.lines[row])


def _told(sums: Sequence[Sum]) -> str:
    return "\n".join(_of(one) for one in sums)


def _of(one: Sum) -> str:
    facts = [tr("%n requests", one.asked)]
    if one.success is not None:
        facts.append(tr("{share} answered").format(share=f"{one.success:.0%}"))
    if one.seconds is not None:
        facts.append(tr("{time} on average").format(time=words.brief(one.seconds)))
    if one.first is not None:
        facts.append(tr("{time} to the first text").format(time=words.brief(one.first)))
    return f"{one.backend}: {', '.join(facts)}"
