"""What Return and Tab mean in a line of Markdown: lists go on, fences close, lines move in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from vibekoder.core import marks
from vibekoder.core.marks import Kind

STEP: Final = 4
"""How many blanks a line moves in: enough for what is below any bullet or number."""

_ITEM: Final = re.compile(r"([ \t]*)([-*+]|(\d{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?")
_QUOTE: Final = re.compile(r"(?: {0,3}> ?)+")
_FENCE: Final = re.compile(r"([ ]*)(`{3,}|~{3,})")


def moved_in(line: str) -> str:
    """The line one step to the right; an empty one stays."""
    return " " * STEP + line if line.strip() else line


def moved_out(line: str) -> str:
    """The line one step to the left, as far as there are blanks."""
    if line.startswith("\t"):
        return line[1:]
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(STEP, blanks) :]


def to_next_stop(before: str) -> str:
    """The blanks from the end of this text to the next stop."""
    return " " * (STEP - len(before.expandtabs(STEP)) % STEP)


def lead(state: int, line: str) -> str:
    """What the line after this one begins with, when a person presses Return at its end.

    ``state`` is what the lines before left, as ``core.marks`` counts it.
    """
    if marks.in_fence(state):
        return line[: len(line) - len(line.lstrip(" \t"))]
    if found := _ITEM.match(line):
        blanks, bullet, number, dot, gap, task = found.groups()
        if number:
            bullet = f"{int(number) + 1}{dot}"
        return f"{blanks}{bullet}{gap}{'[ ] ' if task else ''}"
    if found := _QUOTE.match(line):
        return found.group()
    return ""


def is_bare(state: int, line: str) -> bool:
    """Whether the line is a bullet, a number or a quote sign without a word: Return ends the list
    there."""
    begun = lead(state, line)
    if not begun or marks.in_fence(state):
        return False
    found = _ITEM.match(line) or _QUOTE.match(line)
    return found is not None and not line[found.end() :].strip()


def missing_end(state: int, line: str, below: Iterable[str]) -> str:
    """The line that would close the fence that this line opens; empty if it is closed below.

    ``below`` are the lines to the end of the slice: where they are whole without this line, the
    fence is a new one, and it would swallow theirs.
    """
    found = _FENCE.match(line)
    if not found or marks.read(state, line).kind is not Kind.FENCE:
        return ""
    for other in below:
        state = marks.step(state, other)
    return "" if marks.in_fence(state) else found.group(1) + found.group(2)
