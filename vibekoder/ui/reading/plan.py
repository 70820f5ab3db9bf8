"""What of one slice stands in the reading view: its rows and how high each of them is.

A slice is read as far as its rows are wanted; the last row of one that is not read to its end
stands for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal

from vibekoder.core.messages import Role
from vibekoder.ui.reading.sections import Section, references, sections

Kind = Literal["banner", "section", "box", "rest"]

LINE: Final = 85
"""So many characters are a line, until it is known better."""
FIRST: Final = 4
"""So many sections are read at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``opened`` tells whether a fold shows what is below it."""

    kind: Kind
    section: Section | None = None
    opened: bool = False
    number: int = 0


@dataclass(slots=True)
class Plan:
    """A slice's rows in order, with their heights as far as they are known.

    ``opened`` are the folds that a person opened, by their number in the slice.
    """

    text: str
    begin: int
    role: Role | None
    opened: set[int] = field(default_factory=set[int])
    rows: list[Row] = field(default_factory=list[Row])
    heights: list[float] = field(default_factory=list[float])
    references: str = ""
    boxed: bool = False
    _sections: list[Section] = field(default_factory=list[Section])
    _more: Iterator[Section] | None = None
    _folds: int = 0
    _shown: bool = True

    @property
    def whole(self) -> bool:
        """Whether all of it is read."""
        return self._more is None

    @property
    def reached(self) -> int:
        """The place in the text up to which it is read."""
        if self.whole:
            return len(self.text)
        return self._sections[-1].end if self._sections else self.begin

    def read(self, text: str, begin: int, role: Role | None, *, boxed: bool) -> None:
        """Begin with this text; what only grew is looked at from its last section on."""
        kept = self._kept(text) if (begin, role) == (self.begin, self.role) else 0
        known = self._cut_back(kept)
        self.text, self.begin, self.role, self.boxed = text, begin, role, boxed
        if not kept:
            self._sections = []
            self._begin()
        start = self._sections[-1].end if kept else begin
        # directives act in what a person says, and nowhere else
        prompt = role in (Role.SYSTEM, Role.USER)
        self._more = sections(text, start, answer=not prompt)
        many = start > begin or len(text) - begin > 1000
        self.references = references(text, begin) if many else ""
        self._end(self._add(FIRST, known))

    def go_on(self, count: int = FIRST) -> None:
        """Read so many sections more."""
        if self._more is not None:
            del self.rows[-1], self.heights[-1]
            self._end(self._add(count, {}))

    def arrange(self, *, boxed: bool) -> None:
        """Make the rows anew: folds were opened or closed, or a box came or went."""
        known = dict(zip(self.rows, self.heights, strict=True))
        self.boxed = boxed
        self._begin()
        for section in self._sections:
            self._put(section, known)
        self._end(known)

    def toggle(self, number: int) -> None:
        """Open a fold, or close it."""
        self.opened ^= {number}

    def row_of(self, point: int) -> int:
        """The row in which a place of the text is, or the last one before it."""
        found = 0
        for at, row in enumerate(self.rows):
            if row.section is not None and row.section.start <= point:
                found = at
        return found

    def source(self, row: Row) -> str:
        """The text of a row's section."""
        return self.text[row.section.start : row.section.end] if row.section else ""

    def forget_heights(self) -> None:
        """The room is another one."""
        self.heights = [self._guess(row) for row in self.rows]

    def _begin(self) -> None:
        self.rows = [Row("banner")] if self.role is not None else []
        self.heights = [self._guess(row) for row in self.rows]
        self._folds, self._shown = 0, True

    def _cut_back(self, kept: int) -> dict[Row, float]:
        """Leave so many sections with their rows; what was known of the others."""
        at = 0
        if kept:
            last = self._sections[kept - 1]
            at = next(n for n in reversed(range(len(self.rows))) if self.rows[n].section == last)
            at += 1
        known = dict(zip(self.rows[at:], self.heights[at:], strict=True))
        if kept:
            self._folds -= sum(one.kind == "fold" for one in self._sections[kept:])
            self._shown = True
            del self._sections[kept:], self.rows[at:], self.heights[at:]
        return known

    def _add(self, count: int, known: dict[Row, float]) -> dict[Row, float]:
        more = self._more or iter(())
        for section in islice(more, count):
            self._sections.append(section)
            self._put(section, known)
            count -= 1
        if count:
            self._more = None
        return known

    def _put(self, section: Section, known: dict[Row, float]) -> None:
        row: Row | None = None
        if section.kind == "fold":
            self._shown = self._folds in self.opened
            row = Row("section", section, self._shown, self._folds)
            self._folds += 1
        elif not section.inside or self._shown:
            row = Row("section", section)
        if row is not None:
            self._append(row, known)

    def _end(self, known: dict[Row, float]) -> None:
        if not self.whole:
            self._append(Row("rest"), {})
        elif self.boxed or not self.rows:
            # a slice without any row is not to be had: the view begins at one
            self._append(Row("box"), known)

    def _append(self, row: Row, known: dict[Row, float]) -> None:
        self.rows.append(row)
        self.heights.append(known.get(row) or self._guess(row))

    def _guess(self, row: Row) -> float:
        if row.kind == "rest":
            return guess(len(self.text) - self.reached)
        if row.section is None or row.section.kind in ("fold", "directive"):
            return 52.0 if row.kind == "banner" else 36.0
        return guess(row.section.end - row.section.start)

    def _kept(self, text: str) -> int:
        """How many sections stay as they are when text only comes at the end."""
        kept = len(self._sections) - 2
        if kept < 1 or not text.startswith(self.text.rstrip("\n")):
            return 0
        while kept and (
            self._sections[kept - 1].inside or self._sections[kept - 1].kind in ("code", "fold")
        ):
            kept -= 1
        return kept


def guess(chars: int) -> float:
    """How high so much text may be, before anybody has looked at it."""
    return 30.0 + 24.0 * (chars // LINE)
