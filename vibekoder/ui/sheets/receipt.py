"""What was sent: the request of an answer piece by piece, and what can be done with it again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.receipts import Opened
from vibekoder.core.hosts import plain_url
from vibekoder.engine.comparison import Compared
from vibekoder.ui import words
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.flight_text import FlightText
from vibekoder.ui.sheets.receipt_rows import PieceTable
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.tables import dress


class ReceiptSheet(Sheet):
    """Shows one request that was sent; it is as it was, whatever became of the files.

    ``others`` are the ids of the answers that it can be held against, with what they are called.

    Signals:
        replayWanted(): send it once more, byte for byte.
        strikeWanted(): make it anew from today's files, and send that.
        saveWanted(object): these bytes are to be saved to a file.
        todayWanted(): tell what today's files would change in it; see ``show_compared``.
        otherWanted(str): hold it against the request of the answer with this id.
        stopWanted(): what it waits for is not wanted any more.
    """

    replayWanted = Signal()
    strikeWanted = Signal()
    todayWanted = Signal()
    otherWanted = Signal(str)
    stopWanted = Signal()
    saveWanted = Signal(object)

    def __init__(
        self,
        look: Look,
        opened: Opened,
        others: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "", look.theme.area("preflight"), parent)
        self.setAccessibleName(self.tr("What was sent"))
        self.opened = opened
        self._beside = ""
        self.model = PieceTable(opened, self)
        self.table = QTableView(self.box)
        self.text = FlightText(look, self.box)
        self.cross = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        height = "buttonDialog"
        self.copy = Button(look, self.tr("Copy request"), icon="copy", height=height)
        self.today = Button(look, self.tr("Compare with today"), icon="diff", height=height)
        self.other = Button(look, self.tr("Compare with…"), height=height)
        self.alone = Button(look, self.tr("Show it alone"), kind="quiet", height=height)
        self.stop = Button(look, self.tr("Stop"), icon="stop", height=height)
        self.told = Paragraph(look, "", color="dim", parent=self.box)
        self.strike = Button(look, self.tr("Strike again"), icon="regenerate", height=height)
        self.replay = Button(look, self.tr("Replay"), icon="retry", kind="primary", height=height)
        self.today.setToolTip(self.tr("What today's files and commands would change in it"))
        self.strike.setToolTip(self.tr("Send it anew, with today's files"))
        self.replay.setToolTip(self.tr("Send it once more, byte for byte"))
        self.menu = QMenu(self)
        self._fill_menu(others)
        self._lay_out()
        self._connect()
        self._tell("")
        self.table.selectRow(0)

    def first_focus(self) -> QWidget:
        return self.table

    def expect(self, beside: str, told: str) -> None:
        """It is being compared; ``beside`` says with what, ``told`` what is done for that."""
        self._beside = beside
        self.wait(told)

    def wait(self, told: str) -> None:
        """Something must be done before it can be compared; it can be stopped."""
        self._tell(told, waits=True)

    def refuse(self, why: str) -> None:
        """There is nothing to compare it with."""
        self._tell(why)

    def show_compared(self, compared: Compared) -> None:
        """Show how each piece stands in the request that was expected."""
        same = "" if compared.changes else self.tr("It is the same request, to the byte.")
        self._show(compared, f"{self._beside} {same}".strip())

    def _show(self, compared: Compared | None, told: str = "") -> None:
        self.model.compare(compared)
        self._tell(told)
        self.table.selectRow(0)
        self.table.setFocus()

    def _tell(self, told: str, *, waits: bool = False) -> None:
        self.told.set_text(told)
        self.stop.setVisible(waits)
        self.alone.setVisible(self.model.compares and not waits)
        self.today.setEnabled(not waits)
        self.other.setEnabled(not waits and not self.menu.isEmpty())

    def _fill_menu(self, others: Sequence[tuple[str, str]]) -> None:
        for name, told in others:
            self.menu.addAction(told).triggered.connect(partial(self.otherWanted.emit, name))
        hint = self.tr("The request of another answer of this session")
        none = self.tr("No other answer of this session has a receipt")
        self.other.setToolTip(hint if others else none)

    def _lay_out(self) -> None:
        look, sent = self._look, self.opened.sent
        facts = [f"{sent.backend}/{sent.model}", plain_url(sent.base_url)]
        facts += [words.file_size(len(sent.body)), self.tr("receipt {name}")]
        line = " · ".join(one for one in facts if one).format(name=sent.name[:12])
        center = Qt.AlignmentFlag.AlignVCenter
        icon = QLabel(self.box)
        icon.setPixmap(look.icons.pixmap("receipt", "accentText", 18, self.devicePixelRatioF()))
        title = Paragraph(look, self.tr("What was sent"), face="dialogTitle", parent=self.box)
        about = Paragraph(look, line, color="dim", parent=self.box)
        top = _row(20, 12, 14, 10, spacing=8)
        for one in (icon, title, about):
            top.addWidget(one, 0, center)
        top.addStretch(1)
        top.addWidget(self.cross)
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Pieces"))
        dress(look, self.table, 0)
        # names of pieces begin alike, and differ at their end
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        halves = QSplitter(Qt.Orientation.Horizontal, self.box)
        halves.addWidget(self.table)
        halves.addWidget(self.text)
        halves.setSizes([520, 600])
        news = _row(20, 0, 18, 0)
        news.addWidget(self.told, 1, center)
        news.addWidget(self.stop)
        news.addWidget(self.alone)
        middle = _row(14, 0, 0, 0)
        middle.addWidget(halves)
        foot = _row(20, 10, 18, 12)
        for one in (self.copy, self.today, self.other):
            foot.addWidget(one)
        foot.addStretch(1)
        foot.addWidget(self.strike)
        foot.addWidget(self.replay)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(news)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.cross.clicked.connect(self.dismiss)
        self.text.saveWanted.connect(self.saveWanted)
        self.copy.clicked.connect(self._on_copy)
        self.today.clicked.connect(self.todayWanted)
        self.other.clicked.connect(self._on_other)
        self.alone.clicked.connect(partial(self._show, None))
        self.stop.clicked.connect(self.stopWanted)
        self.strike.clicked.connect(self._on_strike)
        self.replay.clicked.connect(self._on_replay)

    def _on_row(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.model.rows[index.row()]
        if self.model.compares:
            same = self.tr("The other request has it as well.")
            far = self.tr("It differs; what it said stands in the whole request.")
            self.text.show_changes(row.name, row.changes or (far if row.beside else same))
        elif row.piece is not None:
            whole = self.tr("Its protocol has changed this text; it stands in the whole request.")
            self.text.show_piece(row.name, row.text or whole, row.bytes)
        elif index.row() == 0:
            self.text.set_body(self.opened.sent.body, None)
        else:
            told = self.tr("What stands between the pieces: names, brackets and parameters.")
            self.text.show_piece(row.name, told, row.bytes)

    def _on_other(self) -> None:
        self.menu.popup(self.other.mapToGlobal(QPoint(0, -self.menu.sizeHint().height())))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.opened.sent.body.decode("utf-8", "replace"))

    def _on_strike(self) -> None:
        self.dismiss()
        self.strikeWanted.emit()

    def _on_replay(self) -> None:
        self.dismiss()
        self.replayWanted.emit()


def _row(left: int, top: int, right: int, bottom: int, spacing: int = 6) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(left, top, right, bottom)
    row.setSpacing(spacing)
    return row
