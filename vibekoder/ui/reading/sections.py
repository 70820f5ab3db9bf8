"""A slice's text in sections: pieces small enough that each is rendered within a frame.

A section ends where a paragraph does, outside lists and code wherever that is possible. They are
found one after the other as they are asked for, so that a slice of megabytes costs no more than
what is seen of it.
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

USUAL: Final = 1_200
"""So much text is a section, if a paragraph ends behind it."""
LISTED: Final = 4_800
"""So much of a list is one at the most, if one of its items ends behind an empty line."""
CODE: Final = 6_000
"""So much code is one piece at the most."""
MOST: Final = 16_000
FAR: Final = 65_536
"""So much text is looked through for signs of code at once."""
LONG: Final = 4_000
"""A section with a longer line is plain text."""

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)")
_SIGNS: Final = ("```", "~~~")
_FOLD: Final = re.compile(
    r"<details><summary>((?:Reasoning|Tool) ·[^\n]*)</summary>[ \t]*$", re.MULTILINE
)
_FOLD_END: Final = re.compile(r"</details>[ \t]*$", re.MULTILINE)
_GOES_ON: Final = re.compile(r"[ \t>|]|[-+*] |\d{1,9}[.)] ")
_BLANK: Final = re.compile(r"\n[ \t]*\n+")
_REFERENCE: Final = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]{1,2000}$", re.MULTILINE)
_REFERENCES: Final = 100
_DEFINED: Final = 200_000
"""Definitions of links are looked for in so much text at both ends of a slice."""


@dataclass(frozen=True, slots=True)
class Section:
    """``text[start:end]`` of a slice, and how it is shown.

    ``language`` belongs to code, ``title`` to what folds; ``inside`` is what folds below it.
    Code that is too long for one section ``goes_on`` in the next; that one ``came_on``.
    """

    kind: Kind
    start: int
    end: int
    language: str = ""
    title: str = ""
    inside: bool = False
    directive: Directive | None = None
    came_on: bool = False
    goes_on: bool = False


def sections(text: str, start: int = 0, *, answer: bool = True) -> Iterator[Section]:
    """The sections of a slice from a place in it on, in order; of an answer, with what folds."""
    found = _of_answer(text, start) if answer else _of_prompt(text, start)
    return (one for one in found if one.kind in ("fold", "directive") or _filled(text, one))


def references(text: str, start: int = 0) -> str:
    """The definitions of links in a text: a section knows those of its whole slice."""
    found: list[str] = []
    last = max(start + _DEFINED, len(text) - _DEFINED)
    for low, high in ((start, min(len(text), start + _DEFINED)), (last, len(text))):
        if text.find("]:", low, high) < 0:
            continue
        found += (one.group() for one in _REFERENCE.finditer(text, low, high))
    return "\n".join(found[:_REFERENCES])


def _of_answer(text: str, start: int) -> Iterator[Section]:
    at = start
    while (first := _line(_FOLD, "<details><summary>", text, at)) is not None:
        yield from _cut(text, at, first.start(), _Fences(text, at, first.start()))
        last = _line(_FOLD_END, "</details>", text, first.end())
        inner = last.start() if last else len(text)
        yield Section("fold", first.start(), first.end(), title=first[1])
        yield from _cut(text, first.end(), inner, _Fences(text, first.end(), inner), inside=True)
        at = last.end() if last else len(text)
    yield from _cut(text, at, len(text), _Fences(text, at, len(text)))


def _of_prompt(text: str, start: int) -> Iterator[Section]:
    fences, at, place = _Fences(text, start, len(text)), start, start
    while (place := text.find("<!--", place)) >= 0:
        begin = max(start, text.rfind("\n", 0, place) + 1)
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line, place = text[begin:end], end
        acts = directives.find(line).found if fences.around(begin) is None else ()
        if acts:
            yield from _cut(text, at, begin, fences)
            directive = acts[0].directive
            yield Section("directive", begin, end, title=line.strip(), directive=directive)
            at = end
    yield from _cut(text, at, len(text), fences)


def _line(pattern: re.Pattern[str], sign: str, text: str, at: int) -> re.Match[str] | None:
    """The next line that begins with this sign and is one of the pattern."""
    while (at := text.find(sign, at)) >= 0:
        if at == 0 or text[at - 1] == "\n":
            found = pattern.match(text, at)
            if found is not None:
                return found
        at += len(sign)
    return None


def _filled(text: str, section: Section) -> bool:
    return section.kind == "code" or bool(text[section.start : section.end].strip())


@dataclass(frozen=True, slots=True)
class _Fence:
    start: int
    inner: int
    last: int
    end: int
    language: str

    @property
    def long(self) -> bool:
        """Whether it is shown in pieces, each a section of its own."""
        return self.end - self.start > CODE


class _Fences:
    """The fences of a stretch, found as far as they are asked for."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._found: list[_Fence] = []
        self._more: Iterator[_Fence] = _fences(text, start, end)

    def around(self, place: int) -> _Fence | None:
        """The fence in which this place is."""
        while not self._found or self._found[-1].end <= place:
            fence = next(self._more, None)
            if fence is None:
                break
            self._found.append(fence)
        at = bisect_left(self._found, place, key=lambda one: one.start) - 1
        return self._found[at] if at >= 0 and place < self._found[at].end else None


