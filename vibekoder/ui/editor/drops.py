"""What is dropped onto the text, from elsewhere or from another place of it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor.atoms import Atoms
from vibekoder.ui.editor.keys import Keys


def drop(editor: QPlainTextEdit, event: QDropEvent, atoms: Atoms, keys: Keys) -> None:
    """Text that is moved is taken away first, then put in: two edits, each plain."""
    target = editor.cursorForPosition(event.position().toPoint())
    target.setPosition(atoms.outside(target.block(), target.position()))
    own = event.source() in (editor, editor.viewport())
    moves = own and event.proposedAction() is Qt.DropAction.MoveAction
    selected = editor.textCursor()
    inside = selected.selectionStart() <= target.position() <= selected.selectionEnd()
    if keys.refuses(target) or (moves and (inside or keys.refuses(selected))):
        event.ignore()
        return
    if not own and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
        editor.setTextCursor(target)
        editor.insertFromMimeData(event.mimeData())
        event.acceptProposedAction()
        return
    text = event.mimeData().text()
    if moves:
        selected.removeSelectedText()
    editor.setTextCursor(target)
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)
    # the source must not take it away a second time
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
