"""A slice's text in sections: pieces small enough that each is rendered within a frame.

A section ends where a paragraph does, outside lists and code wherever that is possible. Only the
lines that matter are looked at, so that a slice of megabytes costs little.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from vibekoder.core import directives
from vibekoder.core.directives import Directive

Kind = Literal["markdown", "code", "plain", "fold", "directive"]

USUAL: Final = 6_000
MOST: Final = 16_000
LONG: Final = 4_000
"""A section with a longer line is plain text."""

_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_FOLD: Final = re.compile(
    r"^<details><summary>((?:Reasoning|Tool) ·[^\n]*)</summary>[ \t]*$", re.MULTILINE
)
_FOLD_END: Final = re.compile(r"^</details>[ \t]*$", re.MULTILINE)
_GOES_ON: Final = re.compile(r"[ \t>|]|[-+*] |\d{1,9}[.)] ")
_BLANK: Final = re.compile(r"\n[ \t]*\n+")
_REFERENCE: Final = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]{1,2000}$", re.MULTILINE)
_REFERENCES: Final = 100


@dataclass(frozen=True, slots=True)
class Section:
    """``text[start:end]`` of a slice, and how it is shown.

    ``language`` belongs to code, ``title`` to what folds; ``inside`` is what folds below it.
    """

    kind: Kind
    start: int
    end: int
    language: str = ""
    title: str = ""
    inside: bool = False
    directive: Directive | None = None


def sections(text: str, start: int = 0, *, answer: bool = True) -> list[Section]:
    """The sections of a slice from a place in it on; of an answer, with what folds in it."""
    found = _of_answer(text, start) if answer else _of_prompt(text, start)
    return [one for one in found if one.kind in ("fold", "directive") or _filled(text, one)]


def references(text: str, start: int = 0) -> str:
    """The definitions of links in a text: a section knows those of its whole slice."""
    if "]:" not in text:
        return ""
    found: list[str] = []
    for one in _REFERENCE.finditer(text, start):
        found.append(one.group())
        if len(found) == _REFERENCES:
            break
    return "\n".join(found)


def _of_answer(text: str, start: int) -> Iterator[Section]:
    at = start
    while (first := _FOLD.search(text, at)) is not None:
        yield from _cut(text, at, first.start())
        last = _FOLD_END.search(text, first.end())
        inner = last.start() if last else len(text)
        yield Section("fold", first.start(), first.end(), title=first[1])
        yield from _cut(text, first.end(), inner, inside=True)
        at = last.end() if last else len(text)
    yield from _cut(text, at, len(text))


def _of_prompt(text: str, start: int) -> Iterator[Section]:
    at = start
    for one in directives.find(text[start:]).found:
        first, end = start + one.start, start + one.end
        yield from _cut(text, at, first)
        yield Section("directive", first, end, title=one.line.strip(), directive=one.directive)
        at = end
    yield from _cut(text, at, len(text))


def _filled(text: str, section: Section) -> bool:
    return section.kind == "code" or bool(text[section.start : section.end].strip())


@dataclass(frozen=True, slots=True)
class _Fence:
    start: int
    inner: int
    last: int
    end: int
    language: str


def _cut(text: str, start: int, end: int, *, inside: bool = False) -> Iterator[Section]:
    fences = list(_fences(text, start, end)) if end - start > MOST else []
    at = start
    while end - at > MOST:
        stop, fence = _stop(text, at, end, fences)
        yield _section(text, at, stop, inside=inside)
        at = stop
        if fence is not None:
            yield from _code(text, at, fence, inside=inside)
            at = fence.end
    if at < end:
        yield _section(text, at, end, inside=inside)


def _section(text: str, start: int, end: int, *, inside: bool) -> Section:
    lines = text[start:end].split("\n")
    kind = "plain" if max(map(len, lines)) > LONG else "markdown"
    return Section(kind, start, end, inside=inside)


def _stop(text: str, at: int, end: int, fences: list[_Fence]) -> tuple[int, _Fence | None]:
    """Where the section that begins at a place ends; with the code that is cut there."""
    most, second = at + MOST, 0
    for blank in _BLANK.finditer(text, at + USUAL, min(end, most)):
        place = blank.end()
        fence = _around(fences, place)
        if fence is not None and fence.end <= most:
            place = fence.end
        elif fence is not None:
            return _in_code(text, at, fence)
        if not _GOES_ON.match(text, place):
            return place, None
        second = second or place
    if second:
        return second, None
    fence = _around(fences, most)
    if fence is not None:
        return _in_code(text, at, fence)
    line = text.rfind("\n", at + 1, most)
    return (line + 1 if line > at else most), None


def _in_code(text: str, at: int, fence: _Fence) -> tuple[int, _Fence | None]:
    if fence.start - at > 1:
        return fence.start, None
    return _line_end(text, at + USUAL, fence.last), fence


def _code(text: str, start: int, fence: _Fence, *, inside: bool) -> Iterator[Section]:
    at = start
    while at < fence.last:
        stop = _line_end(text, at + USUAL, fence.last)
        if stop - at > MOST:
            stop = at + MOST
        yield Section("code", at, stop, fence.language, inside=inside)
        at = stop


def _line_end(text: str, at: int, last: int) -> int:
    found = text.find("\n", at, last)
    return last if found < 0 else found + 1


def _around(fences: list[_Fence], place: int) -> _Fence | None:
    at = bisect_left(fences, place, key=lambda one: one.start) - 1
    return fences[at] if at >= 0 and place < fences[at].end else None


def _fences(text: str, start: int, end: int) -> Iterator[_Fence]:
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text, start, end):
        signs, rest = line[1], line[2].strip()
        if opened is None:
            opened = line
        elif signs[0] == opened[1][0] and len(signs) >= len(opened[1]) and not rest:
            yield _fence(opened, line.start(), line.end())
            opened = None
    if opened is not None:
        yield _fence(opened, end, end)


def _fence(opened: re.Match[str], last: int, end: int) -> _Fence:
    language = (opened[2].split() or [""])[0]
    return _Fence(opened.start(), opened.end(), last, end, language)
