"""What of one slice stands in the reading view: its rows and how high each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from vibekoder.core.messages import Role
from vibekoder.ui.reading.sections import Section, references, sections

Kind = Literal["banner", "section", "box"]

LINE: Final = 85
"""So many characters are a line, until it is known better."""


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
    _sections: list[Section] = field(default_factory=list[Section])

    def read(self, text: str, begin: int, role: Role | None, *, boxed: bool) -> None:
        """Find the rows of this text; what only grew is looked at from its last section on."""
        answer = role is Role.ASSISTANT
        kept = self._kept(text) if (begin, role) == (self.begin, self.role) else []
        start = kept[-1].end if kept else begin
        self._sections = [*kept, *sections(text, start, answer=answer)]
        self.text, self.begin, self.role = text, begin, role
        self.references = references(text, begin) if len(self._sections) > 1 else ""
        self.arrange(boxed=boxed)

    def arrange(self, *, boxed: bool) -> None:
        """Make the rows anew: folds were opened or closed, or a box came or went."""
        known = dict(zip(self.rows, self.heights, strict=True))
        rows = [Row("banner")] if self.role is not None else []
        number, shown = -1, True
        for section in self._sections:
            if section.kind == "fold":
                number += 1
                shown = number in self.opened
                rows.append(Row("section", section, shown, number))
            elif not section.inside or shown:
                rows.append(Row("section", section))
        if boxed:
            rows.append(Row("box"))
        # a slice without any row is not to be had: the view begins at one
        self.rows = rows or [Row("box")]
        self.heights = [known.get(row, self._guess(row)) for row in self.rows]

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

    def _guess(self, row: Row) -> float:
        if row.section is None or row.section.kind in ("fold", "directive"):
            return 52.0 if row.kind == "banner" else 36.0
        return guess(row.section.end - row.section.start)

    def _kept(self, text: str) -> list[Section]:
        """The sections that stay as they are when text only comes at the end."""
        if len(self._sections) < 3 or not text.startswith(self.text.rstrip("\n")):
            return []
        kept = self._sections[:-2]
        while kept and (kept[-1].inside or kept[-1].kind in ("code", "fold")):
            kept.pop()
        return kept


def guess(chars: int) -> float:
    """How high so much text may be, before anybody has looked at it."""
    return 30.0 + 24.0 * (chars // LINE)
