"""The bar that shows where a link leads before it is followed, or why it is not."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import draw_line
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.reading.links import Link

PAD: Final = 12
REFUSED: Final = "refused"


class LinkBar(QWidget):
    """Asks before anything is opened.

    Signals:
        confirmed(object): this Link is to be opened.
        closed(): it was closed, opened or not; the text has the focus again.
    """

    confirmed = Signal(object)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._link: Link | None = None
        self.told = Paragraph(look, parent=self)
        self.address = Paragraph(look, face="chip", color="accentText", parent=self)
        self.open_button = Button(look, self.tr("Open"), kind="primary", parent=self)
        self.copy_button = Button(look, self.tr("Copy address"), kind="quiet", parent=self)
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.told)
        words.addWidget(self.address)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 6, PAD, 7)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.open_button)
        row.addWidget(self.close_button)
        self.open_button.clicked.connect(self._on_open)
        self.copy_button.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.dismiss)
        self.hide()

    def ask(self, link: Link) -> None:
        """Show a link, with what it may do."""
        self._link = link
        refused = link.kind == REFUSED
        told = {
            REFUSED: self.tr("This link is not opened. %1").replace("%1", link.sentence),
            "web": self.tr("This link leads to the web. Your browser would open:"),
            "mail": self.tr("This link writes a mail. Your mail program would open:"),
        }
        self.told.set_text(told.get(link.kind, self.tr("This link leads to another session:")))
        self.address.set_text(link.address)
        self.open_button.setVisible(not refused)
        self.setAccessibleName(f"{self.told.text()} {link.address}")
        self.show()
        (self.copy_button if refused else self.open_button).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def dismiss(self) -> None:
        """Close without opening anything."""
        self._link = None
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.color("panel"))
        draw_line(painter, 0, 0, self.width(), self._look.theme.color("border"))

    def _on_open(self) -> None:
        link = self._link
        self.dismiss()
        if link is not None and link.kind != REFUSED:
            self.confirmed.emit(link)

    def _on_copy(self) -> None:
        if self._link is not None:
            QGuiApplication.clipboard().setText(self._link.address)
        self.dismiss()
