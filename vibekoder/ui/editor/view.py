"""What of the document is seen: kept where it is while the program writes, or at the bottom."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor import lines
from vibekoder.ui.editor.mirror import Change
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.stand_ins import units

TRIES = 4


class View(QObject):
    """Follows the bottom until a person scrolls up, and lets nothing else move what is seen.

    Signals:
        followed(bool): the view began or ceased to follow the bottom.
    """

    followed = Signal(bool)

    def __init__(self, editor: QPlainTextEdit, page: PageLayout) -> None:
        super().__init__(editor)
        self._editor = editor
        self._page = page
        self._bar = editor.verticalScrollBar()
        self._following = False
        self._held = False
        self._bar.valueChanged.connect(self._on_scrolled)

    @property
    def following(self) -> bool:
        """Whether the view stays at the bottom when text comes."""
        return self._following

    def to_bottom(self) -> None:
        """Show the end, and follow it from now on."""
        self._set_top(0, 0.0)
        self._held = True
        try:
            # a first look at the last page finds more lines than were counted
            for _ in range(TRIES):
                self._page.tell_size()
                at = self._bar.maximum()
                self._bar.setValue(at)
                if not self._page.recount and self._bar.maximum() == at:
                    break
        finally:
            self._held = False
        self._follow(True)

    def settle(self) -> None:
        """The room changed: stay at the bottom if that is where the view is."""
        if self._following:
            self.to_bottom()

    def scroll_by(self, pixels: float) -> None:
        """Move the text up by so many pixels, or down; Qt's own bar knows whole lines only."""
        block = self._editor.firstVisibleBlock()
        at = self._above(block) + pixels
        while at < 0:
            line = lines.above(block)
            if not line.isValid():
                at = 0.0
                break
            block = line
            at += self._page.data(block).height
        while at >= (height := self._page.data(block).height):
            line = lines.below(block)
            if not line.isValid():
                break
            block, at = line, at - height
        self._page.tell_size()
        if block.firstLineNumber() >= self._bar.maximum():
            self.to_bottom()
            return
        self._held = True
        try:
            self._bar.setValue(block.firstLineNumber())
        finally:
            self._held = False
        self._set_top(block.position(), round(at))
        self._follow(False)

    def _above(self, block: QTextBlock) -> float:
        """How many pixels of the top line are above the view."""
        if self._page.top[0] == block.position() and self._page.top[1]:
            return self._page.top[1]
        line = self._bar.value() - block.firstLineNumber()
        data = self._page.data(block)
        pitch = (data.bottom - data.top) / max(1, block.lineCount())
        return data.top + line * pitch if line > 0 else 0.0

    def _set_top(self, place: int, shift: float) -> None:
        if self._page.top != (place, shift):
            self._page.top = (place, shift)
            self._page.touch()
            self._editor.viewport().update()

    @contextmanager
    def kept(self, top: QTextBlock, changes: Sequence[Change]) -> Generator[None]:
        """The line at the top of the view stays there, whatever is written meanwhile.

        Qt keeps the *number* of the top line, so that text above would move the view.
        """
        place, line = top.position(), self._bar.value() - top.firstLineNumber()
        shift = self._page.top[1] if self._page.top[0] == place else 0.0
        self._held = True
        try:
            yield
            if not self._following:
                block = self._editor.document().findBlock(moved(place, changes))
                line = max(0, min(line, block.lineCount() - 1))
                self._bar.setValue(block.firstLineNumber() + line)
                self._set_top(block.position(), shift)
        finally:
            self._held = False
        self.settle()

    def _on_scrolled(self, value: int) -> None:
        if not self._held:
            self._set_top(0, 0.0)
            self._follow(value >= self._bar.maximum())

    def _follow(self, following: bool) -> None:
        if following != self._following:
            self._following = following
            self.followed.emit(following)


def moved(place: int, changes: Sequence[Change]) -> int:
    """Where a place of the document is after changes: what stands there stays there.

    Text that is put in exactly there goes before what follows it; a place within text that is
    replaced keeps its distance from the beginning.
    """
    for change in changes:
        length = units(change.text)
        if place >= change.at + change.removed:
            place += length - change.removed
        elif place > change.at:
            place = change.at + min(place - change.at, length)
    return place


def kept_caret(place: int, changes: Sequence[Change]) -> int:
    """Where a caret is after changes: it does not move with text that is put in behind it."""
    for change in changes:
        if place == change.at:
            continue
        place = moved(place, [change])
    return place
