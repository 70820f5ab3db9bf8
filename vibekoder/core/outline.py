"""The headings of a slice's text: what one goes to, and what an outline shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vibekoder.core import marks

_LINES: Final = re.compile(
    r"^(?:(?P<heading> {0,3}#{1,6}(?:[ \t][^\n]*)?)|[ ]*(?:`{3}|~{3})[^\n]*|</?details[^\n]*)$",
    re.MULTILINE,
)
_SIGNS: Final = re.compile(r"[*`]|~~|\[([^\]]*)\]\([^)]*\)")
_BLOCK: Final = re.compile(r"\s*<details><summary>(?:Reasoning|Tool) ·")
_BLOCK_END: Final = re.compile(r"^</details>[ \t]*$", re.MULTILINE)
_SHORT: Final = 40
LOOKED_AT: Final = 4000
"""So much of a text is looked at for its first words."""
_LONG: Final = 4096
"""So much of a line is looked at while its end has not come; none that matters is longer."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its level from 1 to 6, its words, and the code point at which it begins."""

    level: int
    text: str
    point: int


class Reader:
    """Reads a text for headings as it comes, each line once, whatever the text has grown to."""

    def __init__(self, start: int = 0) -> None:
        """``start`` is the code point at which what is fed begins."""
        self._point = start
        self._state = marks.START
        self._line = ""
        self._length = 0

    def feed(self, text: str) -> list[Heading]:
        """The headings whose lines are whole now."""
        end = text.rfind("\n") + 1
        found = self._read(text[:end]) if end else []
        self._length += len(text) - end
        self._line += text[end : end + _LONG - len(self._line)]
        return found

    def finish(self) -> list[Heading]:
        """The heading in the last line, if it has no end and is one."""
        return self._read("")

    def _read(self, text: str) -> list[Heading]:
        # what was left out of a long line counts as well
        left_out = self._length - len(self._line)
        lines = self._line + text
        found = list[Heading]()
        for one in _LINES.finditer(lines):
            at = one.start()
            self._take(one, self._point + (at + left_out if at else 0), found)
        self._point += len(lines) + left_out
        self._line, self._length = "", 0
        return found

    def _take(self, one: re.Match[str], point: int, found: list[Heading]) -> None:
        line = one.group()
        if one["heading"] is None or self._state != marks.START:
            self._state = marks.step(self._state, line)
            return
        signs = line.lstrip(" ")
        level = len(signs) - len(signs.lstrip("#"))
        words = plain(signs[level:].strip().rstrip("#").strip())
        if words:
            found.append(Heading(level, words, point))


def headings(text: str, start: int = 0) -> list[Heading]:
    """The headings outside of code and of blocks of reasoning, in order.

    Only lines that may matter are looked at, so that a long text costs little.
    """
    reader = Reader(start)
    return reader.feed(text[start:]) + reader.finish()


def first_words(text: str, start: int = 0, most: int = 120) -> str:
    """The first line with words, without its signs; not those of reasoning or a tool's step."""
    begin = _past_blocks(text, start)
    seen = "" if begin is None else text[begin : begin + LOOKED_AT]
    for line in seen.split("\n"):
        words = plain(line.strip().lstrip("#>*- "))
        if words and not words.startswith(("<details>", "<!--", "~~~")):
            return words[:most]
    return ""


def beginning(text: str) -> str:
    """What has to be kept of a text that grows at its end, so that its first words are known."""
    at = _past_blocks(text)
    if at is not None:
        return text[at : at + LOOKED_AT]
    # a block is open: it is known by its first line, and its last line may yet be its end
    first = text.find("\n", text.find("<details>")) + 1
    return text[:first] + text[max(first, text.rfind("\n")) :][:_SHORT] if first else text


def plain(text: str) -> str:
    """A line without the signs of emphasis, code and links."""
    return _SIGNS.sub(lambda one: one.group(1) or "", text).strip()


def _past_blocks(text: str, start: int = 0) -> int | None:
    """Where the words begin after blocks of reasoning and tools; None if one has no end yet."""
    at = start
    while (block := _BLOCK.match(text, at)) is not None:
        end = _BLOCK_END.search(text, block.end())
        if end is None:
            return None
        at = end.end()
    return at
