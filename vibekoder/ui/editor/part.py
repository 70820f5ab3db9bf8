"""One part's text as the document shows it, and where its very long lines are broken there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from vibekoder.core.finding import Span
from vibekoder.ui.editor.stand_ins import code_points, shown, units

LONG: Final = 4096
"""A line longer than this gets soft breaks, in code points."""
PIECE: Final = 2048
_LOOSE: Final = 65536


class Part:
    """One part's text and its soft breaks; ``note`` is the editor's own to use.

    ``hits`` is what was found when this text, then so long, was looked through; ``half`` how far
    that is while it goes on. ``stops`` are code points at which a line begins, each with the
    state of Markdown there (see ``core.marks``); they are true of the text above them.
    ``truth`` is set while a person's edit waits for its answer: the part of before.
    """

    __slots__ = (
        "_bound",
        "_chunks",
        "_loose",
        "_tail",
        "breaks",
        "growing",
        "half",
        "hits",
        "length",
        "note",
        "stops",
        "truth",
        "units",
    )

    def __init__(self, text: str, breaks: list[int] | None = None) -> None:
        self._hold(text, "")
        self.breaks = breaks or []
        self.length = len(text)
        self.units = units(text) + len(self.breaks)
        self.growing = False
        self.note: object = None
        self.stops: list[tuple[int, int]] = []
        self.hits: tuple[object, int, list[tuple[int, int]]] | None = None
        self.half: tuple[object, int, list[tuple[int, int]], Iterator[Span | None]] | None = None
        self.truth: Part | None = None

    @property
    def text(self) -> str:
        """The true text, as the session has it."""
        if len(self._chunks) > 1:
            self._hold("".join(self._chunks), self._tail)
        return self._chunks[0] + self._tail if self._tail else self._chunks[0]

    @property
    def header(self) -> str:
        """The first line; of a slice its header line."""
        first = self._chunks[0]
        end = first.find("\n")
        return self.text.partition("\n")[0] if end < 0 else first[:end]

    def keep_tail(self, before: Part | None = None) -> None:
        """From now on text is appended before the line ends that stand last.

        Those that came from the growing itself are no tail: ``before`` is the growing part in
        whose place this one comes.
        """
        text = self.text
        body = text.find("\n") + 1 or len(text)
        cut = max(body, len(text.rstrip("\n")))
        if before is not None:
            grown = before.text[len(before.header) + 1 : before.length - len(before.tail)]
            if text.startswith(grown, body) and not text[body + len(grown) :].strip("\n"):
                cut = body + len(grown)
        self.growing = True
        self._hold(text[:cut], text[cut:])

    def append(self, text: str, breaks: list[int]) -> None:
        """Add to the end of what grows."""
        self._chunks.append(text)
        self._loose += len(text)
        if self._loose > _LOOSE:
            # many small pieces would cost more than their text, and joining all would cost often
            self._chunks[self._bound :] = ["".join(self._chunks[self._bound :])]
            self._bound, self._loose = len(self._chunks), 0
        self.breaks += breaks
        self.length += len(text)
        self.units += units(text) + len(breaks)

    def ends(self, count: int) -> str:
        """The last code points before the place where the part grows."""
        pieces, left = list[str](), count
        for chunk in reversed(self._chunks):
            pieces.append(chunk[-left:])
            left -= len(chunk)
            if left <= 0:
                break
        return "".join(reversed(pieces))

    def forget_tail(self) -> None:
        """The text is one again."""
        self._hold(self.text, "")

    def last_line(self) -> tuple[int, bool]:
        """Where the line that grows began, and whether that was a soft break."""
        place = self.length - len(self._tail)
        broken = self.breaks[-1] if self.breaks else 0
        for chunk in reversed(self._chunks):
            place -= len(chunk)
            found = chunk.rfind("\n")
            if found >= 0 and place + found + 1 > broken:
                return place + found + 1, False
            if place <= broken:
                break
        return broken, bool(broken)

    @property
    def tail(self) -> str:
        """The line ends behind the place where the part grows."""
        return self._tail

    @property
    def plain(self) -> bool:
        """Whether a unit is a code point all through."""
        return self.units == self.length

    def unit(self, point: int) -> int:
        """The unit at which a code point stands; behind a soft break, not before it."""
        if self.plain:
            return point
        return units(self.text[:point]) + bisect_right(self.breaks, point)

    def point(self, unit: int) -> int:
        """The code point that stands at a unit; a soft break counts as the one after it."""
        if self.plain:
            return unit
        marks = self.break_units()
        passed = bisect_left(marks, unit)
        return code_points(self.text, unit - passed)

    def break_units(self) -> list[int]:
        """At which units the soft breaks stand."""
        if not self.breaks:
            return []
        if self.units == self.length + len(self.breaks):
            return [place + number for number, place in enumerate(self.breaks)]
        text, at, total, found = self.text, 0, 0, list[int]()
        for number, place in enumerate(self.breaks):
            total += units(text[at:place])
            at = place
            found.append(total + number)
        return found

    def breaks_at(self, unit: int) -> bool:
        """Whether a soft break stands at a unit."""
        if self.units != self.length + len(self.breaks):
            marks = self.break_units()
            found = bisect_left(marks, unit)
            return found < len(marks) and marks[found] == unit
        # asked for each line: what is looked through must not grow with the text
        places = self.breaks
        found = bisect_left(range(len(places)), unit, key=lambda n: places[n] + n)
        return found < len(places) and places[found] + found == unit

    def shown(self, start: int = 0, end: int | None = None) -> str:
        """What the document shows between two code points, soft breaks as line ends.

        A break at ``start`` is left out, one at ``end`` is in it.
        """
        text = self.text
        end = self.length if end is None else end
        if not self.breaks:
            return shown(text[start:end])
        pieces, at = list[str](), start
        for place in self.breaks[bisect_right(self.breaks, start) :]:
            if place > end:
                break
            pieces.append(text[at:place])
            at = place
        pieces.append(text[at:end])
        return "\n".join(map(shown, pieces))

    def _hold(self, text: str, tail: str) -> None:
        self._chunks, self._tail = [text], tail
        self._bound, self._loose = 1, 0


def soft_breaks(text: str) -> list[int]:
    """Where a text that is shown for the first time gets soft breaks."""
    if len(text) <= LONG:
        return []  # as nearly all of them
    return [cut for start, end in long_lines(text, 0, len(text)) for cut in cuts(text, start, end)]


def long_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines longer than ``LONG`` between two places that bound lines; hops over the others."""
    at = start
    while end - at > LONG:
        last = text.rfind("\n", at, at + LONG + 1)
        if last >= 0:
            at = last + 1
            continue
        stop = text.find("\n", at + LONG, end)
        stop = end if stop < 0 else stop
        yield at, stop
        at = stop + 1


def cuts(text: str, start: int, end: int) -> list[int]:
    """Soft breaks about each ``PIECE`` of one line, after a blank where one is near."""
    cuts = list[int]()
    at = start
    while end - at > PIECE + PIECE // 2:
        blank = text.rfind(" ", at + PIECE - PIECE // 8, at + PIECE)
        at = blank + 1 if blank >= 0 else at + PIECE
        cuts.append(at)
    return cuts


def cuts_of_growth(text: str, since: int, broken: bool) -> list[int]:
    """Where new text gets soft breaks, if its line began ``since`` code points before it."""
    cuts = list[int]()
    at = -since
    for stop in _line_stops(text):
        limit = PIECE if broken else LONG
        while stop - at > limit:
            room = max(0, at + limit)
            blank = text.rfind(" ", max(0, room - PIECE // 8), room + 1)
            at = blank + 1 if blank >= 0 else room
            cuts.append(at)
            limit, broken = PIECE, True
        at, broken = stop + 1, False
    return cuts


def _line_stops(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)
    yield len(text)
