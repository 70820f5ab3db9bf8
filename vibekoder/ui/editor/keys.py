"""Keys that change text: which may, and what Return and Tab do in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.core import writing
from vibekoder.core.marks import Kind
from vibekoder.ui.editor.atoms import Atoms
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.page import PageLayout

FORWARD: Final = (
    QKeySequence.StandardKey.Delete,
    QKeySequence.StandardKey.DeleteEndOfWord,
    QKeySequence.StandardKey.DeleteEndOfLine,
)
CHANGING: Final = (
    *FORWARD,
    QKeySequence.StandardKey.DeleteStartOfWord,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
)
RETURNS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
CHANGING_KEYS: Final = (*RETURNS, *TABS, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
FAR: Final = 20_000
"""So many lines below an opened fence are looked through for its end."""


class Keys(QObject):
    """Does what a key means where it is more than a letter.

    Signals:
        refused(str): a key may not change the text here; the sentence says why.
        openWanted(int): a key was pressed at a folded slice, whose line is at this unit.
    """

    refused = Signal(str)
    openWanted = Signal(int)

    def __init__(
        self, editor: QPlainTextEdit, mirror: Mirror, page: PageLayout, atoms: Atoms
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._mirror = mirror
        self._page = page
        self._atoms = atoms

    def may_change(self, event: QKeyEvent) -> bool:
        """Whether a key that changes text may do so here."""
        cursor = self._editor.textCursor()
        if self.refuses(cursor):
            return False
        if cursor.hasSelection():
            return True
        if self._page.known(cursor.block()).folded and self._mirror.is_header(
            cursor.block().position()
        ):
            self.openWanted.emit(cursor.block().position())
            return False
        may = True
        if event.key() == Qt.Key.Key_Backspace:
            may = self._atoms.deletes_backward(cursor)
        elif any(event.matches(key) for key in FORWARD):
            may = self._atoms.deletes_forward(cursor)
        else:
            self.make_line(cursor)
        if may and cursor.position() != self._editor.textCursor().position():
            self._editor.setTextCursor(cursor)
        return may

    def make_line(self, cursor: QTextCursor) -> None:
        """Where a slice has no line under its header yet, make one to write on."""
        if self._atoms.is_header(cursor.block()) and not cursor.hasSelection():
            cursor.insertText("\n")

    def refuses(self, cursor: QTextCursor) -> bool:
        """Say no, aloud, where a running part would be changed."""
        why = self._atoms.refusal(cursor.selectionStart(), cursor.selectionEnd())
        if why:
            self.refused.emit(why)
        return bool(why)

    def new_line(self, *, plain: bool) -> None:
        """Begin a line; unless ``plain``, a list or quote goes on and an opened fence is closed."""
        cursor = self._editor.textCursor()
        block = cursor.block()
        text = block.text()
        ended = cursor.atBlockEnd() and not cursor.hasSelection()
        if plain or self._mirror.is_header(block.position()) or not ended:
            cursor.insertText("\n")
        else:
            self._go_on(cursor, block, text)
        self._editor.ensureCursorVisible()

    def move_lines(self, *, out: bool) -> None:
        """Tab: selected lines and items move; elsewhere blanks go to the next stop."""
        editor = self._editor
        cursor = editor.textCursor()
        blocks = list(self._selected(cursor))
        item = self._page.data(cursor.block()).kind == Kind.ITEM
        if not out and len(blocks) == 1 and not item:
            before = cursor.block().text()[: cursor.positionInBlock()]
            cursor.insertText(writing.to_next_stop(before))
            editor.setTextCursor(cursor)
        else:
            self._move(blocks, out=out)
        editor.ensureCursorVisible()

    def _go_on(self, cursor: QTextCursor, block: QTextBlock, text: str) -> None:
        state = self._page.states.before(block)
        if end := writing.missing_end(state, text, self._below(block)):
            cursor.insertText(f"\n\n{end}")
            cursor.setPosition(cursor.position() - len(end) - 1)
            self._editor.setTextCursor(cursor)
        elif writing.is_bare(state, text):
            cursor.movePosition(
                QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.removeSelectedText()
        else:
            cursor.insertText("\n" + writing.lead(state, text))

    def _below(self, block: QTextBlock) -> Iterator[str]:
        """The lines below one, to the end of its part."""
        for _ in range(FAR):
            block = block.next()
            if not block.isValid() or self._mirror.is_header(block.position()):
                return
            yield block.text()

    def _selected(self, cursor: QTextCursor) -> Iterator[QTextBlock]:
        document = self._editor.document()
        block = document.findBlock(cursor.selectionStart())
        end = cursor.selectionEnd()
        while block.isValid() and (block.position() < end or block.position() <= cursor.anchor()):
            if block.position() > end:
                return
            yield block
            if block.position() + block.length() > end:
                return
            block = block.next()

    def _move(self, blocks: list[QTextBlock], *, out: bool) -> None:
        """Move lines by a step; each part's lines are one change."""
        change = writing.moved_out if out else writing.moved_in
        cursor = QTextCursor(self._editor.document())
        open_part = -1
        for block in blocks:
            place = block.position()
            part = self._mirror.part_at(place)
            if self._mirror.is_header(place) or self._mirror.is_soft(place):
                continue
            if part != open_part:
                if open_part >= 0:
                    cursor.endEditBlock()
                cursor.beginEditBlock()
                open_part = part
            old = block.text()
            new = change(old)
            cursor.setPosition(block.position())
            if len(new) > len(old):
                cursor.insertText(new[: len(new) - len(old)])
            elif len(new) < len(old):
                cursor.setPosition(
                    block.position() + len(old) - len(new), QTextCursor.MoveMode.KeepAnchor
                )
                cursor.removeSelectedText()
        if open_part >= 0:
            cursor.endEditBlock()


def changes(event: QKeyEvent) -> bool:
    """Whether a key press would change text."""
    if event.key() in CHANGING_KEYS or any(event.matches(key) for key in CHANGING):
        return True
    control = Qt.KeyboardModifier.ControlModifier
    text = event.text()
    return bool(text) and text.isprintable() and not event.modifiers() & control
