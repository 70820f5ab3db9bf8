"""The bar over a session's text in which one looks for words, and puts others in their place."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.finding import Query
from vibekoder.ui.buttons import Button, IconButton, keyboard_focus, press_or_pass
from vibekoder.ui.draw import CENTER, draw_line, draw_ring, draw_text, fill_box
from vibekoder.ui.editor.search import Search
from vibekoder.ui.keymap import KeyTip
from vibekoder.ui.look import Look

FIELD: Final = 360
PAD: Final = 12
GAP: Final = 6


class SignButton(QAbstractButton):
    """A toggle of the search: a sign such as ``Aa``, with a name for screen readers."""

    def __init__(self, look: Look, sign: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setText(sign)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self._look.theme.size("toolButton")
        return QSize(side + 4, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign: on a tint while it is on."""
        theme = self._look.theme
        painter = QPainter(self)
        ground = "accentTint" if self.isChecked() else ("hover" if self.underMouse() else "")
        radius = theme.radius("control")
        if ground:
            fill_box(painter, self.rect(), radius, theme.color(ground))
        color = theme.color("accentText" if self.isChecked() else "dim")
        draw_text(painter, self.rect(), self.text(), theme.font("chip"), color, CENTER)
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), radius, self._look)


class FindBar(QWidget):
    """Drives a ``Search``; opened with a key, closed with Esc.

    Signals:
        closed(): it was closed; the text has the focus again.
        replaceAllWanted(str): all hits are to become this text.
    """

    closed = Signal()
    replaceAllWanted = Signal(str)

    def __init__(self, look: Look, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._search = search
        self.field = self._line(self.tr("Find in this session"))
        self.case = SignButton(look, "Aa", self.tr("Match case"), self)
        self.word = SignButton(look, "ab|", self.tr("Whole words"), self)
        self.regex = SignButton(look, ".*", self.tr("Regular expression"), self)
        self.told = QLabel(self)
        self.back = self._button(self.tr("Previous"), "edit.find_previous")
        self.next = self._button(self.tr("Next"), "edit.find_next")
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self)
        self.other = self._line(self.tr("Replace with"))
        self.one = self._button(self.tr("Replace"), "")
        self.all = self._button(self.tr("Replace all"), "Ctrl+Alt+Return")
        self._second = QWidget(self)
        self._lay_out()
        self._connect()
        self._on_theme()
        self.hide()

    def open(self, text: str, *, replace: bool) -> None:
        """Show the bar; ``text`` is looked for, if there is any."""
        self._second.setVisible(replace)
        self.show()
        if text and "\n" not in text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look_for(go=False)

    def dismiss(self) -> None:
        """Close the bar; nothing is looked for any more."""
        self._search.look_for(None)
        self.hide()
        self.closed.emit()

    def step(self, by: int) -> None:
        """The next hit, or the one before; what was looked for last, if the bar is closed."""
        if not self._search.active:
            self._look_for(go=False)
        self._search.go(by)

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(), self.case.isChecked(), self.word.isChecked(), self.regex.isChecked()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below it."""
        painter = QPainter(self)
        theme = self._look.theme
        painter.fillRect(self.rect(), theme.color("panel"))
        draw_line(painter, 0, self.height() - 1, self.width(), theme.color("border"))
        icon = QRectF(PAD, 0, 16, self.field.geometry().bottom() + self.field.y())
        self._look.icons.paint(painter, icon, "search", "dim")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, wherever in the bar the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the fields, Return goes on, Shift+Return back; in the second one it replaces."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if control:
                    self._replace_all()
                elif watched is self.other:
                    self._replace_one()
                else:
                    self.step(-1 if back else 1)
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """The key that sends a prompt does not send one from here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            wanted = event.keyCombination().key()
            if wanted in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.setMinimumWidth(120)
        line.setMaximumWidth(FIELD)
        line.setFixedHeight(self._look.theme.size("button"))
        line.setTextMargins(6, 0, 6, 0)
        line.installEventFilter(self)
        return line

    def _button(self, text: str, key: str) -> Button:
        button = Button(self._look, text, kind="quiet", parent=self)
        KeyTip(button, self._look.keys, text, key)
        return button

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setContentsMargins(PAD + 24, GAP, PAD, GAP)
        first.setSpacing(4)
        first.addWidget(self.field, 3)
        for widget in (self.case, self.word, self.regex):
            first.addWidget(widget)
        first.addSpacing(6)
        first.addWidget(self.told)
        first.addStretch(1)
        for widget in (self.back, self.next, self.close_button):
            first.addWidget(widget)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(PAD + 24, 0, PAD, GAP)
        second.setSpacing(4)
        second.addWidget(self.other, 3)
        second.addWidget(self.one)
        second.addWidget(self.all)
        second.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 1)
        whole.setSpacing(0)
        whole.addLayout(first)
        whole.addWidget(self._second)
        # what is looked for, what takes its place, and only then how
        toggles, ways = (self.case, self.word, self.regex), (self.back, self.next)
        order = (self.field, self.other, *toggles, *ways, self.close_button, self.one, self.all)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_query)
        for toggle in (self.case, self.word, self.regex):
            toggle.toggled.connect(self._on_query)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.one.clicked.connect(self._replace_one)
        self.all.clicked.connect(self._replace_all)
        self.close_button.clicked.connect(self.dismiss)
        self._search.counted.connect(self._tell)
        self._look.theme.changed.connect(self._on_theme)

    def _look_for(self, *, go: bool) -> None:
        self._search.look_for(self.query, go=go)

    def _on_query(self) -> None:
        self._look_for(go=True)

    def _on_back(self) -> None:
        self.step(-1)

    def _on_next(self) -> None:
        self.step(1)

    def _replace_one(self) -> None:
        self._search.replace(self.other.text())
        self._search.go(1)

    def _replace_all(self) -> None:
        if self._search.active and self._second.isVisible():
            self.replaceAllWanted.emit(self.other.text())

    def _tell(self) -> None:
        """How many there are; of an expression that is none, why."""
        search = self._search
        if not self.isVisible():
            return
        bad = bool(search.complaint)
        if bad or not search.active:
            text = search.complaint
        elif not search.count:
            text = self.tr("Nothing found") if search.done else self.tr("Searching…")
            bad = search.done
        else:
            count = str(search.count) if search.done else f"{search.count}…"
            place = search.place
            text = self.tr("%1 of %2") if place else self.tr("%2 found")
            text = text.replace("%1", str(place)).replace("%2", count)
        self.told.setText(text)
        role = self.told.foregroundRole()
        palette = QPalette(self.told.palette())
        palette.setColor(role, self._look.theme.color("error" if bad else "dim"))
        self.told.setPalette(palette)

    def _on_theme(self) -> None:
        font = self._look.theme.font("body")
        self.told.setFont(font)
        self.told.setMinimumWidth(QFontMetrics(font).horizontalAdvance("000 of 0000"))
        self.update()
