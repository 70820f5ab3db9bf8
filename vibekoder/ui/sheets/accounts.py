"""The last requests: times, bytes, events, ends, and how well each backend does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QSize,
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
from vibekoder.ui.columns import Column, FactTable
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.tables import dress

SIZE: Final = QSize(1120, 560)
TICK_MS: Final = 500


def _state(line: Line) -> str:
    return f"{line.state}: {line.code.replace('_', ' ')}" if line.code else line.state


def _tokens(line: Line) -> str:
    told = [words.count(line.usage.get(name)) for name in ("input", "output")]
    return " / ".join(told) if line.usage else words.UNKNOWN


COLUMNS: Final[tuple[Column[Line], ...]] = (
    Column(
        later("Asked"), lambda one: f"{one.asked:%H:%M:%S}", tip=later("When the request was sent")
    ),
    Column(
        later("Session"), lambda one: one.session or "–", tip=later("The session it belongs to")
    ),
    Column(
        later("Backend"), lambda one: one.backend, tip=later("The backend's name in the project")
    ),
    Column(later("Model"), lambda one: one.model, tip=later("The model's name as it was sent")),
    Column(later("State"), _state, tip=later("Running, or how it ended")),
    Column(
        later("Connect"),
        lambda one: words.brief(one.connected),
        figure=True,
        tip=later("Until the server had the request"),
    ),
    Column(
        later("Headers"),
        lambda one: words.brief(one.opened),
        figure=True,
        tip=later("Until the server began to answer"),
    ),
    Column(
        later("First byte"),
        lambda one: words.brief(one.first_byte),
        figure=True,
        tip=later("Until the body began"),
    ),
    Column(
        later("First text"),
        lambda one: words.brief(one.first_text),
        figure=True,
        tip=later("Until text or reasoning came"),
    ),
    Column(
        later("End"), lambda one: words.brief(one.end), figure=True, tip=later("Until it was over")
    ),
    Column(
        later("Rate"),
        lambda one: words.rate(one.rate),
        figure=True,
        tip=later("Tokens in a second while text came"),
    ),
    Column(
        later("Tokens"),
        _tokens,
        figure=True,
        tip=later("Sent, and in the answer, as the server counted them"),
    ),
    Column(
        later("Bytes"),
        lambda one: words.file_size(one.size),
        figure=True,
        tip=later("Size of the answer on the wire"),
    ),
    Column(
        later("Events"),
        lambda one: str(one.events),
        figure=True,
        tip=later("Pieces of text, reasoning and tool calls"),
    ),
    Column(
        later("Unread"),
        lambda one: str(one.skipped),
        figure=True,
        tip=later("Pieces that could not be read"),
    ),
    Column(
        later("Retries"),
        lambda one: str(one.retries),
        figure=True,
        tip=later("How often it was sent again"),
    ),
)
SESSION: Final = 1
"""The column of the sessions' titles takes the room that is left."""


class AccountsTable(FactTable[Line]):
    """The ledger's lines, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, parent)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; what was chosen stays chosen if only figures have changed."""
        same = [one.id for one in lines] == [one.id for one in self.rows]
        (self.renew if same else self.show)(lines)


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
        known = len(self.model.rows)
        self.model.show_lines(lines)
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
        if 0 <= row < len(self.model.rows):
            self.curlWanted.emit(self.model.rows[row])


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
