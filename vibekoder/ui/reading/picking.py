"""Words are selected over the rows of the reading view as if they were one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from vibekoder.ui.reading.leaves import Leaf
from vibekoder.ui.reading.shelf import Shelf
from vibekoder.ui.reading.source import Source

LONG: Final = 200_000
"""Of a longer slice its Markdown is copied: to render it only for that would take too long."""


def drag(rows: Sequence[QWidget], origin: Leaf, at: QPoint) -> None:
    """The pointer, pressed in one text, is now at this point of the view: select all between.

    ``rows`` are those that are seen, from the top. The text that was pressed selects its own part.
    """
    leaves = [one for one in rows if isinstance(one, Leaf)]
    if origin not in leaves:
        return
    first = leaves.index(origin)
    under = [n for n, leaf in enumerate(leaves) if leaf.y() <= at.y()]
    last = max(under, default=0)
    low, high = min(first, last), max(first, last)
    for number, leaf in enumerate(leaves):
        if leaf is origin:
            continue
        if number == last:
            _to(leaf, at - leaf.pos(), from_end=last < first)
        elif low < number < high:
            leaf.selectAll()
        else:
            leaf.select(0, 0)


class Picked:
    """What is selected in a shelf's rows; a slice may be selected whole, seen or not."""

    def __init__(self, shelf: Shelf, source: Source) -> None:
        self._shelf = shelf
        self._source = source

    def select(self, part: int) -> None:
        """Select all of a slice."""
        self._shelf.picked = part
        for widget in self._shelf.parts[part].widgets.values():
            if isinstance(widget, Leaf):
                widget.selectAll()

    def clear(self) -> None:
        """Select nothing."""
        self._shelf.picked = None
        for leaf in self._shelf.leaves():
            leaf.select(0, 0)

    def text(self) -> str:
        """The selected words, in the order of the session."""
        part = self._shelf.picked
        if part is None:
            picked = sorted(self._selected(), key=_place)
            return "\n\n".join(leaf.selected() for _, _, leaf in picked)
        if self._source.length(part) > LONG:
            whole, begin = self._source.text(part)
            return whole[begin:].strip("\n")
        return self.text_of(part)

    def text_of(self, part: int) -> str:
        """What can be read of a part, as far as it is unfolded."""
        plan = self._shelf.plan(part)
        while not plan.whole:
            plan.go_on(1000)
        told = [self._shelf.words(part, row) for row in plan.rows]
        return "\n\n".join(one for one in told if one)

    def _selected(self) -> Iterator[tuple[int, int, Leaf]]:
        for number, part in enumerate(self._shelf.parts):
            for row, widget in part.widgets.items():
                if isinstance(widget, Leaf) and row.section is not None and widget.selected():
                    yield number, row.section.start, widget


def _place(one: tuple[int, int, Leaf]) -> tuple[int, int]:
    return one[:2]


def _to(leaf: Leaf, at: QPoint, *, from_end: bool) -> None:
    cursor = leaf.textCursor()
    move = QTextCursor.MoveOperation.End if from_end else QTextCursor.MoveOperation.Start
    cursor.movePosition(move)
    place = leaf.cursorForPosition(at).position()
    cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
    leaf.setTextCursor(cursor)
