"""What keeps a request from leaving as it is, each in a box with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.draw import draw_text, fill_box
from vibekoder.ui.look import Look

DROP = "drop"
DROP_KEY = "Alt+D"
"""Does the first such act of all boxes."""


@dataclass(frozen=True, slots=True)
class Note:
    """``level`` is error, warn or info; ``acts`` are pairs of a name and its verb."""

    level: str
    icon: str
    title: str
    text: str = ""
    acts: tuple[tuple[str, str], ...] = ()
    line: str = ""
    slice_id: str = ""


class _Words(QLabel):
    """One line, cut with an ellipsis where it has no room."""

    def paintEvent(self, _: QPaintEvent) -> None:
        color = self.palette().color(QPalette.ColorRole.WindowText)
        draw_text(QPainter(self), self.rect(), self.text(), self.font(), color)


class NoteBox(QWidget):
    """One note.

    Signals:
        acted(str): this of its acts is wanted.
    """

    acted = Signal(str)

    def __init__(self, look: Look, note: Note, parent: QWidget, *, keyed: bool) -> None:
        super().__init__(parent)
        self._look = look
        self._note = note
        self.buttons: dict[str, Button] = {}
        self.setAccessibleName(" ".join(one for one in (note.title, note.text) if one))
        row = QHBoxLayout(self)
        row.setContentsMargins(34, 4, 8, 4)
        row.setSpacing(8)
        for text, face, color in ((note.title, "bodyStrong", "text"), (note.text, "small", "dim")):
            label = _Words(text, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(look.theme.font(face))
            palette = label.palette()
            palette.setColor(QPalette.ColorRole.WindowText, look.theme.color(color))
            label.setPalette(palette)
            label.setToolTip(text)
            # a long name gives way to the buttons
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            label.setMinimumWidth(40 if text else 0)
            row.addWidget(label, 1 if face == "small" else 0)
        row.addStretch(1)
        for at, (name, verb) in enumerate(reversed(note.acts)):
            kind = "plain" if at < 2 else "quiet"
            verb = f"{verb}  {_native(DROP_KEY)}" if keyed and name == DROP else verb
            button = Button(look, verb, kind=kind, height="chip", parent=self)
            button.clicked.connect(partial(self.acted.emit, name))
            self.buttons[name] = button
        for name, _ in note.acts:
            row.addWidget(self.buttons[name])

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, note = self._look.theme, QPainter(self), self._note
        fill_box(painter, self.rect(), theme.radius("box"), theme.color(f"{note.level}Tint"))
        box = self.rect().adjusted(10, 0, 0, 0)
        box.setWidth(16)
        self._look.icons.paint(painter, box, note.icon, note.level, 14)


class FlightNotes(QWidget):
    """The boxes, one below the other.

    Signals:
        acted(str, object): the act of this name is wanted for this Note.
    """

    acted = Signal(str, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.notes: tuple[Note, ...] = ()
        self.boxes: tuple[NoteBox, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def text(self) -> str:
        """All that they say."""
        return "\n".join(f"{one.title} {one.text}".strip() for one in self.notes)

    def button(self, name: str) -> Button | None:
        """The first button of this act."""
        return next((one.buttons[name] for one in self.boxes if name in one.buttons), None)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show these instead."""
        if tuple(notes) == self.notes:
            return
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.notes = tuple(notes)
        first = next((one for one in notes if DROP in dict(one.acts)), None)
        self.boxes = tuple(NoteBox(self._look, one, self, keyed=one is first) for one in notes)
        for note, box in zip(self.notes, self.boxes, strict=True):
            box.acted.connect(partial(self._on_acted, note))
            self._column.addWidget(box)
        self.setVisible(bool(notes))

    def _on_acted(self, note: Note, name: str) -> None:
        self.acted.emit(name, note)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
