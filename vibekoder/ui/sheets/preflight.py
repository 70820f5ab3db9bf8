"""The exact request before it leaves: its pieces, its bytes, what is new in it; then Send."""

from __future__ import annotations

import hashlib
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from vibekoder.core.models import ModelFacts, cost_of
from vibekoder.engine.flight import Flight
from vibekoder.engine.pieces import DRAFT
from vibekoder.ui import words
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.flight_table import FlightHead, FlightRows, FlightView, Row, rows_of
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import thin_bars

MOST: Final = 400_000
"""So many characters of a text are shown; the rest is said to be there."""
TEXT_HEIGHT: Final = 230


class PreflightSheet(Sheet):
    """Shows one Flight after another; sends nothing itself.

    Signals:
        sendWanted(): what is shown is to be sent.
        dropWanted(str, str): leave out the directive of this line, in the slice of this id (the
            draft's is ``draft``).
    """

    sendWanted = Signal()
    dropWanted = Signal(str, str)

    def __init__(
        self, look: Look, title: str, goal: str, facts: ModelFacts, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, look.theme.area("preflight"), parent)
        self.setAccessibleName(self.tr("Preflight"))
        self._facts = facts
        self.flight: Flight | None = None
        self._heaviest: tuple[str, str] | None = None
        self.title = Paragraph(look, self.tr("Preflight"), face="dialogTitle", parent=self.box)
        self.session = Paragraph(look, title, color="dim", parent=self.box)
        self.goal = Paragraph(look, goal, color="dim", parent=self.box)
        self.cross = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self.head = FlightHead(look, self.box)
        self.rows = FlightRows(self)
        self.view = FlightView(look, self.rows, self.box)
        self.view.setAccessibleName(self.tr("Pieces of the request"))
        self.sums = Paragraph(look, "", parent=self.box)
        self.warning = Paragraph(look, "", color="error", parent=self.box)
        self.about = QLabel(self.box)
        self.body = Button(look, self.tr("Exact body"), kind="quiet", parent=self.box)
        self.text = QPlainTextEdit(self.box)
        self.foot = Paragraph(
            look, self.tr("Nothing has left so far."), color="dim", parent=self.box
        )
        self.drop = Button(look, self.tr("Drop the file"), height="buttonDialog", parent=self.box)
        self.cancel = Button(look, self.tr("Cancel"), height="buttonDialog", parent=self.box)
        self.send = Button(
            look,
            self.tr("Send"),
            icon="strike",
            kind="primary",
            height="buttonDialog",
            parent=self.box,
        )
        self._set_up()
        self._lay_out()
        self._connect()
        self.wait(self.tr("Looking at every piece…"))

    def wait(self, told: str) -> None:
        """Something is still to come."""
        self.warning.set_color("dim")
        self.warning.set_text(told)
        self.drop.hide()
        self.send.setEnabled(False)

    def refuse(self, why: str) -> None:
        """Nothing can be shown, and why."""
        self.wait(why)
        self.warning.set_color("error")

    def show_flight(self, flight: Flight) -> None:
        """Show this request."""
        self.flight = flight
        seen = flight.preview
        own = next((one.slice_id for one in reversed(seen.compiled.pieces) if one.slice_id), DRAFT)
        self.rows.show(rows_of(flight, self._cost, own or DRAFT))
        self.sums.set_text("\n".join(self._sums(flight)))
        heavy, over = seen.fit.heaviest, seen.fit.over
        can = bool(seen.body) and not seen.fit.refused and not seen.missing
        self._heaviest = None
        if over and heavy is not None and heavy.source:
            self._heaviest = (heavy.source, heavy.slice_id)
        elif seen.missing:
            self._heaviest = (seen.missing[0].line, seen.missing[0].slice_id)
        self.drop.setVisible(self._heaviest is not None)
        self.send.setEnabled(can)
        wrong = seen.fit.refused or seen.missing or seen.secrets
        self.warning.set_color("error" if wrong else "warn")
        self.warning.set_text(self._warned(flight))
        self._show_body()
        if self.rows.rows and not self.view.currentIndex().isValid():
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.rows.index(0))
            self.view.selectionModel().blockSignals(False)
        if can and not self.view.hasFocus():
            self.send.setFocus()

    def first_focus(self) -> QWidget:
        return self.cancel

    def _set_up(self) -> None:
        look = self._look
        self.text.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.text.setFont(look.theme.font("code"))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the request"))
        self.about.setFont(look.theme.font("small"))
        thin_bars(look, self.text)
        thin_bars(look, self.view)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        look = self._look
        palette = look.theme.palette()
        palette.setColor(palette.ColorRole.Base, look.theme.color("raised"))
        self.view.setPalette(palette)
        palette.setColor(palette.ColorRole.Base, look.theme.color("codeBg"))
        self.text.setPalette(palette)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for one in (self.title, self.session):
            top.addWidget(one)
        top.addStretch(1)
        top.addWidget(self.goal)
        top.addWidget(self.cross)
        table = QVBoxLayout()
        table.setSpacing(0)
        table.addWidget(self.head)
        table.addWidget(self.view, 1)
        side = QVBoxLayout()
        side.addWidget(self.sums)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(table, 1)
        middle.addLayout(side)
        self.sums.setFixedWidth(230)
        between = QHBoxLayout()
        between.addWidget(self.body)
        between.addStretch(1)
        between.addWidget(self.about)
        self.text.setFixedHeight(TEXT_HEIGHT)
        under = QHBoxLayout()
        under.setSpacing(6)
        under.addWidget(self.foot, 1)
        for one in (self.drop, self.cancel, self.send):
            under.addWidget(one)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(20, 14, 18, 14)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self.warning)
        column.addLayout(between)
        column.addWidget(self.text)
        column.addLayout(under)

    def _connect(self) -> None:
        self.cross.clicked.connect(self.dismiss)
        self.cancel.clicked.connect(self.dismiss)
        self.send.clicked.connect(self._on_send)
        self.drop.clicked.connect(self._on_drop)
        self.body.clicked.connect(self._show_body)
        self.view.chosen.connect(self._on_chosen)
        self.view.dropWanted.connect(self._on_row_dropped)

    def _warned(self, flight: Flight) -> str:
        seen = flight.preview
        told = [f"{one.line}: {one.why}." for one in seen.missing]
        if seen.secrets:
            # the send itself stops there and asks
            secrets = self.tr("Secrets found: {n}. Send asks what is to become of them.")
            told.append(secrets.format(n=len(seen.secrets)))
        heavy, over = seen.fit.heaviest, seen.fit.over
        if over and heavy is not None:
            said = self.tr("It does not fit: ~{n} tokens too many. Most of it is {name}.")
            if not seen.fit.refused:
                said = self.tr("It may not fit: ~{n} tokens too many. Most of it is {name}.")
            told.append(said.format(n=words.count(over), name=heavy.name))
        return "\n".join([*told, *seen.compiled.warnings])

    def _sums(self, flight: Flight) -> list[str]:
        context = self._facts.context
        size = self.tr("of {n} tokens").format(n=words.count(context)) if context else "tokens"
        told = [f"~{words.count(flight.tokens)} {size}"]
        if flight.alike is not None:
            new = flight.tokens - flight.reused
            old = self.tr("As last sent, a cache may have it: ~{n}")
            told += [
                old.format(n=words.count(flight.reused)),
                self.tr("New or changed: ~{n}").format(n=words.count(new)),
                self.tr("First byte that differs: {n}").format(n=f"{flight.alike:,}"),
            ]
        cost = cost_of({"input": flight.tokens, "output": 0}, self._facts.prices)
        if cost is not None:
            told.append(self.tr("Request: ~{cost}").format(cost=words.money(cost)))
        if self._facts.output and self._facts.prices:
            most = cost_of({"input": 0, "output": self._facts.output}, self._facts.prices)
            line = self.tr("Answer, at most {n}: ~{cost}")
            told.append(line.format(n=words.count(self._facts.output), cost=words.money(most)))
        return told

    def _cost(self, tokens: int) -> str:
        cost = cost_of({"input": tokens, "output": 0}, self._facts.prices)
        return "" if cost is None else words.money(cost)

    def _show_body(self) -> None:
        if self.flight is None:
            return
        data = self.flight.preview.body
        digest = hashlib.sha256(data).hexdigest()[:8]
        self.about.setText(f"{len(data):,} bytes · {digest}" if data else "")
        self._read(data.decode("utf-8", "replace"))

    def _on_chosen(self, row: Row) -> None:
        if self.flight is not None and row.line.weights:
            self.about.setText(f"{row.name} · {row.line.bytes:,} bytes")
            self._read(self.flight.text(row.line))

    def _read(self, text: str) -> None:
        rest = len(text) - MOST
        more = self.tr("\n… and {n} more characters").format(n=f"{rest:,}") if rest > 0 else ""
        self.text.setPlainText(text[:MOST] + more)

    def _on_row_dropped(self, row: Row) -> None:
        if row.line.source:
            self.dropWanted.emit(row.line.source, row.line.slice_id)

    def _on_drop(self) -> None:
        if self._heaviest is not None:
            self.dropWanted.emit(*self._heaviest)

    def _on_send(self) -> None:
        self.dismiss()
        self.sendWanted.emit()
