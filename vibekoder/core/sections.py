"""What a directive brings, less one part of it: the directives that bring in all the rest.

What has a heading of its own is named by it, for that holds while the file is edited; only what
stands above the first heading below it, or has the title of an earlier one, is a range of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vibekoder.core import directives
from vibekoder.core.directives import Directive
from vibekoder.core.excerpt import Heading, headings


@dataclass(frozen=True, slots=True)
class Section:
    """One part of what was whole; ``on`` is False for the section that is left out."""

    directive: Directive
    on: bool = True


APART = 100
"""A folder of more files is not written out line by line to leave one of them out."""


def one_by_one(directive: Directive, paths: Iterable[str], left: str) -> tuple[Section, ...]:
    """Directives for the files that a folder or pattern stands for, ``left`` the one left out."""
    return tuple(Section(replace(directive, target=path), path != left) for path in paths)


def within(text: str, directive: Directive) -> tuple[Heading, ...]:
    """The headings in what a directive takes of a text, without the one that it names itself."""
    if directive.lines is not None:
        return ()
    found = headings(text)
    if directive.part is None:
        return found
    named = _first(found, directive.part)
    return tuple(one for one in found if named and named.start < one.start < named.end)


def without(text: str, directive: Directive, number: int) -> tuple[Section, ...]:
    """Directives for all that this one brings but the section with heading ``number``.

    Counted as ``within`` does. That section has its own directive among them, in its place, so
    that it can be taken in again. Blanks between sections are let go.
    """
    heads = within(text, directive)
    named = _first(headings(text), directive.part) if directive.part is not None else None
    start, end = (named.start, named.end) if named is not None else (0, len(text))
    return tuple(_Apart(text, directive, heads[number]).between(start, end, heads))


@dataclass(frozen=True, slots=True)
class _Apart:
    text: str
    whole: Directive
    left: Heading

    def between(self, start: int, end: int, heads: Sequence[Heading]) -> Iterator[Section]:
        """The sections of one level, and the text before, between and below them."""
        at = start
        for head in heads:
            if head.start < at:
                continue  # it is inside of the one before
            yield from self._lines(at, head.start)
            at = head.end
            if head is self.left or not head.start < self.left.start < head.end:
                yield Section(self._named(head), head is not self.left)
            else:
                inner = [one for one in heads if head.start < one.start < head.end]
                yield from self._opened(head, inner)
        yield from self._lines(at, end)

    def _opened(self, head: Heading, inner: Sequence[Heading]) -> Iterator[Section]:
        yield from self._lines(head.start, inner[0].start)
        yield from self.between(inner[0].start, head.end, inner)

    def _named(self, head: Heading) -> Directive:
        named = replace(self.whole, part=head.title)
        first = _first(headings(self.text), head.title)
        readable = directives.parse(directives.write(named)) == named
        return named if readable and first == head else self._range(head.start, head.end)

    def _lines(self, start: int, end: int) -> Iterator[Section]:
        if self.text[start:end].strip():
            yield Section(self._range(start, end))

    def _range(self, start: int, end: int) -> Directive:
        end = start + len(self.text[start:end].rstrip())
        first = self.text.count("\n", 0, start) + 1
        last = first + self.text.count("\n", start, end)
        return replace(self.whole, part=None, lines=(first, last))


def _first(found: Sequence[Heading], title: str) -> Heading | None:
    return next((one for one in found if one.title == title.strip(" \t")), None)
