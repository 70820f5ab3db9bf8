"""What would be sent next: the stack of pieces, and what it weighs against the model's window."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.next_request import NextRequest
from vibekoder.app.tongue import tr
from vibekoder.engine.pieces import Source, State
from vibekoder.engine.stack import NOTHING
from vibekoder.engine.together import BUNDLE
from vibekoder.ui import meter, words
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.draw import draw_line, draw_text, fill_box
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.meter import Meter
from vibekoder.ui.panels.context_detail import ContextDetail
from vibekoder.ui.panels.context_tree import ContextTree, ContextView

FOOT_LINE: Final = 18
FILES: Final = ("file", "part", "picture", "heading", BUNDLE)
"""Kinds of rows that stand for one file, or for something in it."""


class ContextHead(QWidget):
    """The panel's title with its two buttons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.add = IconButton(
            look, "plus", self.tr("Add a piece"), key="session.add_piece", parent=self
        )
        self.preflight = IconButton(
            look, "preflight", self.tr("Preflight"), key="session.preflight", parent=self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(look.theme.space("panelPadX"), 3, 9, 3)
        row.setSpacing(2)
        row.addStretch(1)
        row.addWidget(self.add)
        row.addWidget(self.preflight)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        box = self.rect().adjusted(theme.space("panelPadX"), 0, -70, 0)
        draw_text(QPainter(self), box, self.tr("Next request"), font, theme.color("dim"))


_WRONG = ("error", "file-missing")


class ContextFoot(QWidget):
    """The running total: bar, tokens of the window, cost, what is new, what stops it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.bar = Meter(look, parent=self)
        self._lines: list[tuple[str, str, str]] = []
        self._total = ("", "", "")
        self._shares: tuple[tuple[str, str], ...] = ()
        column = QVBoxLayout(self)
        pad = look.theme.space("panelPadX")
        column.setContentsMargins(pad, 12, pad, 10)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """All that it says."""
        shares = " · ".join(text for text, _ in self._shares)
        return " ".join((*self._total, shares, *(text for text, _, _ in self._lines))).strip()

    def set_request(self, request: NextRequest | None) -> None:
        """Tell what this would weigh."""
        outlook = request.outlook if request is not None else NOTHING
        self.setVisible(not outlook.empty)
        if request is None or outlook.empty:
            return
        self.bar.set_request(request)
        window = meter.window_of(request)
        window = f"{window} {self.tr('tokens')}" if request.facts.context else window
        window = f"{window}, {meter.share_of(request.calibration)}"
        self._total = (meter.tokens_of(request), window, meter.cost_of(request))
        self._lines, self._shares = [], ()
        if outlook.before is not None and outlook.tokens:
            share = round(100 * min(outlook.before, outlook.tokens) / outlook.tokens)
            old = self.tr("{n} % as last sent").format(n=share)
            new = self.tr("{n} % new").format(n=100 - share)
            self._shares = ((old, "accent"), (new, "brass"))
        context = request.facts.context
        if context and outlook.tokens > context:
            told = self.tr("It does not fit: ~{n} tokens too many")
            self._lines.append((told.format(n=words.count(outlook.tokens - context)), *_WRONG))
        missing = meter.missing_of(request)
        if missing:
            self._lines.append((missing, *_WRONG))
        if outlook.secrets:
            told = tr("%n strings look like secrets", outlook.secrets)
            self._lines.append((told, "error", "lock"))
        if not outlook.whole:
            self._lines.append((self.tr("Still counting…"), "dim", ""))
        self.setAccessibleName(self.text)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        bar = 12 if self.bar.isVisibleTo(self) else 0
        lines = 1 + bool(self._shares) + len(self._lines)
        return QSize(200, 12 + bar + FOOT_LINE * lines + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        draw_line(painter, 0, 0, self.width(), theme.color("hairline"))
        pad = theme.space("panelPadX")
        y = 12 + (12 if self.bar.isVisibleTo(self) else 0)
        tokens, window, cost = self._total
        box = QRectF(pad, y, self.width() - 2 * pad, FOOT_LINE)
        strong, small = theme.font("bodyStrong"), theme.font("small")
        used = draw_text(painter, box, tokens, strong, theme.color("text"))
        draw_text(painter, box.adjusted(used + 5, 0, 0, 0), window, small, theme.color("dim"))
        small.setWeight(small.Weight.Medium)
        width = QFontMetrics(small).horizontalAdvance(cost) + 2
        place = QRectF(box.right() - width, y, width, FOOT_LINE)
        draw_text(painter, place, cost, small, theme.color("text"))
        if self._shares:
            box.translate(0, FOOT_LINE)
            self._paint_shares(painter, box)
        for text, color, icon in self._lines:
            box.translate(0, FOOT_LINE)
            if icon:
                spot = QRectF(pad, box.y(), 14, FOOT_LINE)
                self._look.icons.paint(painter, spot, icon, color, 13)
            place = box.adjusted(18 if icon else 0, 0, 0, 0)
            draw_text(painter, place, text, theme.font("small"), theme.color(color))

    def _paint_shares(self, painter: QPainter, box: QRectF) -> None:
        """What the colours of the bar stand for."""
        theme, left = self._look.theme, box.x()
        for text, color in self._shares:
            square = QRectF(left, box.center().y() - 4, 8, 8)
            fill_box(painter, square, 2, theme.color(color))
            place = QRectF(left + 14, box.y(), box.right() - left - 14, FOOT_LINE)
            left += 30 + draw_text(painter, place, text, theme.font("small"), theme.color("dim"))


class ContextPanel(QWidget):
    """The next request of the shown session.

    Signals:
        addWanted(): another piece is to be chosen.
        preflightWanted(): the exact request is to be shown.
        toggleWanted(object): switch this Source off or on.
        wholeWanted(object): the whole file in the place of the parts that this Source stands for.
        goWanted(object): show this Source in the text.
        moveWanted(object, object): this Source is to stand where that one does.
        stepWanted(object, int): this Source is to stand one place further up (-1) or down (1).
        removeWanted(object): take the directive of this Source away.
        openWanted(object): open the file of this Source in its own program.
        copyWanted(object): copy the directive of this Source.
        sentWanted(object): show the bytes that were sent for this Source.
        changesWanted(object): show what has changed since.
    """

    addWanted = Signal()
    preflightWanted = Signal()
    toggleWanted = Signal(object)
    wholeWanted = Signal(object)
    goWanted = Signal(object)
    moveWanted = Signal(object, object)
    stepWanted = Signal(object, int)
    removeWanted = Signal(object)
    openWanted = Signal(object)
    copyWanted = Signal(object)
    sentWanted = Signal(object)
    changesWanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._request: NextRequest | None = None
        self.setAccessibleName(self.tr("Next request"))
        self.head = ContextHead(look, self)
        self.model = ContextTree(self)
        self.view = ContextView(look, self.model, self)
        self.view.setAccessibleName(self.tr("Pieces of the next request"))
        self.detail = ContextDetail(look, self)
        self.foot = ContextFoot(look, self)
        self.empty = EmptyState(look, "no_pieces", small=True, parent=self)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._pages, 1)
        column.addWidget(self.detail)
        column.addWidget(self.foot)
        self._connect()
        self.set_request(None)

    def set_request(self, request: NextRequest | None) -> None:
        """Show the next request of another session."""
        if self._request is not None:
            self._request.changed.disconnect(self._show)
        self._request = request
        if request is not None:
            request.changed.connect(self._show)
        self._show()

    def menu(self, source: Source) -> QMenu:
        """What can be done with a piece."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        file = source.kind in FILES and bool(source.path)
        off = source.state is State.OFF
        top = source.parent is None
        part = top and source.kind in ("part", BUNDLE)
        other = bool(source.added or source.removed) and source.kind in ("file", "part")
        switch = self.tr("Switch on") if off else self.tr("Leave out")
        deeds = (
            (self.tr("Show in the text"), self.goWanted, True),
            (switch, self.toggleWanted, self.model.switchable(source)),
            (self.tr("Include the whole file"), self.wholeWanted, part),
            (self.tr("Open file"), self.openWanted, file),
            (self.tr("Copy directive"), self.copyWanted, bool(source.line)),
            (self.tr("Show what was sent"), self.sentWanted, bool(source.object)),
            (self.tr("Show what has changed"), self.changesWanted, other),
            (self.tr("Remove"), self.removeWanted, top),
        )
        for text, signal, there in deeds:
            if there:
                menu.addAction(text).triggered.connect(partial(signal.emit, source))
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def _connect(self) -> None:
        self.head.add.clicked.connect(self.addWanted)
        self.head.preflight.clicked.connect(self.preflightWanted)
        self.empty.acted.connect(self.addWanted)
        self.view.toggleWanted.connect(self.toggleWanted)
        self.view.goWanted.connect(self.goWanted)
        self.view.moveWanted.connect(self.moveWanted)
        self.view.stepWanted.connect(self.stepWanted)
        self.view.removeWanted.connect(self.removeWanted)
        self.view.menuWanted.connect(self._on_menu)
        self.view.pointed.connect(self._on_pointed)
        self.view.selectionModel().currentChanged.connect(self._on_pointed)
        self._look.theme.changed.connect(self.update)

    def _show(self) -> None:
        request = self._request
        outlook = request.outlook if request is not None else NOTHING
        self.model.show(outlook, self._cost)
        self.foot.set_request(request)
        # who went to the pieces before they were known is there now
        focus = QApplication.focusWidget()
        awaited = focus is not None and (focus is self.empty or self.empty.isAncestorOf(focus))
        self._pages.setCurrentWidget(self.view if self.model.rows else self.empty)
        # a row may be as it was, and cost other than it did
        self.view.viewport().update()
        self._on_pointed()
        if awaited and self.model.rows:
            self.view.setFocus()

    def _cost(self, tokens: int) -> str:
        cost = self._request.cost_of(tokens) if self._request is not None and tokens else None
        return f"~{words.money(cost)}" if cost is not None else ""

    def _on_menu(self, source: Source, at: QPoint) -> None:
        self.menu(source).popup(at)

    def _on_pointed(self) -> None:
        self.detail.show_face(self.view.face())
