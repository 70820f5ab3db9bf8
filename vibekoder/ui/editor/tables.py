"""Tables in the fixed font: their columns stand under each other, though the text is not padded.

The blank at the end (or the beginning) of a cell is made as wide as the cell lacks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtGui import QTextBlock

MOST: Final = 200
"""So many lines above and below are looked at; a longer table is aligned in pieces."""

_RULE: Final = re.compile(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
_ROW: Final = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_PIPE: Final = re.compile(r"(?<!\\)\|")

Pad = tuple[int, float]
"""The code point behind which, and how many pixels."""


@dataclass(frozen=True, slots=True)
class Table:
    """The widths of a table's columns in pixels, and where each cell's text stands in its column:
    0 at the left, 1 at the right."""

    widths: tuple[float, ...]
    sides: tuple[float, ...]


def is_row(text: str) -> bool:
    """Whether the line may be a table's."""
    return _ROW.match(text) is not None


def is_rule(text: str) -> bool:
    """Whether the line is the one between a table's head and its body."""
    return _RULE.match(text) is not None


def cells(text: str) -> list[tuple[int, int]]:
    """From where to where each cell of a row goes, without its pipes."""
    return [(one + 1, other) for one, other in pairwise(pipes(text))]


def pipes(text: str) -> list[int]:
    """Where the pipes of a row stand."""
    return [found.start() for found in _PIPE.finditer(text)]


def table_at(block: QTextBlock, width: Callable[[str], float]) -> tuple[int, Table]:
    """The table in which a line is, and the unit at which it begins."""
    first = block
    for _ in range(MOST):
        above = first.previous()
        if not above.isValid() or not is_row(above.text()):
            break
        first = above
    widths, sides = list[float](), list[float]()
    line = first
    for _ in range(2 * MOST):
        if not line.isValid() or not is_row(line.text()):
            break
        text = line.text()
        spans = cells(text)
        widths += [0.0] * (len(spans) - len(widths))
        if is_rule(text):
            sides = [_side(text[start:end].strip()) for start, end in spans]
        else:
            for at, (start, end) in enumerate(spans):
                widths[at] = max(widths[at], width(text[start:end]))
        line = line.next()
    sides += [0.0] * (len(widths) - len(sides))
    return first.position(), Table(tuple(widths), tuple(sides))


def pads(text: str, table: Table, width: Callable[[str], float]) -> tuple[Pad, ...]:
    """What a row lacks, so that its columns stand under those of the others."""
    found = list[Pad]()
    for at, (start, end) in enumerate(cells(text)):
        if at >= len(table.widths) or end <= start:
            continue
        lack = table.widths[at] - width(text[start:end])
        before = round(lack * table.sides[at])
        if before > 0:
            found.append((start, before))
        if lack - before > 0 and end - 1 > start:
            found.append((end - 1, lack - before))
    return tuple(found)


def _side(sign: str) -> float:
    if not sign.endswith(":"):
        return 0.0
    return 0.5 if sign.startswith(":") else 1.0
