"""What must be said without stopping anyone: quiet cards beside the text, kept to read later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.app.notice import Notice
from vibekoder.app.tongue import tr
from vibekoder.core.errors import VibeKoderError
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.draw import fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

WIDEST: Final = 400
EDGE: Final = 16
GAP: Final = 8
STAY_MS: Final = 8000
SHOWN_AT_ONCE: Final = 4
LOG_LENGTH: Final = 200
ICONS: Final = {"info": "info", "warn": "warning", "error": "error"}


@dataclass(frozen=True, slots=True)
class Logged:
    """A notice and when it came; ``over`` once what it offered was done or is no longer so."""

    when: datetime
    notice: Notice
    over: bool = False


class NoticeCard(QFrame):
    """One notice: rail, icon, words, actions and a cross.

    Signals:
        acted(action: str): one of its actions was pressed.
        closed(): it was waved away.
    """

    acted = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.notice = notice
        self.setAccessibleName(f"{notice.title} {notice.text}".strip())
        self.title = Paragraph(look, notice.title, face="bodyStrong", parent=self)
        self.close_button = IconButton(look, "close", self.tr("Close notice"), parent=self)
        self.close_button.clicked.connect(self.closed)
        self.buttons: dict[str, Button] = {}
        self.title.setContentsMargins(0, 3, 0, 0)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 8, 8, 10)
        column.setSpacing(0)
        column.addLayout(head)
        if notice.text:
            column.addWidget(Paragraph(look, notice.text, color="dim", parent=self))
        if notice.actions:
            column.addSpacing(6)
            column.addLayout(self._action_row())
        look.theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, kind = self._look.theme, self.notice.kind
        painter = QPainter(self)
        radius = theme.radius("card")
        fill_box(painter, self.rect(), radius, theme.color(f"{kind}Tint"), theme.color("border"))
        rail = round(theme.border("stateRail"))
        fill_box(painter, QRect(6, 8, rail, self.height() - 16), rail / 2, theme.color(kind))
        self._look.icons.paint(painter, QRect(16, 10, 18, 22), ICONS[kind], kind)

    def _action_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for at, (name, verb) in enumerate(self.notice.actions):
            kind = "link" if at else "plain"
            button = Button(self._look, tr(verb), kind=kind, height="chip", parent=self)
            button.clicked.connect(partial(self.acted.emit, name))
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row


class Notices(QWidget):
    """The stack of notices at the lower right of its parent, newest at the foot.

    It lies over the parent and takes only the room of its cards; it never takes the focus.
    Infos leave by themselves unless they offer something to do. One log holds what several of
    them say, if it is given.

    Signals:
        acted(key: str, action: str): an action of a notice was pressed; the notice is gone.
        logged(): ``log`` has grown.
    """

    acted = Signal(str, str)
    logged = Signal()

    def __init__(self, look: Look, parent: QWidget, log: Notices | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._bottom = EDGE
        self._log: tuple[Logged, ...] = ()
        self._kept_in = log
        self.cards: tuple[NoticeCard, ...] = ()
        self.setAccessibleName(self.tr("Notices"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.hide()
        parent.installEventFilter(self)

    @property
    def log(self) -> tuple[Logged, ...]:
        """All that was said so far, wherever it was."""
        return self._log if self._kept_in is None else self._kept_in.log

    @log.setter
    def log(self, log: tuple[Logged, ...]) -> None:
        if self._kept_in is None:
            self._log = log
        else:
            self._kept_in.log = log

    def keep(self, one: Logged) -> None:
        """Only into the log: it is said elsewhere."""
        self.log = (*self.log, one)[-LOG_LENGTH:]
        self.logged.emit()

    def show_problem(self, problem: VibeKoderError) -> None:
        """Say why something could not be done."""
        self.show_notice(Notice("error", problem.sentence, problem.hint))

    def show_notice(self, notice: Notice, now: datetime | None = None) -> None:
        """Show it and keep it in the log; a screen reader says it."""
        when = now or datetime.now().astimezone()
        if notice.key:
            self.take_back(notice.key)
        (self if self._kept_in is None else self._kept_in).keep(Logged(when, notice))
        card = NoticeCard(self._look, notice, self)
        card.acted.connect(partial(self._on_acted, card))
        card.closed.connect(partial(self._drop, card))
        self.cards = (*self.cards, card)
        self._column.addWidget(card)
        for old in self.cards[:-SHOWN_AT_ONCE]:
            self._drop(old)
        if notice.kind == "info" and not notice.actions:
            timer = QTimer(card)
            timer.setSingleShot(True)
            timer.timeout.connect(partial(self._drop, card))
            timer.start(STAY_MS)
        self._place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, card.accessibleName()))

    def take_back(self, key: str) -> None:
        """Remove the notice with this key: what it told is no longer so."""
        self.log = tuple(
            replace(one, over=True) if one.notice.key == key else one for one in self.log
        )
        for card in self.cards:
            if card.notice.key == key:
                self._drop(card)

    def set_bottom(self, pixels: int) -> None:
        """Keep this much free at the foot of the parent, such as the composer's height."""
        if self._bottom != pixels + EDGE:
            self._bottom = pixels + EDGE
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def act(self, notice: Notice, action: str) -> None:
        """Do what a notice offers, from its card or later; it is offered once."""
        self.log = tuple(
            replace(one, over=True) if one.notice is notice else one for one in self.log
        )
        for card in self.cards:
            if card.notice is notice:
                self._drop(card)
        self.acted.emit(notice.key, action)

    def _on_acted(self, card: NoticeCard, action: str) -> None:
        self.act(card.notice, action)

    def _drop(self, card: NoticeCard) -> None:
        if card not in self.cards:
            return
        self.cards = tuple(one for one in self.cards if one is not card)
        self._column.removeWidget(card)
        card.hide()
        # later: the press of its own button may still be running
        card.deleteLater()
        self._place()

    def _place(self) -> None:
        area = self.parentWidget()
        self.setVisible(bool(self.cards))
        if not self.cards or area is None:
            return
        width = max(200, min(WIDEST, area.width() - 2 * EDGE))
        height = sum(card.heightForWidth(width) for card in self.cards)
        height += GAP * (len(self.cards) - 1)
        left = area.width() - width - EDGE
        top = max(EDGE, area.height() - self._bottom - height)
        self.setGeometry(left, top, width, height)
        self.raise_()
