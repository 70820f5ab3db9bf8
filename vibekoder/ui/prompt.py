"""The field in which a prompt is written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vibekoder.core import directives
from vibekoder.ui.editor.stand_ins import units
from vibekoder.ui.pitch import PitchedLayout


class Prompt(QPlainTextEdit):
    """The prompt's field: grows with its lines, sends by a key, never while a word is composed.

    Signals:
        sendWanted(): the key that sends was pressed.
        focusChanged(): the field gained or lost the focus.
        linesChanged(): the text now needs another height.
        madeInert(): what was pasted or dropped holds directives; they are literal now.
        pasted(str, int): this text was put in, from that position to the caret.
    """

    sendWanted = Signal()
    focusChanged = Signal()
    linesChanged = Signal()
    madeInert = Signal()
    pasted = Signal(str, int)

    def __init__(self, pitch: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pasted = ("", "")
        self.takes: Callable[[QMimeData], bool] = lambda _: False
        self.return_sends = False
        self.composing = False
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = PitchedLayout(self.document(), pitch)
        self.document().setDocumentLayout(self._lines)
        self.document().setDocumentMargin(0)
        # opaque: at each beat of the caret nothing below it is painted
        self.viewport().setAutoFillBackground(True)
        self._lines.documentSizeChanged.connect(self.linesChanged)

    def text_height(self) -> int:
        """What all of the text would need, in pixels."""
        # this layout counts its height in lines, not in pixels
        lines = max(1, round(self._lines.documentSize().height()))
        return lines * self.pitch

    @property
    def pitch(self) -> int:
        """The height of one line."""
        return self._lines.pitch

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._sends(event):
            event.accept()
            if not self.composing:
                self.sendWanted.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Pictures too: they are kept as files."""
        return source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop as plain text: only what the person writes acts."""
        if self.takes(source):
            return
        cursor = self.textCursor()
        start = cursor.selectionStart()
        block = self.document().findBlock(start)
        text = with_line_ends(source.text())
        inert = _inert(block.text()[: start - block.position()], text)
        # one step of its own, not the end of what was typed before
        cursor.beginEditBlock()
        cursor.insertText(inert)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        if inert != text:
            self._pasted = (inert, text)
            self.madeInert.emit()
        self.pasted.emit(text, start)

    def make_live(self) -> None:
        """What was pasted last acts after all, if it still stands there as it was put in."""
        inert, text = self._pasted
        before, found, _ = with_line_ends(self.document().toRawText()).rpartition(inert)
        if not inert or not found:
            return
        cursor = self.textCursor()
        start = units(before)
        cursor.setPosition(start)
        cursor.setPosition(start + units(inert), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self._pasted = ("", "")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focusChanged.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focusChanged.emit()

    def _sends(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier:
            return True
        return self.return_sends and held == Qt.KeyboardModifier.NoModifier


def with_line_ends(text: str) -> str:
    """A document's raw text with LF at the end of its lines."""
    for other in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(other, "\n")
    return text


def _inert(before: str, text: str) -> str:
    """A text that comes in behind what its first line has already, with no directive of its own."""
    first, end, rest = text.partition("\n")
    if not before.strip(" "):
        first = directives.escape(before + first)[len(before) :]
    return first + end + directives.escape(rest)
