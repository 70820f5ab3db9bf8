"""What a line of Markdown is, and which spans inside it mean something: pure, for the eye only.

A line is read with the *state* that the lines before it left: an int that says which fence and
which block of reasoning is open. ``START`` stands at the top of every slice; header lines are not
read here, since only the session's parser knows them. Follows CommonMark where a single line can
tell; blocks of reasoning and tool steps are those of the session format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

START: Final = 0
LONGEST_FENCE: Final = 63

_CHANGING: Final = re.compile(r"^(?:[ \t]*(?:`{3}|~{3})|</?details)[^\n]*", re.MULTILINE)
_FENCE: Final = re.compile(r"[ ]*(`{3,}|~{3,})[ \t]*([^\r\n]*)")
_BLOCK: Final = re.compile(r"<details><summary>(Reasoning|Tool) · ?([^<]*)")
_DIRECTIVE: Final = re.compile(r" {0,3}(\\?)<!-- (include|command|cached): (.*?) ?-->[ \t]*$")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_RULE: Final = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE: Final = re.compile(r"(?: {0,3}> ?)+")
_ITEM: Final = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+|$)(\[[ xX]\](?=[ \t]))?")
_TABLE: Final = re.compile(r"[ \t]*\|.*\|[ \t]*$")


class Kind(IntEnum):
    """What a line is."""

    TEXT = 0
    BLANK = 1
    HEADING = 2
    QUOTE = 3
    ITEM = 4
    FENCE = 5
    CODE = 6
    FENCE_END = 7
    RULE = 8
    TABLE = 9
    DIRECTIVE = 10
    BLOCK = 11
    BLOCK_END = 12


class Style(IntFlag):
    """What a span means; a span may be several at once."""

    NONE = 0
    STRONG = 1
    EMPHASIS = 2
    CODE = 4
    LINK = 8
    STRIKE = 16
    MARK = 32
    """A sign that only says what its neighbours are: calm editors hide it."""
    BULLET = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read: its kind, and what of it depends on the kind.

    ``level`` is a heading's 1 to 6, the depth of a quote, or 1 for a directive that is switched
    off. ``prefix`` counts the code points
    before the text: a heading's or quote's signs, an item's indent and bullet. ``indent`` is how
    many blanks stand before an item's bullet (a tab is four). ``word`` is a fence's language, a
    directive's path or a block's title; ``inside`` tells whether the line is in a block of
    reasoning or of a tool.
    """

    kind: Kind
    level: int = 0
    prefix: int = 0
    indent: int = 0
    word: str = ""
    name: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` code points from ``start`` on, all of one style."""

    start: int
    length: int
    style: Style


def step(state: int, line: str) -> int:
    """The state after this line."""
    if line.startswith("<"):
        if state & 1:
            if line.rstrip(" \t") == "</details>":
                return state >> 8 & ~1  # the fence that was open outside is open again
        elif _BLOCK.match(line):
            return state << 8 | 1
    fence = state >> 1 & 127
    if fence:
        return state & ~254 if _closes(fence, line) else state
    if "```" in line or "~~~" in line:
        found = _opening(line)
        if found:
            return state | _fence_code(found.group(1)) << 1
    return state


def steps(text: str, start: int, end: int, state: int) -> Iterator[tuple[int, int]]:
    """The states after the lines between two places that bound lines, for a text that is long.

    Only those lines are looked at that can change a state: each is given as where the next line
    begins, and the state that it left.
    """
    for found in _CHANGING.finditer(text, start, end):
        state = step(state, found.group())
        yield found.end() + 1, state


def read(state: int, line: str) -> Line:
    """What the line is, after lines that left ``state``."""
    inside = bool(state & 1)
    block = _read_block(inside, line)
    if block:
        return block
    fence = state >> 1 & 127
    if fence:
        return Line(Kind.FENCE_END if _closes(fence, line) else Kind.CODE, inside=inside)
    if not line or line.isspace():
        return Line(Kind.BLANK, inside=inside)
    found = _opening(line)
    if found:
        return Line(Kind.FENCE, word=_language(found.group(2)), inside=inside)
    return _read_text(line, inside)


def in_fence(state: int) -> bool:
    """Whether a code fence is open."""
    return bool(state >> 1 & 127)


def front_lines(text: str) -> int:
    """How many lines of a session's head are front matter, its two ``---`` lines included."""
    lines = text.split("\n")
    if lines[0].rstrip(" \t\r") != "---":
        return 0
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip(" \t\r") == "---":
            return number
    return 0


