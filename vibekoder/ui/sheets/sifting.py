"""Many choices sifted by a few letters, some of them at a time, so that no key has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from vibekoder.core.fuzzy import Match, match

AT_ONCE: Final = 500
"""So many choices are looked at before the window gets its turn again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose. ``detail`` stands beside its text, ``right`` at the end of the row.

    ``keys`` are its keys in portable form; ``is_code`` sets the text in the code font.
    """

    key: str
    text: str
    section: str = ""
    detail: str = ""
    right: str = ""
    icon: str = ""
    keys: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A row as shown: a choice with the letters that were meant, or a section's head."""

    choice: Choice | None
    match: Match = field(default_factory=lambda: Match(0.0))
    head: str = ""


class Sift:
    """What of the choices fits a wish; a longer wish looks only at what fitted the shorter one."""

    def __init__(
        self,
        choices: Sequence[Choice],
        wanted: str,
        section: str = "",
        before: Sift | None = None,
    ) -> None:
        """``section`` is the only one that counts, if it is given."""
        self._choices = choices
        self._wanted = wanted
        self._section = section
        self._among: Sequence[int] = range(len(choices))
        self._order: dict[str, int] = {}
        if before is not None and before.done and before._leads_to(self):
            self._among = before._hits
            self._order = before._order
        self._next = 0
        self._hits: list[int] = []
        self._fits: list[tuple[int, float, int, Match]] = []

    @property
    def done(self) -> bool:
        """Whether everything was looked at."""
        return self._next >= len(self._among)

    @property
    def count(self) -> int:
        """How many fit so far."""
        return len(self._fits)

    def go_on(self, many: int = AT_ONCE) -> bool:
        """Look at some more of them; whether that was all."""
        for at in self._among[self._next : self._next + many]:
            self._look(at, self._choices[at])
        self._next += many
        return self.done

    def best(self, most: int) -> list[Found]:
        """The rows that fit best, section by section; with no wish as they stand."""
        # a match is not compared: no two rows have the same place
        rows = sorted(self._fits)
        return [Found(self._choices[at], fits) for _, _, at, fits in rows[:most]]

    def _look(self, at: int, one: Choice) -> None:
        section = self._order.setdefault(one.section, len(self._order))
        fits = _fits(self._wanted, one)
        if fits is None:
            return
        # of every section: the wish may leave this one
        self._hits.append(at)
        if not self._section or one.section == self._section:
            self._fits.append((section, -fits.score if self._wanted else 0.0, at, fits))

    def _leads_to(self, other: Sift) -> bool:
        same = self._choices is other._choices
        return same and other._wanted.startswith(self._wanted)


def _fits(wanted: str, one: Choice) -> Match | None:
    """The text fits, or text and detail together; only letters of the text are marked."""
    found = match(wanted, one.text)
    if found is None and one.detail:
        both = match(wanted, f"{one.text} {one.detail}")
        if both is not None:
            size = len(one.text)
            spans = tuple((a, min(b, size)) for a, b in both.spans if a < size)
            return Match(both.score - 1, spans)
    return found
