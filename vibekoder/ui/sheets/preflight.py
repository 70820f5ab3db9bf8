"""The exact request before it leaves: its pieces, its bytes, what is new in it; then Send."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.models import ModelFacts, cost_of
from vibekoder.engine.flight import Flight
from vibekoder.engine.pieces import DRAFT
from vibekoder.ui import words
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets import flight_words
from vibekoder.ui.sheets.flight_notes import DROP, DROP_KEY, FlightNotes, Note
from vibekoder.ui.sheets.flight_rows import Row, rows_of
from vibekoder.ui.sheets.flight_sums import FlightSums, sums_of
from vibekoder.ui.sheets.flight_table import FlightHead, FlightRows, FlightView
from vibekoder.ui.sheets.flight_text import FlightText
from vibekoder.ui.sheets.sheet import Sheet

LEAST_TEXT = 215
"""The text keeps so many pixels, however many pieces there are."""


NOTE = 38
"""How tall a box below the table is, with what is between two."""


class PreflightSheet(Sheet):
    """Shows one Flight after another; sends nothing itself.

    ``altered`` tells that it is not what was shown, and to be sent, a moment ago.

    Signals:
        sendWanted(): what is shown is to be sent: without what cannot be had, and redacted.
        switchWanted(str, str, bool): leave out (True) or take in again the directive of this line,
            in the slice of this id, of none where it is the draft's.
        innerWanted(str, str, str, int): leave out of what the directive of this line, in the slice
            of this id, brings: of the headings or files of this name the one with this number.
        secretWanted(str): show or allow, what stops the send; see ``flight``.
        saveWanted(object): these bytes are to be saved to a file.
    """

    sendWanted = Signal()
    switchWanted = Signal(str, str, bool)
    innerWanted = Signal(str, str, str, int)
    secretWanted = Signal(str)
    saveWanted = Signal(object)

    def __init__(
        self,
        look: Look,
        title: str,
        goal: str,
        facts: ModelFacts,
        calibration: Calibration = UNKNOWN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, look.theme.area("preflight"), parent)
        self.setAccessibleName(self.tr("Preflight"))
        self._facts = facts
        self._calibration = calibration
        self.flight: Flight | None = None
        self.altered = False
        self.icon = QLabel(self.box)
        self.title = Paragraph(look, self.tr("Preflight"), face="dialogTitle", parent=self.box)
        self.session = Paragraph(look, title, color="dim", parent=self.box)
        self.goal = Paragraph(look, goal, color="dim", parent=self.box)
        self.cross = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self.head = FlightHead(look, self.box)
        self.rows = FlightRows(self)
        self.view = FlightView(look, self.rows, self.box)
        self.view.setAccessibleName(self.tr("Pieces of the request"))
        self.sums = FlightSums(look, self.box)
        self.notes = FlightNotes(look, self.box)
        self.text = FlightText(look, self.box)
        self.foot = Paragraph(look, "", color="dim", parent=self.box)
        button = "buttonDialog"
        self.cancel = Button(look, self.tr("Cancel"), height=button, parent=self.box)
        self.send = Button(
            look, self.tr("Send"), icon="strike", kind="primary", height=button, parent=self.box
        )
        self._top = QWidget(self.box)
        self._set_up()
        self._lay_out()
        self._connect()
        self.wait(self.tr("Looking at every piece…"))

    def wait(self, told: str) -> None:
        """Something is still to come."""
        self.notes.show_notes([Note("info", "preflight", told)])
        self.send.setEnabled(False)

    def refuse(self, why: str) -> None:
        """Nothing can be shown, and why."""
        self.notes.show_notes([Note("error", "warning", why)])
        self.send.setEnabled(False)

    def show_flight(self, flight: Flight) -> None:
        """Show this request."""
        self.flight = flight
        seen = flight.preview
        own = next((one.slice_id for one in reversed(seen.compiled.pieces) if one.slice_id), DRAFT)
        rows = rows_of(flight, self._cost, own or DRAFT)
        current = self.view.current()
        self.rows.show(rows)
        self.view.keep_current(current.key if current is not None else None)
        self.sums.show_sums(sums_of(flight, rows, self._facts, self._when(), self._calibration))
        self.notes.show_notes((*self._altered(), *flight_words.notes_of(flight)))
        self.send.setEnabled(bool(seen.body) and not seen.fit.refused)
        self.send.set_text(flight_words.verb_of(flight))
        self.foot.set_text(flight_words.foot_of(flight))
        self.text.set_body(seen.body, flight.alike)
        self._share_room()
        if self.send.isEnabled() and not self.view.hasFocus():
            self.send.setFocus()

    def first_focus(self) -> QWidget:
        return self.cancel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key that drops what stops the send; the others as in every sheet."""
        drop = self.notes.button(DROP)
        if drop is not None and QKeySequence(event.keyCombination()) == QKeySequence(DROP_KEY):
            drop.click()
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The table is as tall as its rows, and the text has the rest."""
        wanted = self.head.height() + len(self.rows.rows) * self._look.theme.size("rowTable") + 8
        most = max(150, self.box.height() - LEAST_TEXT - NOTE * len(self.notes.notes) - 122)
        self._top.setFixedHeight(min(max(wanted, self.sums.sizeHint().height()), most))

    def _set_up(self) -> None:
        look = self._look
        self.head.stand_over(self.view)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        look = self._look
        pixmap = look.icons.pixmap("preflight", "accentText", 18, self.devicePixelRatioF())
        self.icon.setPixmap(pixmap)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 12, 14, 10)
        top.setSpacing(8)
        for one in (self.icon, self.title, self.session):
            top.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        top.addWidget(self.goal, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.cross)
        table = QVBoxLayout()
        table.setSpacing(0)
        table.addWidget(self.head)
        table.addWidget(self.view, 1)
        middle = QHBoxLayout(self._top)
        middle.setContentsMargins(12, 0, 18, 0)
        middle.setSpacing(10)
        middle.addLayout(table, 1)
        middle.addWidget(self.sums)
        boxes = QHBoxLayout()
        boxes.setContentsMargins(14, 8, 14, 10)
        boxes.addWidget(self.notes)
        under = QHBoxLayout()
        under.setContentsMargins(20, 10, 18, 12)
        under.setSpacing(6)
        under.addWidget(self.foot, 1, Qt.AlignmentFlag.AlignVCenter)
        for one in (self.cancel, self.send):
            under.addWidget(one)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._top)
        column.addLayout(boxes)
        column.addWidget(self.text, 1)
        column.addLayout(under)

    def _connect(self) -> None:
        self.cross.clicked.connect(self.dismiss)
        self.cancel.clicked.connect(self.dismiss)
        self.send.clicked.connect(self._on_send)
        self.notes.acted.connect(self._on_note)
        self.view.chosen.connect(self._on_chosen)
        self.view.toggleWanted.connect(self._on_toggled)
        self.text.saveWanted.connect(self.saveWanted)
        self.rows.modelReset.connect(self._share_room)

    def _altered(self) -> tuple[Note, ...]:
        """That it is not what was shown before."""
        if not self.altered:
            return ()
        told = self.tr("Nothing was sent. This is what would leave now.")
        return (Note("warn", "drift", self.tr("It changed while you looked"), told),)

    def _when(self) -> str:
        """When the last request was asked for."""
        before = self.flight.before if self.flight is not None else None
        try:
            then = datetime.fromisoformat(before.when) if before is not None else None
        except ValueError:
            then = None
        if then is None:
            return self.tr("the last send")
        then = then.astimezone()
        return words.moment(then, datetime.now(then.tzinfo))

    def _cost(self, tokens: int) -> str:
        cost = cost_of({"input": tokens, "output": 0}, self._facts.prices)
        if cost is None:
            return words.UNKNOWN
        return "<$0.001" if 0 < cost < 0.001 else f"${cost:.3f}"

    def _on_chosen(self, row: Row) -> None:
        if self.flight is not None and row.line.weights:
            self.text.show_piece(row.name.strip(), self.flight.text(row.line), row.line.bytes)

    def _on_toggled(self, row: Row) -> None:
        above = self.rows.above(row)
        if above is None:
            self.switchWanted.emit(row.line.source, row.line.slice_id, bool(row.checked))
            return
        line = above[0].line
        self.innerWanted.emit(line.source, line.slice_id, row.line.name, above[1])

    def _on_note(self, name: str, note: Note) -> None:
        if name == "drop":
            self.switchWanted.emit(note.line, note.slice_id, True)
        else:
            self.dismiss()
            self.secretWanted.emit(name)

    def _on_send(self) -> None:
        self.dismiss()
        self.sendWanted.emit()
