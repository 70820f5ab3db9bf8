"""What of the document is seen: kept where it is while the program writes, or at the bottom."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

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

    @contextmanager
    def kept(self, top: QTextBlock, changes: Sequence[Change]) -> Generator[None]:
        """The line at the top of the view stays there, whatever is written meanwhile.

        Qt keeps the *number* of the top line, so that text above would move the view.
        """
        place, line = top.position(), self._bar.value() - top.firstLineNumber()
        self._held = True
        try:
            yield
            if not self._following:
                block = self._editor.document().findBlock(moved(place, changes))
                line = max(0, min(line, block.lineCount() - 1))
                self._bar.setValue(block.firstLineNumber() + line)
        finally:
            self._held = False
        self.settle()

    def _on_scrolled(self, value: int) -> None:
        if not self._held:
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