def _closes(fence: int, line: str) -> bool:
    sign = "~" if fence & 64 else "`"
    text = line.strip(" \t")
    return len(text) >= fence & LONGEST_FENCE and not text.strip(sign) and bool(text)


def _opening(line: str) -> re.Match[str] | None:
    found = _FENCE.match(line)
    if found and found.group(1)[0] == "`" and "`" in found.group(2):
        return None
    return found


def _fence_code(signs: str) -> int:
    return min(len(signs), LONGEST_FENCE) | (64 if signs[0] == "~" else 0)


def _language(info: str) -> str:
    word = info.split(maxsplit=1)[0] if info.strip() else ""
    return word.strip("{}").lstrip(".")


def _read_block(inside: bool, line: str) -> Line | None:
    if not line.startswith("<"):
        return None
    if inside:
        return Line(Kind.BLOCK_END, inside=True) if line.rstrip(" \t") == "</details>" else None
    found = _BLOCK.match(line)
    if not found:
        return None
    return Line(Kind.BLOCK, word=found.group(2).strip(), name=found.group(1), inside=True)


def _read_text(line: str, inside: bool) -> Line:
    first = line.lstrip(" ")[:1]
    if first and first in "<\\" and (found := _DIRECTIVE.match(line)):
        off, name, word = found.groups()
        return Line(Kind.DIRECTIVE, len(off), word=word, name=name, inside=inside)
    if first == "#" and (found := _HEADING.match(line)):
        return Line(Kind.HEADING, len(found.group(1)), found.end(), inside=inside)
    if first in "*-_" and _RULE.match(line):
        return Line(Kind.RULE, inside=inside)
    if first == ">" and (found := _QUOTE.match(line)):
        return Line(Kind.QUOTE, found.group().count(">"), found.end(), inside=inside)
    if first == "|" and _TABLE.match(line):
        return Line(Kind.TABLE, inside=inside)
    if found := _ITEM.match(line):
        blanks = len(found.group(1).expandtabs(4))
        return Line(Kind.ITEM, 0, found.end(3), blanks, found.group(2), inside=inside)
    return Line(Kind.TEXT, inside=inside)


