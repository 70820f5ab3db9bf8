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


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its level from 1 to 6, its words, and the code point at which it begins."""

    level: int
    text: str
    point: int


def headings(text: str, start: int = 0) -> list[Heading]:
    """The headings outside of code and of blocks of reasoning, in order.

    Only lines that may matter are looked at, so that a long text costs little.
    """
    found, state = list[Heading](), marks.START
    for one in _LINES.finditer(text, start):
        line = one.group()
        if one["heading"] is not None and state == marks.START:
            signs = line.lstrip(" ")
            level = len(signs) - len(signs.lstrip("#"))
            words = plain(signs[level:].strip().rstrip("#").strip())
            if words:
                found.append(Heading(level, words, one.start()))
        else:
            state = marks.step(state, line)
    return found


def first_words(text: str, start: int = 0, most: int = 120) -> str:
    """The first line with words, without its signs."""
    for line in text[start : start + 4000].split("\n"):
        words = plain(line.strip().lstrip("#>*- "))
        if words and not words.startswith(("<details>", "<!--", "~~~")):
            return words[:most]
    return ""


def plain(text: str) -> str:
    """A line without the signs of emphasis, code and links."""
    return _SIGNS.sub(lambda one: one.group(1) or "", text).strip()
