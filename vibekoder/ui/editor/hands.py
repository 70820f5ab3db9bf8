"""What a person changed in the document, read out of it; and the one way in for the program's."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.core.edits import Edit
from vibekoder.ui.editor.atoms import Atoms
from vibekoder.ui.editor.caret import Caret
from vibekoder.ui.editor.mirror import Change, Mirror
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.stand_ins import shown
from vibekoder.ui.editor.view import View, kept_caret


class Hands(QObject):
    """Whoever changes the document, does it here or is read here.

    Signals:
        edited(object, bool): a person changed the shown text; a ``core.edits.Edit``, and whether
            it was pasted or dropped. What the owner splices while this is told is its answer.
        refused(str): a change was taken back; the sentence says why.
        wrote(): the program has changed the document.
    """

    edited = Signal(object, bool)
    refused = Signal(str)
    wrote = Signal()

    def __init__(
        self,
        editor: QPlainTextEdit,
        mirror: Mirror,
        page: PageLayout,
        atoms: Atoms,
        view: View,
        caret: Caret,
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._mirror = mirror
        self._page = page
        self._atoms = atoms
        self._view = view
        self._caret = caret
        self.ready: Callable[[], None] = lambda: None
        """Called before anything is written: the document must hold all that the mirror tells."""
        self._pending: list[tuple[Edit, bool]] = []
        self._undone: list[str] = []
        self._entered: str | None = None
        document = editor.document()
        document.contentsChange.connect(self._on_change)
        document.contentsChanged.connect(self._on_changed)

    @contextmanager
    def writing(self) -> Generator[None]:
        """What changes meanwhile is not a person's doing."""
        self._caret.held = True
        try:
            yield
        finally:
            self._caret.held = False

    def write(self, changes: list[Change]) -> None:
        """Change the document; the only way in for whatever a person did not type."""
        if not changes:
            return
        self.ready()
        editor = self._editor
        old = editor.textCursor()
        anchor, position = old.anchor(), old.position()
        with self._view.kept(editor.firstVisibleBlock(), changes), self.writing():
            cursor = QTextCursor(editor.document())
            cursor.beginEditBlock()
            for change in changes:
                cursor.setPosition(change.at)
                if change.removed:
                    cursor.setPosition(change.at + change.removed, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(change.text)
            cursor.endEditBlock()
            self._caret.keep(kept_caret(anchor, changes), kept_caret(position, changes))
        self._caret.reveal()

    def enter(self, cursor: QTextCursor, text: str) -> None:
        """Put in, as a person's doing, a text that may hold what the document cannot."""
        self._entered = text
        try:
            cursor.insertText(shown(text))
        finally:
            self._entered = None

    def end_answer(self) -> None:
        """Show what the session made of an edit; after this, parts count as in the session."""
        if not self._mirror.answering:
            return
        self.write(self._mirror.end_answer())
        self._page.touch()
        self.wrote.emit()

    def _on_change(self, at: int, removed: int, added: int) -> None:
        """The document changed; what a person did is read here, and told when Qt is done."""
        if self._caret.held:
            return
        total, now = self._mirror.units, self._editor.document().characterCount() - 1
        at = min(at, total)
        removed = min(removed, total - at)
        added = now - total + removed  # Qt may count the last block's own end
        if added < 0:
            removed, added = removed - added, 0
        text = self._text_between(at, at + added)
        first, _ = self._mirror.place(at)
        last, _ = self._mirror.place(at + removed)
        before = self._mirror.parts[first : last + 1]
        edit = self._mirror.changed(at, removed, text, self._entered)
        if edit is None:
            return
        why = self._atoms.fault(edit, before)
        if why is not None:
            self._undone.append(why)
        else:
            self._pending.append((edit, self._entered is not None))

    def _on_changed(self) -> None:
        """Qt is done with a change: take back what may not be, tell what a person did."""
        if self._caret.held:
            return
        undone, self._undone = self._undone, []
        pending, self._pending = self._pending, []
        for why in undone:
            self._mirror.begin_answer()
            self.end_answer()
            if why:
                self.refused.emit(why)
        for edit, pasted in pending:
            self.write(self._mirror.settle(edit.first, edit.start, edit.start + len(edit.text)))
            block = self._editor.textCursor().block()
            self._page.fresh = block.position() if block.length() == 1 else None
            self._caret.reveal()
            self._mirror.begin_answer()
            try:
                self.edited.emit(edit, pasted)
            finally:
                self.end_answer()

    def _text_between(self, start: int, end: int) -> str:
        pieces = list[str]()
        block = self._editor.document().findBlock(start)
        while block.isValid() and block.position() <= end:
            text, top = block.text(), block.position()
            low, high = max(0, start - top), end - top
            if text.isascii():
                pieces.append(text[low:high])
            else:
                data = text.encode("utf-16-le", "surrogatepass")[2 * low : 2 * max(0, high)]
                pieces.append(data.decode("utf-16-le", "surrogatepass"))
            block = block.next()
        return "\n".join(pieces)
