"""The search in all sessions: a field, and what is found as one types, in its context."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from vibekoder.core.seeking import Wanted, read_wanted
from vibekoder.store.search import Found
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.draw import draw_text
from vibekoder.ui.find_bar import SignButton
from vibekoder.ui.look import Look
from vibekoder.ui.panels.search_tree import SearchTree, SearchView

HEAD = 40
TYPED_MS = 60
OPENED = 40
"""So many sessions show their lines at once; the others are opened by hand."""


class SearchHead(QWidget):
    """The panel's title and the way back to the sessions."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.back = IconButton(look, "close", self.tr("Close search"), key="Esc", parent=self)
        self.setFixedHeight(HEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, look.theme.space("panelPadX") - 5, 0)
        row.addStretch(1)
        row.addWidget(self.back)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        box = self.rect().adjusted(theme.space("panelPadX"), 0, -44, 0)
        said = self.tr("Search all sessions")
        draw_text(QPainter(self), box, said, theme.font("bodyStrong"), theme.color("text"))


class SearchPanel(QWidget):
    """Looks for what is typed; Return opens the first place, or the marked one.

    Signals:
        wantedChanged(object): look for this Wanted now; an empty one is for nothing.
        openWanted(object, object): open this Found at this Hit, None where it has none.
        closeWanted(): back to the sessions.
    """

    wantedChanged = Signal(object)
    openWanted = Signal(object, object)
    closeWanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.wanted = Wanted()
        self.head = SearchHead(look, self)
        self.field = QLineEdit(self)
        self.regex = SignButton(look, ".*", self.tr("Regular expression"), self)
        self.told = QLabel(self)
        self.help = QLabel(self)
        self.tree = SearchTree(self)
        self.view = SearchView(look, self.tree, self)
        self._of = 0
        self._count = 0
        self._bad = False
        self._soon = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._lay_out()
        self._connect()
        self._on_theme()

    def open(self, text: str = "") -> None:
        """Put the keys into the field; ``text`` is looked for, if there is any."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def begin(self, sessions: int) -> None:
        """A search through so many sessions begins."""
        self._of, self._count = sessions, 0
        self.tree.clear()
        self._say(self.tr("Searching…"))

    def add(self, found: Sequence[Found]) -> None:
        """These were found as well."""
        first = len(self.tree.rows)
        self.tree.append(found)
        self._count += sum(max(1, len(one.hits)) for one in found)
        for row in range(first, min(len(self.tree.rows), OPENED)):
            self.view.expand(self.tree.index(row, 0))
        self._show_help()

    def progress(self, at: int) -> None:
        """So many sessions were looked through."""
        said = self.tr("{n} found · {at} of {of} sessions…")
        self._say(said.format(n=self._count, at=at, of=self._of))

    def end(self, more: bool) -> None:
        """The search is over; ``more`` if there is more than is shown."""
        sessions = len(self.tree.rows)
        if not sessions:
            self._say(self.tr("Nothing found in {n} sessions").format(n=self._of))
        elif more:
            self._say(self.tr("The newest {n} places; say more to find less").format(n=self._count))
        else:
            said = self.tr("{n} in 1 session") if sessions == 1 else self.tr("{n} in {s} sessions")
            self._say(said.format(n=self._count, s=sessions))

    def sizeHint(self) -> QSize:
        return QSize(self._look.theme.size("projectPanel"), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("panel"))

    def event(self, event: QEvent) -> bool:
        """Esc closes this panel before it stops an answer."""
        own = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closeWanted.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field, Down goes into the list and Return opens what comes first."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and self.tree.rows:
                self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.view.setCurrentIndex(self._first())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.tree.rows:
                    self._on_open(self._first())
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        pad = self._look.theme.space("panelPadX")
        self.setAccessibleName(self.tr("Search all sessions"))
        self.field.setAccessibleName(self.tr("Search all sessions"))
        self.field.setPlaceholderText(self.tr("Words, or \u201can exact phrase\u201d"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedHeight(self._look.theme.size("button"))
        self.field.setTextMargins(4, 0, 4, 0)
        self.field.installEventFilter(self)
        self.told.setWordWrap(True)
        self.help.setWordWrap(True)
        self.help.setTextFormat(Qt.TextFormat.PlainText)
        self.help.setText(
            self.tr(
                "Narrow it down:\n\n"
                "title:tempo\nrole:user, role:assistant\nmodel:sonnet\nafter:2026-11-01\n"
                'before:2026-12\n"an exact phrase"'
            )
        )
        line = QHBoxLayout()
        line.setContentsMargins(pad, 0, pad - 4, 0)
        line.setSpacing(4)
        line.addWidget(self.field, 1)
        line.addWidget(self.regex)
        told = QVBoxLayout()
        told.setContentsMargins(pad, 8, pad, 6)
        told.addWidget(self.told)
        told.addWidget(self.help)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(line)
        column.addLayout(told)
        column.addWidget(self.view, 1)
        self._say("")

    def _connect(self) -> None:
        self.head.back.clicked.connect(self.closeWanted)
        self.field.textChanged.connect(self._soon.start)
        self.regex.toggled.connect(self._soon.start)
        self._soon.timeout.connect(self._on_typed)
        self.view.openWanted.connect(self._on_open)
        self.view.upWanted.connect(self.open)
        self._look.theme.changed.connect(self._on_theme)

    def _first(self) -> QModelIndex:
        above = self.tree.index(0, 0)
        return self.tree.index(0, 0, above) if self.tree.rowCount(above) else above

    def _on_open(self, index: QModelIndex) -> None:
        self.openWanted.emit(*self.tree.found(index))

    def _on_typed(self) -> None:
        try:
            wanted = read_wanted(self.field.text(), regex=self.regex.isChecked())
        except ValueError as problem:
            # what is half typed takes nothing away that was found
            self._say(str(problem), bad=True)
            return
        if wanted == self.wanted and not self._bad:
            return
        self.wanted = wanted
        if wanted.empty:
            self.tree.clear()
            self._say("")
        self.wantedChanged.emit(wanted)

    def _say(self, text: str, *, bad: bool = False) -> None:
        self._bad = bad
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self._show_help()
        self._on_theme()

    def _show_help(self) -> None:
        nothing = not self.tree.rows
        self.help.setVisible(nothing)
        self.view.setVisible(not nothing)

    def _on_theme(self) -> None:
        theme = self._look.theme
        self.field.setFont(theme.font("body"))
        for label, color in ((self.told, "error" if self._bad else "dim"), (self.help, "dim")):
            shade = QPalette(label.palette())
            shade.setColor(label.foregroundRole(), theme.color(color))
            label.setPalette(shade)
            label.setFont(theme.font("small"))
