"""The fences of the document whose code is coloured: only those seen, and only as far as seen."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Thread
from typing import Any, Final

from pygments.lexers import (
    get_lexer_by_name,  # pyright: ignore[reportUnknownVariableType]
)
from pygments.util import ClassNotFound
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from vibekoder.core import marks
from vibekoder.ui.editor.lines import held, line_of
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.syntax import Colored, Palette, Tints

FRAME: Final = 0.005
"""So many seconds of one frame go into colours; what is missing then comes with the next."""
SLICE: Final = 0.012
WHOLE_MS: Final = 120
"""What can only be read whole is read anew so often at the most, while it changes."""
KNOWN: Final = 48
"""So many fences keep their colours."""
MADE_MS: Final = 20
PLAIN: Final = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output"})


class Lexers:
    """Lexers by the word behind a fence's signs.

    The first of a language is made in a thread, since its rules take up to a tenth of a second.
    The thread tells nobody: an object of Qt may be gone by then.
    """

    def __init__(self) -> None:
        self._known: dict[str, Any] = dict.fromkeys(PLAIN)
        self._wanted: set[str] = set()

    def knows(self, word: str) -> bool:
        """Whether it is known what this word means; if not, it will be."""
        if word in self._known:
            self._wanted.discard(word)
            return True
        if word not in self._wanted:
            self._wanted.add(word)
            Thread(target=self._make, args=(word,), daemon=True, name=f"lexer {word}").start()
        return False

    @property
    def waiting(self) -> bool:
        """Whether some word was asked for that is not known yet."""
        return any(word not in self._known for word in self._wanted)

    @property
    def owed(self) -> bool:
        """Whether some word was not known when it was asked for, be it known by now or not."""
        return bool(self._wanted)

    def settle(self) -> None:
        """What was asked for too early is painted anew now: only what is still missing is owed."""
        self._wanted = {word for word in self._wanted if word not in self._known}

    def lexer(self, word: str) -> Any:
        """The lexer for a word that is known; None if there is none."""
        return self._known[word]

    def _make(self, word: str) -> None:
        try:
            # a line end that the text has not is not coloured, one that it has is not dropped
            self._known[word] = get_lexer_by_name(word.lower(), stripnl=False)
        except ClassNotFound:
            self._known[word] = None


class Fences(QObject):
    """Finds the colours of lines of code.

    Signals:
        colored(): lines have other colours than when they were asked for.
    """

    colored = Signal()

    def __init__(
        self, document: QTextDocument, mirror: Mirror, palette: Palette, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._mirror = mirror
        self._palette = palette
        self._lexers = Lexers()
        self._colored: OrderedDict[int, tuple[QTextCursor, str, Colored]] = OrderedDict()
        self._number = 0
        self._until = 0.0
        self._wanted: dict[int, int] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_slice)
        self._later = QTimer(self, singleShot=True, interval=WHOLE_MS)
        self._later.timeout.connect(self._on_slice)
        self._made = QTimer(self, interval=MADE_MS)
        self._made.timeout.connect(self._on_made)

    def begin_frame(self) -> None:
        """A frame begins: it may spend its share on colours."""
        self._until = time.perf_counter() + FRAME

    def tints(self, fence: QTextBlock, line: int, word: str) -> Tints:
        """The colours of a line of code; ``line`` counts from the one below the fence.

        What is not found within the frame's share is found later, and told by ``colored``.
        """
        if not self._lexers.knows(word):
            self._made.start()
            return ()
        lexer = self._lexers.lexer(word)
        if lexer is None:
            return ()
        name, found = self._colored_of(fence, word, lexer)
        if found.done <= line:
            if not found.stepwise:
                self._wanted[name] = line + 1
                if not self._later.isActive():
                    self._later.start()
            elif not found.go_on(line + 1, self._late):
                self._wanted[name] = max(line + 1, self._wanted.get(name, 0))
                self._soon.start()
        return found.tints(line)

    def changed(self, first: int, more: int) -> None:
        """The document's lines from this number on are others; there are ``more`` than before."""
        for name, (cursor, _, found) in list(self._colored.items()):
            fence = line_of(cursor)
            at = fence.blockNumber() if fence is not None else -1
            if at < 0 or at == first:
                del self._colored[name]
                self._wanted.pop(name, None)
            elif at < first:
                found.changed(first - at - 1, more)

    def forget(self) -> None:
        """Everything is another text."""
        self._colored.clear()
        self._wanted.clear()

    def code(self, fence: QTextBlock, first: int = 0, last: int | None = None) -> list[str]:
        """The lines of code below a fence, from one to before another."""
        block = self._document.findBlockByNumber(fence.blockNumber() + 1 + first)
        part = self._mirror.part_at(fence.position())
        end = self._mirror.end(part)
        # within the text of a fence the state is the one below its first line
        state = fence.userState()
        lines = list[str]()
        while block.isValid() and block.position() < end and (last is None or first < last):
            text = block.text()
            if not marks.in_fence(marks.step(state, text)):
                break
            lines.append(text)
            first += 1
            block = block.next()
        return lines

    def _colored_of(self, fence: QTextBlock, word: str, lexer: Any) -> tuple[int, Colored]:
        place = fence.position()
        for name, (other, its_word, found) in self._colored.items():
            if its_word == word and other.position() == place:
                self._colored.move_to_end(name)
                return name, found
        self._number += 1
        cursor = held(fence)

        def lines(first: int, last: int) -> list[str]:
            return self.code(cursor.block(), first, last)

        found = Colored(lexer, self._palette, lines)
        self._colored[self._number] = (cursor, word, found)
        while len(self._colored) > KNOWN:
            name, _ = self._colored.popitem(last=False)
            self._wanted.pop(name, None)
        return self._number, found

    def _late(self) -> bool:
        return time.perf_counter() > self._until

    def _on_made(self) -> None:
        if not self._lexers.waiting:
            self._made.stop()
            self.colored.emit()

    def _on_slice(self) -> None:
        self._until = time.perf_counter() + SLICE
        done = False
        for name in sorted(self._wanted, reverse=True):
            _, _, found = self._colored[name]
            if found.go_on(self._wanted[name], self._late):
                del self._wanted[name]
                done = True
            if self._late():
                break
        if self._wanted:
            self._soon.start()
        if done:
            self.colored.emit()
