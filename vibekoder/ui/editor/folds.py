"""Folds: slices, blocks of reasoning and tools, and code, of which only the first line is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from vibekoder.core import marks
from vibekoder.core.marks import Kind
from vibekoder.core.messages import Role
from vibekoder.ui.editor import lines
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.page import PageLayout

BLOCK_LINE: Final = "<details><summary>"


class Fold(StrEnum):
    """What is folded: a whole slice, a block in it, or its code."""

    SLICE = "slice"
    BLOCK = "block"
    CODE = "code"


class Folds(QObject):
    """Hides what is below the first line of a fold, and keeps it hidden while text comes.

    A fold is named by its first line. Which are folded is remembered as plain values: the slice's
    id, what is folded, and the how many-th of these it is in its slice.

    Signals:
        changed(): something was folded or unfolded.
    """

    changed = Signal()

    def __init__(
        self,
        document: QTextDocument,
        mirror: Mirror,
        page: PageLayout,
        role_of: Callable[[int], Role | None],
        id_of: Callable[[int], str | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._mirror = mirror
        self._page = page
        self._role_of = role_of
        self._id_of = id_of
        self._heads: list[QTextCursor] = []
        page.edited = self._on_edited

    # asked

    def kind_of(self, block: QTextBlock) -> Fold | None:
        """What would be folded at this line; None if nothing begins here."""
        if not block.isValid() or self._page.raw:
            return None
        if self._mirror.is_header(block.position()):
            below = block.next()
            has_text = below.isValid() and not self._mirror.is_header(below.position())
            return Fold.SLICE if has_text else None
        text = block.text()
        if not text.startswith("<") and "```" not in text and "~~~" not in text:
            return None
        kind = marks.read(self._page.states.before(block), text).kind
        if kind is Kind.BLOCK:
            return Fold.BLOCK
        return Fold.CODE if kind is Kind.FENCE else None

    def is_folded(self, block: QTextBlock) -> bool:
        """Whether the fold that begins at this line is closed."""
        return self._page.known(block).folded

    def head_of(self, block: QTextBlock) -> QTextBlock | None:
        """The line with which the closed fold begins in which this line is hidden."""
        head = lines.above(block)
        return head if not block.isVisible() and head.isValid() else None

    def around(self, block: QTextBlock) -> QTextBlock | None:
        """The first line of the innermost thing at this line that can be folded."""
        top = self._mirror.start(self._mirror.part_at(block.position()))
        line = block
        while line.isValid() and line.position() >= top:
            kind = self.kind_of(line)
            if kind and (line == block or self._stop(line, kind) > block.position()):
                return line
            line = line.previous()
        return None

    # done

    def fold(self, block: QTextBlock) -> bool:
        """Close the fold that begins at this line; tells whether there is one."""
        if self.is_folded(block) or self.kind_of(block) is None:
            return False
        self._close(block)
        self._tell()
        return True

    def unfold(self, block: QTextBlock) -> bool:
        """Open the fold that begins at this line; those within stay as they are."""
        if not self.is_folded(block):
            return False
        self._page.known(block).kept_open = True
        self._open(block)
        self._tell()
        return True

    def toggle(self, block: QTextBlock) -> None:
        """Fold or unfold what begins at this line."""
        if not self.unfold(block):
            self.fold(block)

    def open_at(self, block: QTextBlock) -> None:
        """Open every fold that hides this line."""
        while block.isValid() and not block.isVisible():
            head = self.head_of(block)
            if head is None or not self.unfold(head):
                return

    def fold_answers(self) -> None:
        """Close all answers, or open them if all are closed."""
        parts = range(1, len(self._mirror.parts))
        heads = [self._header(n) for n in parts if self._role_of(n) is Role.ASSISTANT]
        self._set_all([head for head in heads if self.kind_of(head)])

    def fold_blocks(self, *, only_close: bool = False) -> None:
        """Close all reasoning and all steps of tools, or open them if all are closed."""
        self._set_all(list(self._blocks()), only_close=only_close)

    def unfold_all(self) -> None:
        """Show everything."""
        if self._heads:
            for head in self._valid_heads():
                self._page.known(head).folded = False
            self._heads.clear()
            self._show(self._document.firstBlock(), self._mirror.units + 1)
            self._tell()

    def close_ended(self, part: int) -> None:
        """The reasoning that came last in a part has ended: close it, unless it was opened."""
        block = self._document.findBlock(self._mirror.end(part))
        top = self._mirror.start(part)
        while block.isValid() and block.position() > top:
            if block.text().startswith(f"{BLOCK_LINE}Reasoning"):
                if self.kind_of(block) and not self._page.data(block).kept_open:
                    self.fold(block)
                return
            block = block.previous()

    def forget(self) -> None:
        """Everything is another text, and nothing of it is hidden."""
        self._heads.clear()

    # remembered

    def remembered(self) -> list[list[Any]]:
        """What is folded, as plain values."""
        found = list[list[Any]]()
        for head in self._valid_heads():
            kind = self.kind_of(head)
            part = self._mirror.part_at(head.position())
            if kind is None:
                continue
            count = 0 if kind is Fold.SLICE else self._count(head, kind)
            found.append([self._id_of(part) or part, kind.value, count])
        return found

    def restore(self, remembered: object) -> None:
        """Close what was closed, and nothing else."""
        self.unfold_all()
        rows = cast("list[object]", remembered) if isinstance(remembered, list) else []
        wanted = [cast("list[object]", row) for row in rows if isinstance(row, list)]
        parts = {self._id_of(n) or n: n for n in range(1, len(self._mirror.parts))}
        for row in wanted:
            if len(row) != 3 or not isinstance(row[0], str | int) or row[0] not in parts:
                continue
            head = self._find(parts[row[0]], row[1], row[2])
            if head is not None and not self.is_folded(head):
                self._close(head)
        self._tell()

    # private

    def _close(self, head: QTextBlock) -> None:
        self._heads.append(lines.held(head))
        self._page.known(head).folded = True
        self._hide(head)

    def _open(self, head: QTextBlock) -> None:
        place = head.position()
        self._heads = [one for one in self._heads if one.position() != place]
        self._page.known(head).folded = False
        # all up to the next line in sight: its end may have changed since it was closed
        line = lines.below(head)
        self._show(head.next(), line.position() if line.isValid() else self._mirror.units + 1)

    def _set_all(self, heads: Sequence[QTextBlock], *, only_close: bool = False) -> None:
        open_ones = [head for head in heads if not self.is_folded(head)]
        if open_ones:
            for head in open_ones:
                self._close(head)
        elif not only_close:
            for head in heads:
                self._open(head)
        self._tell()

    def _tell(self) -> None:
        self._page.touch()
        self._page.tell_size()
        self.changed.emit()

    def _header(self, part: int) -> QTextBlock:
        return self._document.findBlock(self._mirror.start(part))

    def _blocks(self) -> Iterator[QTextBlock]:
        """The first lines of all blocks of reasoning and tools."""
        for number, part in enumerate(self._mirror.parts):
            text, at = part.text, -1
            if BLOCK_LINE not in text:
                continue
            while (at := text.find(f"\n{BLOCK_LINE}", at + 1)) >= 0:
                block = self._document.findBlock(self._mirror.unit(number, at + 1))
                if self.kind_of(block) is Fold.BLOCK:
                    yield block

    def _of_kind(self, part: int, kind: Fold) -> Iterator[QTextBlock]:
        block, end = self._header(part), self._mirror.end(part)
        while block.isValid() and block.position() < end:
            if self.kind_of(block) is kind:
                yield block
            block = block.next()

    def _count(self, head: QTextBlock, kind: Fold) -> int:
        part = self._mirror.part_at(head.position())
        for count, block in enumerate(self._of_kind(part, kind)):
            if block == head:
                return count
        return 0

    def _find(self, part: int, kind: object, count: object) -> QTextBlock | None:
        if kind not in [one.value for one in Fold] or not isinstance(count, int):
            return None
        for number, block in enumerate(self._of_kind(part, Fold(str(kind)))):
            if number == count:
                return block
        return None

    def _stop(self, head: QTextBlock, kind: Fold) -> int:
        """The unit at which the first line begins that is not in the fold any more."""
        part = self._mirror.part_at(head.position())
        end = self._mirror.end(part)
        if part == len(self._mirror.parts) - 1:
            end += 1  # the last line may be empty
        if kind is Fold.SLICE:
            return end
        state = marks.step(self._page.states.before(head), head.text())
        block = head.next()
        while block.isValid() and block.position() < end:
            state = marks.step(state, block.text())
            block = block.next()
            if not (marks.in_fence(state) if kind is Fold.CODE else state & 1):
                break
        return block.position() if block.isValid() else end

    def _hide(self, head: QTextBlock) -> None:
        kind = self.kind_of(head)
        if kind is not None:
            self._hide_lines(head.next(), self._stop(head, kind))

    def _hide_lines(self, block: QTextBlock, stop: int) -> None:
        while block.isValid() and block.position() < stop:
            if block.isVisible():
                block.setVisible(False)
                block.setLineCount(0)
            block = block.next()

    def _show(self, block: QTextBlock, stop: int) -> None:
        """Show lines, but for those that another closed fold hides."""
        begun = block.position()
        while block.isValid() and block.position() < stop:
            if not block.isVisible():
                block.setVisible(True)
                block.setLineCount(max(1, block.layout().lineCount()))
            block = block.next()
        for head in self._valid_heads():
            if begun <= head.position() < stop:
                self._hide(head)

    def _valid_heads(self) -> list[QTextBlock]:
        """The first lines of closed folds, in order; those that are none any more are let go."""
        found = dict[int, tuple[QTextCursor, QTextBlock]]()
        for cursor in self._heads:
            block = lines.line_of(cursor)
            if block is not None and self.kind_of(block) is not None:
                found[block.position()] = (cursor, block)
        self._heads = [found[place][0] for place in sorted(found)]
        return [found[place][1] for place in sorted(found)]

    def _on_edited(self, first: QTextBlock, last: QTextBlock, more: int) -> None:
        """Lines changed: what came into a closed fold is hidden, what lost its fold is shown."""
        if not self._heads:
            return
        if not more and first == last and not self._page.known(first).folded:
            return
        before = len(self._heads)
        heads = self._valid_heads()
        places = {head.position() for head in heads}
        block = first
        while block.isValid() and block.position() <= last.position():
            # what is known of a line stays with its upper part when it is split
            known = self._page.known(block)
            known.folded = block.position() in places
            block = block.next()
        if len(heads) < before or more < 0:
            self._look_again(first, last)
        elif more:
            self._hide_new(first, last)

    def _hide_new(self, first: QTextBlock, last: QTextBlock) -> None:
        """Of what was put in, hide what lies in closed folds."""
        heads = [head for head in self._valid_heads() if head.position() <= last.position()]
        for head in reversed(heads):
            kind = self.kind_of(head)
            stop = self._stop(head, kind) if kind else 0
            if stop > first.position():
                begin = first if first.position() > head.position() else head.next()
                self._hide_lines(begin, min(stop, last.position() + 1))
            if kind is Fold.SLICE:
                return  # what is above this slice reaches no further

    def _look_again(self, first: QTextBlock, last: QTextBlock) -> None:
        """Hide and show anew in the parts of these lines."""
        begin = self._header(self._mirror.part_at(first.position()))
        end = self._mirror.end(self._mirror.part_at(last.position())) + 1
        self._show(begin, end)
        self._page.touch()
