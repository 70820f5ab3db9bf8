"""Lines of a document: the next one that is not folded away, and how a line is held for long."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor


def above(block: QTextBlock) -> QTextBlock:
    """The next line above that is not folded away."""
    line = block.previous()
    if line.isValid() and not line.isVisible():
        # lines that are folded away count none, so the number before belongs to one in sight
        number = line.firstLineNumber() - 1
        return block.document().findBlockByLineNumber(number) if number >= 0 else QTextBlock()
    return line


def below(block: QTextBlock) -> QTextBlock:
    """The next line below that is not folded away."""
    line = block.next()
    if line.isValid() and not line.isVisible():
        number = block.firstLineNumber() + block.lineCount()
        return block.document().findBlockByLineNumber(number)
    return line


def held(block: QTextBlock) -> QTextCursor:
    """Hold a line over changes of the document.

    A ``QTextBlock`` must not be held: it does not know that its line was removed, and asking it
    then ends the program. A line that is split belongs to its lower part.
    """
    return QTextCursor(block)


def line_of(cursor: QTextCursor) -> QTextBlock | None:
    """The line that is held; None if it is gone, or begins elsewhere now."""
    block = cursor.block()
    return block if block.isValid() and block.position() == cursor.position() else None
