"""A part of a text: a range of lines, or a Markdown heading with everything below it.

Only LF ends a line. What is returned is the text's own characters, line ends included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vibekoder.core.fences import Fences

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NO_TITLE = re.compile(r" {0,3}(?:[-*+>]|[0-9]{1,9}[.)]|#{1,6}(?:[ \t]|$)|[|]|<!--)| {4}|\t")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its section, ``text[start:end]``: to the next one of its level or above."""

    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mark:
    level: int
    title: str
    start: int


def headings(text: str) -> tuple[Heading, ...]:
    """The headings outside of fences in order, written with # or underlined."""
    found: list[Heading] = []
    open_ones: list[_Mark] = []
    closed: dict[_Mark, int] = {}
    marks = list(_marks(text))
    for mark in marks:
        while open_ones and open_ones[-1].level >= mark.level:
            closed[open_ones.pop()] = mark.start
        open_ones.append(mark)
    for mark in marks:
        end = closed.get(mark, len(text))
        found.append(Heading(mark.level, mark.title, mark.start, end))
    return tuple(found)


def section(text: str, title: str) -> str | None:
    """The first heading with this title and everything below it; None if there is none."""
    wanted = title.strip(" \t")
    for heading in headings(text):
        if heading.title == wanted:
            return text[heading.start : heading.end]
    return None


def lines(text: str, first: int, last: int) -> str | None:
    """These lines, counted from 1, both included; None if the text has fewer."""
    start = _line_start(text, first)
    before_last = _line_start(text, last)
    if start is None or before_last is None:
        return None
    end = text.find("\n", before_last)
    return text[start:] if end < 0 else text[start : end + 1]


def count_lines(text: str) -> int:
    """How many lines there are; a line end at the end of the text begins no new one."""
    return text.count("\n") + (not text.endswith("\n") and text != "")


def _line_start(text: str, number: int) -> int | None:
    at = 0
    for _ in range(number - 1):
        at = text.find("\n", at) + 1
        if at == 0:
            return None
    return at if at < len(text) else None


def _marks(text: str) -> Iterator[_Mark]:
    """Front matter holds none: its closing line would underline its last key."""
    fences = Fences()
    start = 0
    above: tuple[str, int] | None = None  # a paragraph of one line, and where it begins
    blank = True
    front = text.startswith(("---\n", "---\r\n")) and text.find("\n---", 3) > 0
    for raw in text.split("\n"):
        line, at = raw.removesuffix("\r"), start
        start += len(raw) + 1
        if front:
            front = at == 0 or line.rstrip(" \t") != "---"
            continue
        if fences.holds(line):
            above, blank = None, False
            continue
        if "#" in line and (match := _HASHES.fullmatch(line)):
            yield _Mark(len(match[1]), (match[2] or "").strip(" \t"), at)
            above, blank = None, True
        elif above is not None and (match := _UNDERLINE.fullmatch(line)):
            yield _Mark(1 if match[1][0] == "=" else 2, above[0], above[1])
            above, blank = None, True
        else:
            bare = line.strip(" \t")
            titled = blank and bare != "" and not _NO_TITLE.match(line)
            above, blank = ((bare, at) if titled else None), bare == ""