_TOKEN: Final = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escaped sign
    r"|`+|\*+|_+|~~|!?\[|\]|<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*>"
    r"|\bhttps?://[^\s<>()\[\]*`]+"
)
_TARGET: Final = re.compile(
    r"\([ \t]*(?:<[^<>]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class _Run:
    """Signs that may open or close an emphasis; ``left`` of them are unused."""

    sign: str
    start: int
    left: int
    opens: bool
    closes: bool


class _Painter:
    """Collects what each code point of a line means."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.styles = [0] * len(text)
        self.runs: list[_Run] = []
        self.brackets: list[tuple[int, int, int]] = []
        self.ticks: dict[int, list[int]] | None = None

    def add(self, start: int, end: int, style: int) -> None:
        styles = self.styles
        for index in range(start, end):
            styles[index] |= style

    def paint(self) -> list[Span]:
        text, at = self.text, self.start
        while found := _TOKEN.search(text, at):
            token, at = found.group(), found.end()
            first = token[0]
            if first == "`":
                at = self._code(found.start(), len(token))
            elif first == "\\":
                self.add(found.start(), found.start() + 1, Style.MARK)
            elif first in "*_~":
                self._run(found.start(), token)
            elif first in "![":
                self.brackets.append((found.start(), at, len(self.runs)))
            elif first == "]":
                at = self._link(found.start())
            elif first == "<":
                self.add(found.start() + 1, at - 1, Style.LINK)
                self.add(found.start(), found.start() + 1, Style.MARK)
                self.add(at - 1, at, Style.MARK)
            else:
                at = found.start() + len(token.rstrip(".,;:!?'\""))
                self.add(found.start(), at, Style.LINK)
        self._emphasis(0)
        return self._spans()

    def _code(self, start: int, length: int) -> int:
        """Mark a code span, if its closing signs exist; gives where to go on."""
        if self.ticks is None:
            self.ticks = {}
            for found in re.finditer(r"`+", self.text):
                self.ticks.setdefault(len(found.group()), []).append(found.start())
            for places in self.ticks.values():
                places.reverse()
        places = self.ticks.get(length, [])
        while places and places[-1] <= start:
            places.pop()
        if not places:
            return start + length
        end = places[-1]
        self.add(start, start + length, Style.MARK | Style.CODE)
        self.add(start + length, end, Style.CODE)
        self.add(end, end + length, Style.MARK | Style.CODE)
        return end + length

    def _run(self, start: int, token: str) -> None:
        text, end = self.text, start + len(token)
        before = text[start - 1] if start > self.start else " "
        after = text[end] if end < len(text) else " "
        open_before, open_after = before.isspace(), after.isspace()
        sign_before, sign_after = before in _PUNCTUATION, after in _PUNCTUATION
        opens = not open_after and (not sign_after or open_before or sign_before)
        closes = not open_before and (not sign_before or open_after or sign_after)
        if token[0] == "_":
            opens, closes = (
                opens and (not closes or sign_before),
                closes and (not opens or sign_after),
            )
        self.runs.append(_Run(token[0], start, len(token), opens, closes))

    def _link(self, at: int) -> int:
        if not self.brackets:
            return at + 1
        opening, inner, runs = self.brackets.pop()
        target = _TARGET.match(self.text, at + 1) if self.text[at + 1 : at + 2] == "(" else None
        if not target:
            return at + 1
        self._emphasis(runs)
        self.add(opening, inner, Style.MARK)
        self.add(inner, at, Style.LINK)
        self.add(at, target.end(), Style.MARK)
        if self.text[opening] == "[":
            self.brackets.clear()  # links hold no links
        return target.end()

    def _emphasis(self, bottom: int) -> None:
        """Match openers and closers as CommonMark does, with a floor under each search."""
        runs = self.runs
        floors: dict[tuple[str, bool, int], int] = {}
        index = bottom
        while index < len(runs):
            closer = runs[index]
            if not closer.closes or not closer.left:
                index += 1
                continue
            key = (closer.sign, closer.opens, closer.left % 3)
            found = self._opener(closer, index, max(bottom, floors.get(key, bottom)))
            if found < 0:
                floors[key] = index
                index += 1
                continue
            self._pair(runs[found], closer)
            for between in runs[found + 1 : index]:
                between.left = 0
        del runs[bottom:]

    def _opener(self, closer: _Run, index: int, floor: int) -> int:
        for place in range(index - 1, floor - 1, -1):
            run = self.runs[place]
            if run.sign != closer.sign or not run.opens or not run.left:
                continue
            both = run.closes or closer.opens
            if both and (run.left + closer.left) % 3 == 0 and (run.left % 3 or closer.left % 3):
                continue
            return place
        return -1

    def _pair(self, opener: _Run, closer: _Run) -> None:
        count = 2 if opener.left >= 2 and closer.left >= 2 else 1
        style = Style.STRONG if count == 2 else Style.EMPHASIS
        if closer.sign == "~":
            style = Style.STRIKE
        inner = opener.start + opener.left
        opener.left -= count
        self.add(inner - count, inner, Style.MARK)
        self.add(inner, closer.start, style)
        self.add(closer.start, closer.start + count, Style.MARK)
        closer.start += count
        closer.left -= count

    def _spans(self) -> list[Span]:
        spans: list[Span] = []
        styles = self.styles
        index, end = 0, len(styles)
        while index < end:
            style = styles[index]
            if not style:
                index += 1
                continue
            start = index
            while index < end and styles[index] == style:
                index += 1
            spans.append(Span(start, index - start, Style(style)))
        return spans


def inline(text: str, start: int = 0) -> list[Span]:
    """The spans of a line from code point ``start`` on, in order, none overlapping.

    Emphasis, strong, struck, code, links with their targets and bare addresses. The time is
    linear in the line but for lines made of nothing but emphasis signs.
    """
    return _Painter(text, start).paint()


def spans(line: Line, text: str) -> list[Span]:
    """All spans of a line as read, the signs at its beginning included."""
    if line.kind in (Kind.TEXT, Kind.BLANK, Kind.TABLE):
        return inline(text)
    if line.kind is Kind.HEADING:
        found = [Span(0, line.prefix, Style.MARK)] if line.prefix else []
        return found + inline(text, line.prefix)
    if line.kind is Kind.QUOTE:
        return [Span(0, line.prefix, Style.MARK), *inline(text, line.prefix)]
    if line.kind is Kind.ITEM:
        blanks = len(text) - len(text.lstrip(" \t"))
        return [Span(blanks, len(line.word), Style.BULLET), *inline(text, line.prefix)]
    return []
