"""Blocks of code in the document: found from a line, one after the other, and their text."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from vibekoder.core import marks, snippets
from vibekoder.core.marks import Kind
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.ranges import x_of
from vibekoder.ui.editor.rooms import CODE_PAD

SIGNS = ("```", "~~~")


class CodeBlocks:
    """Each block of code is known by its fence: the line that opens it."""

    def __init__(self, document: QTextDocument, mirror: Mirror, page: PageLayout) -> None:
        self._document = document
        self._mirror = mirror
        self._page = page

    def at(self, block: QTextBlock) -> QTextBlock | None:
        """The fence of the code in which a line is, the fence's own lines included."""
        if self._mirror.is_header(block.position()) or self._page.raw:
            return None
        state = self._page.states.before(block)
        if marks.in_fence(state):
            return self._page.fence_of(block, self._page.known(block))
        kind = marks.read(state, block.text()).kind
        return QTextBlock(block) if kind is Kind.FENCE else None

    def text(self, fence: QTextBlock) -> str:
        """The code as it is in the session, without its fence."""
        lines = self._page.fences.code(fence)
        begin = fence.position() + fence.length()
        if not lines or begin > self._mirror.units:
            return ""
        last = self._document.findBlockByNumber(fence.blockNumber() + len(lines))
        return self._mirror.copied(begin, last.position() + last.length() - 1)

    def copied(self, fence: QTextBlock) -> str:
        """The code as one wants it elsewhere: without the signs of a prompt."""
        return snippets.without_prompts(self.text(fence))

    def info(self, fence: QTextBlock) -> str:
        """What stands behind the fence's signs."""
        return fence.text().strip().lstrip("`~").strip()

    def bring_into_box(self, cursor: QTextCursor) -> bool:
        """A long line of code that is not wrapped moves so that the caret is in its box."""
        fence = self.at(cursor.block())
        known = self._page.known(fence) if fence is not None else None
        if known is None or not known.unwrapped:
            return False
        self._page.data(cursor.block())
        line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
        if not line.isValid():
            return False
        # Qt's own rectangle of the caret never begins left of the view
        column, x = self._page.column, x_of(line, cursor.positionInBlock())
        low, high = column.left + CODE_PAD, column.right - CODE_PAD
        if low <= x <= high:
            return False
        wanted = (known.offset or 0.0) + (x - high if x > high else x - low)
        known.offset = max(0.0, wanted)
        self._page.touch()
        return True

    def next(self, block: QTextBlock, *, back: bool) -> QTextBlock | None:
        """The fence of the next block of code below or above a line."""
        step = QTextBlock.previous if back else QTextBlock.next
        here = self.at(block)
        line = step(here if here is not None and back else block)
        while line.isValid():
            if any(sign in line.text() for sign in SIGNS):
                found = self.at(line)
                if found == line:
                    return found
                if back and found is not None:
                    line = found
                    continue
            line = step(line)
        return None
