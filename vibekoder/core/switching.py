"""Directives switched off and on, moved and taken away: each as one change of a text's lines.

Off is a backslash before the comment: the line is literal then, and nothing of it is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vibekoder.core import directives
from vibekoder.core.directives import Found
from vibekoder.core.fences import Fences

_OFF = re.compile(r" {0,3}\\<!-- (?:include|command):")


@dataclass(frozen=True, slots=True)
class Change:
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str

    def made(self, text: str) -> str:
        """The text with the change."""
        return text[: self.start] + self.new + text[self.end :]


def switched_off(text: str) -> tuple[Found, ...]:
    """The lines outside of fences that one backslash less would make act.

    ``line`` is without it; the place is that of the line as it stands.
    """
    if "\\<!-- " not in text:
        return ()
    fences = Fences()
    found: list[Found] = []
    start = 0
    for line in text.split("\n"):
        if not fences.holds(line) and _OFF.match(line):
            live = line.replace("\\", "", 1)
            read = directives.find(live).found
            found += [replace(one, start=start, end=start + len(line)) for one in read]
        start += len(line) + 1
    return tuple(found)


def unpinned(line: str) -> str:
    """A directive as it reads without its pin."""
    directive = directives.parse(line)
    return directives.write(replace(directive, pin=None)) if directive is not None else line


def number_of(text: str, at: int) -> int:
    """The line in which this place is, counted from 0."""
    return text.count("\n", 0, at)


def switch(text: str, number: int, count: int = 1, *, on: bool) -> Change:
    """Take one backslash from before the directives of these lines, or put one there.

    Of several lines those stay that are so already.
    """
    start, end = _span(text, number, count)
    lines = text[start:end].split("\n")
    return Change(start, end, "\n".join(_switched(line, on=on) for line in lines))


def exchange(text: str, number: int, lines: tuple[str, ...], count: int = 1) -> Change:
    """Put other lines, or none at all, in the place of these."""
    start, end = _span(text, number, count)
    if lines:
        return Change(start, end, "\n".join(lines))
    if end < len(text):
        return Change(start, end + 1, "")
    return Change(max(start - 1, 0), end, "")


def move(text: str, number: int, to: int, count: int = 1) -> Change:
    """Put lines where line ``to`` stands, below it if that is further down; others make room."""
    lines = text.split("\n")
    moved = lines[number : number + count]
    first, last = min(number, to), max(number + count - 1, to)
    above, below = lines[first:number], lines[number + count : last + 1]
    between = [*moved, *above] if to < number else [*below, *moved]
    return Change(_span(text, first)[0], _span(text, last)[1], "\n".join(between))


def line_start(text: str, number: int) -> int:
    """Where a line begins, counted from 0."""
    start = 0
    for _ in range(number):
        start = text.index("\n", start) + 1
    return start


def _switched(line: str, *, on: bool) -> str:
    if on == (_OFF.match(line) is None):
        return line
    if on:
        return line.replace("\\", "", 1)
    bare = line.lstrip(" ")
    return f"{line[: len(line) - len(bare)]}\\{bare}"


def _span(text: str, number: int, count: int = 1) -> tuple[int, int]:
    start = line_start(text, number)
    end = text.find("\n", line_start(text, number + count - 1))
    return start, len(text) if end < 0 else end