def _cut(
    text: str, start: int, end: int, fences: _Fences, *, inside: bool = False
) -> Iterator[Section]:
    at = start
    while end - at > 2 * USUAL:
        fence = fences.around(at + 1)
        if fence is not None and fence.long:
            yield from _code(text, fence, inside=inside)
            at = fence.end
        else:
            stop = _stop(text, at, end, fences)
            yield _section(text, at, stop, inside=inside)
            at = stop
    if at < end:
        yield _section(text, at, end, inside=inside)


def _section(text: str, start: int, end: int, *, inside: bool) -> Section:
    lines = text[start:end].split("\n")
    kind = "plain" if max(map(len, lines)) > LONG else "markdown"
    return Section(kind, start, end, inside=inside)


def _stop(text: str, at: int, end: int, fences: _Fences) -> int:
    """Where the section that begins at a place ends; no long code begins there."""
    most, second = min(at + MOST, end), 0
    for blank in _BLANK.finditer(text, at + USUAL, most):
        place = blank.end()
        fence = fences.around(place)
        if fence is not None:
            if fence.long or fence.start - at >= USUAL:
                return fence.start
            place = fence.end
        if place >= end:
            return end
        if not _GOES_ON.match(text, place):
            return place
        second = second or place
        if place - at > LISTED:
            return second
    if second:
        return second
    fence = fences.around(most)
    if fence is not None and (fence.long or fence.start - at >= USUAL):
        return fence.start
    line = text.rfind("\n", at + 1, most)
    return most if most == end else line + 1 if line > at else most


def _code(text: str, fence: _Fence, *, inside: bool) -> Iterator[Section]:
    first = at = fence.inner + 1
    while at < fence.last:
        stop = _line_end(text, at + CODE, fence.last)
        if stop - at > MOST:
            stop = at + MOST
        came, goes = at > first, stop < fence.last
        yield Section("code", at, stop, fence.language, inside=inside, came_on=came, goes_on=goes)
        at = stop


def _line_end(text: str, at: int, last: int) -> int:
    found = text.find("\n", at, last)
    return last if found < 0 else found + 1


def _fences(text: str, start: int, end: int) -> Iterator[_Fence]:
    opened: re.Match[str] | None = None
    for line in _fence_lines(text, start, end):
        signs, rest = line[1], line[2].strip()
        if opened is None:
            opened = line
        elif signs[0] == opened[1][0] and len(signs) >= len(opened[1]) and not rest:
            yield _fence(opened, line.start(), line.end())
            opened = None
    if opened is not None:
        yield _fence(opened, end, end)


def _fence_lines(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The lines that begin or end code, found without a look at the others."""
    places = dict.fromkeys(_SIGNS, start - 1)
    at = start
    while at < end:
        # a sign that never comes is not looked for through megabytes
        far = min(end, at + FAR)
        for sign, place in places.items():
            if place < at:
                found = text.find(sign, at, far + len(sign) - 1)
                places[sign] = far if found < 0 else found
        place = min(places.values())
        if place >= far:
            line = text.rfind("\n", at, far) + 1
            stop = text.find("\n", far, end)
            at = line if line > at else end if stop < 0 else stop + 1
            continue
        begin = max(start, text.rfind("\n", at, place) + 1, at)
        line = _FENCE.match(text, begin, end)
        if line is not None:
            yield line
        stop = text.find("\n", place, end)
        at = end if stop < 0 else stop + 1


def _fence(opened: re.Match[str], last: int, end: int) -> _Fence:
    language = (opened[2].split() or [""])[0]
    return _Fence(opened.start(), opened.end(), last, end, language)
