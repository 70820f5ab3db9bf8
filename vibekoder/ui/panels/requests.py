"""The requests panel: every running request of every tab, each with its Stop."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QRect,
    QSize,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import (
    RIGHT,
    draw_line,
    draw_text,
    node_of,
)
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.panels.request_list import RequestList, RequestRow, RequestView, columns

ROWS_SHOWN: Final = 5
HEAD_HEIGHT: Final = 30


class RequestsHead(QWidget):
    """The panel's title with the count, the titles of the columns, Stop all and close."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self._inset = 0
        self.setFixedHeight(HEAD_HEIGHT)
        self.stop_all = Button(look, self.tr("Stop all"), kind="link", parent=self)
        self.stop_all.face = "small"
        self.close_panel = IconButton(look, "close", self.tr("Hide requests"), parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 8, 2)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.stop_all)
        row.addWidget(self.close_panel)
        self.set_count(0)

    def set_count(self, number: int) -> None:
        """How many requests run."""
        self._count = number
        self.stop_all.setVisible(number > 1)
        self.update()

    def set_inset(self, pixels: int) -> None:
        """How much narrower the rows are than this head: their scroll bar."""
        if pixels != self._inset:
            self._inset = pixels
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        small, dim = theme.font("small"), theme.color("dim")
        strong = theme.font("small")
        strong.setWeight(strong.Weight.DemiBold)
        place = columns(self.rect().adjusted(0, 0, -self._inset, 0))
        pad = theme.space("panelPadX")
        title = QRect(pad, 0, place.model.x() - pad if self._count else self.width(), self.height())
        used = draw_text(painter, title, self.tr("Requests"), strong, dim)
        if not self._count:
            return
        running = self.tr("{n} running").format(n=self._count)
        draw_text(painter, title.adjusted(used + 8, 0, 0, 0), running, small, dim)
        for box, word, align in (
            (place.model, self.tr("Model"), None),
            (place.state, self.tr("State"), None),
            (place.elapsed, self.tr("Elapsed"), RIGHT),
            (place.tokens, self.tr("Tokens"), RIGHT),
            (place.rate, self.tr("Rate"), RIGHT),
        ):
            if align is None:
                draw_text(painter, box, word, small, dim)
            else:
                draw_text(painter, box, word, small, dim, align)
        y = self.height() - 1
        draw_line(painter, 0, y, self.width(), theme.color("hairline"))


class RequestsPanel(QWidget):
    """Every running request of every tab, at most five rows tall.

    Signals:
        cancelWanted(id: str): one request is to be stopped.
        cancelAllWanted(): all of them.
        openWanted(id: str): the session of a request is to be shown.
        closeWanted(): the panel is to be hidden.
    """

    cancelWanted = Signal(str)
    cancelAllWanted = Signal()
    openWanted = Signal(str)
    closeWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(self.tr("Requests"))
        self.head = RequestsHead(look, self)
        self.model = RequestList(self)
        self.view = RequestView(look, self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Running requests"))
        self.quiet = EmptyState(look, "no_requests", small=True, parent=self)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.quiet)
        self._pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 4)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._pages, 1)
        self._connect()

    def set_rows(self, rows: Sequence[RequestRow]) -> None:
        """Show the requests that run now."""
        before = len(self.model.rows)
        self.model.show(rows)
        self.head.set_count(len(rows))
        self._pages.setCurrentWidget(self.view if rows else self.quiet)
        running = any(node_of(row.state) == "running" for row in rows)
        self._look.pulse.set_beating(self.view, running)
        if rows and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        if min(before, ROWS_SHOWN) != min(len(rows), ROWS_SHOWN):
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def sizeHint(self) -> QSize:
        shown = min(ROWS_SHOWN, max(2, len(self.model.rows)))
        return QSize(600, HEAD_HEIGHT + shown * self._look.theme.size("rowTable") + 5)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEAD_HEIGHT + self._look.theme.size("rowTable") + 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def _connect(self) -> None:
        self.view.delegate.stopPressed.connect(self._on_stop)
        self.view.stopWanted.connect(self._on_stop)
        self.view.openWanted.connect(self._on_open)
        self.view.verticalScrollBar().rangeChanged.connect(self._align)
        self.head.stop_all.clicked.connect(self.cancelAllWanted)
        self.head.close_panel.clicked.connect(self.closeWanted)
        self._look.pulse.beat.connect(self._on_beat)
        self._look.theme.changed.connect(self.update)

    def _align(self) -> None:
        bar = self.view.verticalScrollBar()
        self.head.set_inset(bar.sizeHint().width() if bar.maximum() else 0)

    def _on_stop(self, index: QModelIndex) -> None:
        self.cancelWanted.emit(self.model.rows[index.row()].id)

    def _on_open(self, index: QModelIndex) -> None:
        self.openWanted.emit(self.model.rows[index.row()].id)

    def _on_beat(self) -> None:
        if self.model.rows:
            self.view.viewport().update(0, 0, 34, self.view.viewport().height())
