"""Paths with wildcards: ``*`` and ``?`` inside a name, ``**`` for any number of folders.

A pattern is followed name by name on the way down, so that folders which cannot hold a match are
never entered. Its time is bounded by its length times that of the path, whatever it says.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

States: TypeAlias = frozenset[int]
"""How many names of the pattern may have been met so far."""

ANY_DEPTH = "**"
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The names of a pattern in order. Names that begin with a dot fit only a name that does."""

    names: tuple[str, ...]

    @property
    def start(self) -> States:
        """Before the first name."""
        return self._closed({0})

    def step(self, states: States, name: str) -> States:
        """After one more name of the path; empty if nothing below can fit."""
        hidden = name.startswith(".")
        after: set[int] = set()
        for at in states:
            if at == len(self.names):
                continue
            wanted = self.names[at]
            if wanted == ANY_DEPTH:
                if not hidden:
                    # at the end it stands for one name at least
                    after.update({at, at + 1} if at + 1 == len(self.names) else {at})
            elif (not hidden or wanted.startswith(".")) and _fits(wanted).match(name):
                after.add(at + 1)
        return self._closed(after)

    def ends(self, states: States) -> bool:
        """Whether the path that led here fits as a whole."""
        return len(self.names) in states

    def goes_on(self, states: States) -> bool:
        """Whether something below may fit."""
        return any(at < len(self.names) for at in states)

    def _closed(self, states: set[int]) -> States:
        """``**`` also stands for no folder at all, where something follows."""
        for at in range(len(self.names) - 1):
            if at in states and self.names[at] == ANY_DEPTH:
                states.add(at + 1)
        return frozenset(states)


EVERYTHING = Pattern((ANY_DEPTH,))


def divided(path: str) -> tuple[str, Pattern]:
    """The folder before the first wildcard, and the pattern below it."""
    names = [name for name in path.split("/") if name not in ("", ".")]
    plain = 0
    while plain < len(names) - 1 and not _WILD.search(names[plain]):
        plain += 1
    root = "/" if path.startswith("/") else ""
    return root + "/".join(names[:plain]), Pattern(tuple(names[plain:]))


@lru_cache(maxsize=256)
def _fits(wanted: str) -> re.Pattern[str]:
    # a bracket is a character like any other here
    return re.compile(fnmatch.translate(wanted.replace("[", "[[]")))
