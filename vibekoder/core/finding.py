"""What is looked for in a text, and what comes in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 1 << 18
"""So much text is looked through at once."""
OVER: Final = 1 << 12
"""A hit may reach so far beyond it."""

Span = tuple[int, int]

_REFERENCE: Final = re.compile(r"\\(?:(\d{1,2})|g<(\w+)>|(n|t|\\))")


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for. ``regex`` reads the text as a regular expression, line by line."""

    text: str
    case: bool = False
    word: bool = False
    regex: bool = False

    def pattern(self) -> re.Pattern[str]:
        """The compiled query; ValueError with a sentence if it is no regular expression."""
        source = self.text if self.regex else re.escape(self.text)
        if self.word:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        try:
            return re.compile(source, re.MULTILINE | (0 if self.case else re.IGNORECASE))
        except (re.error, OverflowError, RecursionError) as problem:
            raise ValueError(_sentence(problem, 10 if self.word else 0)) from problem

    def replacement(self, found: re.Match[str], text: str) -> str:
        """What comes in the place of a hit; of a regular expression, ``\\1`` is its first group."""
        if not self.regex:
            return text
        return _REFERENCE.sub(lambda one: _expanded(found, one), text)


def spans(pattern: re.Pattern[str], text: str, start: int = 0) -> Iterator[Span | None]:
    """The hits in a text from one place on, in order, none empty; None after each window, so that
    whoever asks may rest there."""
    at = start
    while at < len(text):
        end = text.find("\n", min(len(text), at + WINDOW))
        end = len(text) if end < 0 else end + 1
        over = text.find("\n", min(len(text), end + OVER))
        for found in pattern.finditer(text, at, len(text) if over < 0 else over):
            low, high = found.span()
            if low >= end:
                break
            if high > low:
                yield low, high
                end = max(end, high)
        at = end
        yield None


def _expanded(found: re.Match[str], one: re.Match[str]) -> str:
    number, name, sign = one.groups()
    if sign:
        return {"n": "\n", "t": "\t"}.get(sign, "\\")
    try:
        return found.group(int(number) if number else _group(name)) or ""
    except IndexError:
        return one.group()


def _group(name: str) -> int | str:
    return int(name) if name.isdecimal() else name


def _sentence(problem: Exception, shift: int) -> str:
    words = problem.msg if isinstance(problem, re.error) else "too large"
    at = problem.pos if isinstance(problem, re.error) else None
    place = f", at character {max(1, at + 1 - shift)}" if at is not None else ""
    return f"Not a regular expression: {words}{place}."
