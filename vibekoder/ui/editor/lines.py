"""From a line of a document to the next one that is in sight: not folded away."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock


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
