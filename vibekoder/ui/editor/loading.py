"""A long text goes into the document in pieces, so that the window goes on living meanwhile."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor.caret import Caret
from vibekoder.ui.editor.page import PageLayout

LONG: Final = 2_000_000
"""So much text is put in at once; of a longer one, a piece in each turn of the loop."""
PIECE: Final = 500_000


class Loading(QObject):
    """Fills the document of an editor.

    Signals:
        progressed(int): so many percent are in.
        done(): all is in; told once after each text that went in by pieces.
    """

    progressed = Signal(int)
    done = Signal()

    def __init__(self, editor: QPlainTextEdit, page: PageLayout, caret: Caret) -> None:
        super().__init__(editor)
        self._editor = editor
        self._page = page
        self._caret = caret
        self._text = ""
        self._at = 0
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._take_turn)

    @property
    def active(self) -> bool:
        """Whether something of the text is not in yet."""
        return self._turns.isActive()

    def begin(self, text: str) -> None:
        """Put this text in the place of all there is: whole, or its first piece."""
        self._turns.stop()
        end = len(text) if len(text) <= LONG else self._piece(text, 0)
        with _Untold(self._page, self._caret):
            self._editor.setPlainText(text[:end])
        self._text, self._at = text, end
        if end < len(text):
            self._turns.start()
        else:
            self._text = ""

    def finish(self) -> None:
        """Somebody needs the whole text now."""
        if self.active:
            self._add(len(self._text))

    def _take_turn(self) -> None:
        self._add(self._piece(self._text, self._at))

    def _piece(self, text: str, at: int) -> int:
        line = text.rfind("\n", at, at + PIECE) + 1
        return line if line > at else min(len(text), at + PIECE)

    def _add(self, end: int) -> None:
        cursor = QTextCursor(self._editor.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        with _Untold(self._page, self._caret):
            cursor.insertText(self._text[self._at : end])
        self._at = end
        if end < len(self._text):
            self.progressed.emit(100 * end // len(self._text))
            return
        self._turns.stop()
        self._text = ""
        self.done.emit()


class _Untold:
    """What changes in here is no person's doing, and nothing is looked at line by line."""

    def __init__(self, page: PageLayout, caret: Caret) -> None:
        self._page = page
        self._caret = caret

    def __enter__(self) -> None:
        self._page.loading = self._caret.held = True

    def __exit__(self, *_: object) -> None:
        self._page.loading = self._caret.held = False
