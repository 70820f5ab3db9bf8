"""Header lines as atoms of the caret: it passes over them, and nothing takes half of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QTextBlock, QTextCursor

from vibekoder.app.tongue import later, tr
from vibekoder.core.edits import Edit
from vibekoder.ui.editor.lines import above, below
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.part import Part

STILL_ARRIVING: Final = later(
    "This answer is still arriving. Stop it to change it; everything else can be changed now."
)


class Atoms:
    """Knows where a caret may be, and which edits may be."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    def misplaced(self, cursor: QTextCursor) -> bool:
        """Whether the caret is in a header line, or in a fold, where it cannot stay."""
        block = cursor.block()
        if not block.isVisible():
            return not (cursor.hasSelection() and cursor.atEnd())  # everything may be selected
        if not self.is_header(block):
            return False
        if cursor.position() == 0 and cursor.anchor() > 0:
            return False  # everything is selected
        return not cursor.atBlockEnd() or self.has_line(block)

    def beyond(self, block: QTextBlock, *, forward: bool) -> int:
        """Where the caret goes that came upon a header line.

        A slice without a line of its own keeps it behind its header, else it would be out of
        reach.
        """
        line = above(block)
        if forward or not line.isValid():
            return block.next().position() if self.has_line(block) else end_of(block)
        if self.is_header(line) and self.has_line(line):
            return self.beyond(line, forward=False)
        return end_of(line)

    def in_sight(self, block: QTextBlock, *, forward: bool) -> int:
        """Where the caret goes that came into what is folded away."""
        line = below(block) if forward else above(block)
        if not line.isValid():
            line = above(block)
        if self.is_header(line):
            return self.beyond(line, forward=True) if forward else end_of(line)
        return line.position() if forward and line.position() > block.position() else end_of(line)

    def outside(self, block: QTextBlock, position: int) -> int:
        """The position, or the next one that is in no header line."""
        return self.beyond(block, forward=True) if self.is_header(block) else position

    def is_header(self, block: QTextBlock) -> bool:
        """Whether the line is a slice's header."""
        return block.isValid() and self._mirror.is_header(block.position())

    def has_line(self, header: QTextBlock) -> bool:
        """Whether a slice has a line under its header that can be seen."""
        return self._is_text(header.next())

    def deletes_backward(self, cursor: QTextCursor) -> bool:
        """Whether Backspace may act here; a soft break is stepped over, for it is no text."""
        block = cursor.block()
        if cursor.atBlockStart():
            if self.is_header(block.previous()) or not block.previous().isVisible():
                return False
            if self._mirror.is_soft(block.position()):
                cursor.setPosition(cursor.position() - 1)
        return True

    def deletes_forward(self, cursor: QTextCursor) -> bool:
        """Whether Delete may act here; a soft break is stepped over, for it is no text."""
        line = cursor.block().next()
        if cursor.atBlockEnd() and line.isValid():
            if self.is_header(line) or not line.isVisible():
                return False
            if self._mirror.is_soft(line.position()):
                cursor.setPosition(cursor.position() + 1)
        return True

    def refusal(self, start: int, end: int) -> str:
        """Why the text between two units must not be changed by a person; "" if it may."""
        first, last = self._mirror.place(start)[0], self._mirror.place(end)[0]
        growing = any(part.growing for part in self._mirror.parts[first : last + 1])
        return tr(STILL_ARRIVING) if growing else ""

    def fault(self, edit: Edit, before: Sequence[Part]) -> str | None:
        """Why an edit that was made may not be; "" where it needs no words, None if it may.

        ``before`` are the parts it touched, as they were.
        """
        if any(part.growing for part in before):
            return tr(STILL_ARRIVING)
        last = before[-1]
        if self._mirror.raw:
            return None
        if edit.first and edit.start <= len(before[0].header):
            return ""
        if edit.last > edit.first and edit.end <= len(last.header) < last.length:
            return ""
        parts = self._mirror.parts
        below = any(part.length for part in parts[edit.last + 1 :])
        ended = parts[edit.first].text.endswith("\n") or not parts[edit.first].length
        return "" if below and not ended else None

    def _is_text(self, block: QTextBlock) -> bool:
        return block.isValid() and block.isVisible() and not self.is_header(block)


def end_of(block: QTextBlock) -> int:
    """The last position in a line."""
    return block.position() + block.length() - 1
