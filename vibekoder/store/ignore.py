"""What a project's ``.gitignore`` and ``.vibekoderignore`` leave out, at every level.

The deepest file that says something decides, in one folder ``.vibekoderignore`` before
``.gitignore``; what lies in an ignored folder is not asked about. A line that is no pattern, or so
wild that matching it could take for ever, counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

FILES = (".gitignore", ".vibekoderignore")
ALWAYS = frozenset({".git", ".hg", ".svn", ".objects"})

_WILDEST = 8  # wildcards in one line
_LONGEST = 1000

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class _Level:
    base: str
    spec: GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold in one folder; ``read`` gives an ignore file's bytes, None without."""

    read: Read
    levels: tuple[_Level, ...] = ()

    def inside(self, folder: str) -> Rules:
        """The rules in a folder directly below; its path ends with / unless it is the top."""
        found = list(self._levels_of(folder))
        return Rules(self.read, (*self.levels, *found)) if found else self

    def leaves_out(self, path: str, *, folder: bool = False) -> bool:
        """Whether a path, directly in the folder that these rules hold in, is left out."""
        if path.rpartition("/")[2] in ALWAYS:
            return True
        asked = f"{path}/" if folder else path
        for level in reversed(self.levels):
            said = level.spec.check_file(asked[len(level.base) :]).include
            if said is not None:
                return said
        return False

    def _levels_of(self, folder: str) -> Iterator[_Level]:
        for name in FILES:
            data = self.read(folder + name)
            if data:
                yield _Level(folder, _spec(data.decode("utf-8", "replace")))


def _spec(text: str) -> GitIgnoreSpec:
    good = [line for line in text.split("\n") if _is_tame(line)]
    try:
        return GitIgnoreSpec.from_lines(good)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in good if _is_pattern(line)])


def _is_tame(line: str) -> bool:
    return len(line) <= _LONGEST and line.replace("**", "*").count("*") <= _WILDEST


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
