"""The caret: never in a header line, never under the banner at the top, its line laid open."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor.atoms import Atoms
from vibekoder.ui.editor.page import PageLayout

KEEP = QTextCursor.MoveMode.KeepAnchor


class Caret(QObject):
    """Keeps an editor's caret where it may be; while ``held``, the program is writing."""

    def __init__(self, editor: QPlainTextEdit, page: PageLayout, atoms: Atoms) -> None:
        super().__init__(editor)
        self._editor = editor
        self._page = page
        self._atoms = atoms
        self._last = 0
        self.held = False
        editor.cursorPositionChanged.connect(self.settle)
        editor.selectionChanged.connect(self._on_selection)

    def settle(self) -> None:
        """Go on over a header line, in the direction of travel."""
        if self.held:
            return
        cursor = self._editor.textCursor()
        position, anchor = cursor.position(), cursor.anchor()
        block = cursor.block()
        if self._atoms.misplaced(cursor):
            forward = position > self._last
            if block.isVisible():
                wanted = self._atoms.beyond(block, forward=forward)
            else:
                wanted = self._atoms.in_sight(block, forward=forward)
            if wanted != position:
                keep = cursor.hasSelection() and anchor != wanted
                cursor.setPosition(wanted, KEEP if keep else QTextCursor.MoveMode.MoveAnchor)
                self._last = wanted
                self._editor.setTextCursor(cursor)
                return
        self._last = position
        if self._page.fresh is not None and block.position() != self._page.fresh:
            self._page.fresh = None
            self._page.touch()
        self.reveal()

    def keep(self, anchor: int, position: int) -> None:
        """Bring caret and selection back to where they belong after the program wrote."""
        cursor = self._editor.textCursor()
        if (cursor.anchor(), cursor.position()) != (anchor, position):
            cursor.setPosition(anchor)
            cursor.setPosition(position, KEEP)
            self._editor.setTextCursor(cursor)
        if self._atoms.misplaced(cursor):
            block = cursor.block()
            beyond = self._atoms.beyond if block.isVisible() else self._atoms.in_sight
            cursor.setPosition(beyond(block, forward=True))
            self._editor.setTextCursor(cursor)
        self._last = cursor.position()

    def reset(self) -> None:
        """Everything is another text: the caret is at its beginning."""
        self._last = 0
        self.settle()

    def leave_header_behind(self) -> None:
        """A third click selects a whole line with its end: not the header that follows."""
        cursor = self._editor.textCursor()
        above = cursor.block().previous()
        if cursor.hasSelection() and self._atoms.is_header(above):
            end = above.position() - 1
            if cursor.anchor() <= end and cursor.position() == cursor.block().position():
                cursor.setPosition(end, KEEP)
                self._editor.setTextCursor(cursor)

    def reveal(self) -> None:
        """Only the caret's line shows its signs, and only while somebody may write here."""
        block = self._editor.textCursor().block()
        place = block.position() if self._editor.hasFocus() else None
        if self._page.fresh is not None and block.length() == 1:
            self._page.fresh = block.position()
        if place != self._page.revealed:
            self._page.revealed = place
            self._page.touch()
            self._editor.viewport().update()

    def _on_selection(self) -> None:
        self._editor.viewport().update()
        if not self.held and self._atoms.misplaced(self._editor.textCursor()):
            self.settle()  # the selection ended where it began, at the very top
