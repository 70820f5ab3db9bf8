"""A request's body with a line for each of its parts, and every one of its own characters.

Only blanks and line ends are put between them: what is read is what goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]', re.DOTALL)
_OPENS = "{["
_STEP = "  "


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The text, and where a place of the body is in it; the end where that is None."""

    text: str
    place: int | None = None


@dataclass(slots=True)
class _Lines:
    """The text as it grows."""

    whole: str
    mark: int | None
    out: list[str] = field(default_factory=list[str])
    done: int = 0
    put: int = 0
    place: int | None = None

    def take(self, end: int) -> None:
        """The body's own characters up to here."""
        if self.place is None and self.mark is not None and self.mark < end:
            self.place = self.mark + self.put
        self.out.append(self.whole[self.done : end])
        self.done = end

    def add(self, between: str) -> None:
        self.out.append(between)
        self.put += len(between)


def laid_out(body: str, mark: int | None = None) -> LaidOut:
    """The members of the whole stand each in a line, and the entries of a list of messages.

    ``mark`` is a place in the body to be found again. What is no JSON stays as it is.
    """
    lines = _Lines(body, mark)
    open_ones: list[bool] = []  # whether what is open has a line for each of its entries
    for token in _TOKEN.finditer(body):
        sign, end = token[0], token.end()
        if sign in _OPENS:
            whole = not open_ones
            many = len(open_ones) == 1 and sign == "[" and body[end : end + 1] in _OPENS
            empty = body[end : end + 1] in "]}"
            open_ones.append((whole or many) and not empty)
            lines.take(end)
            if open_ones[-1]:
                lines.add("\n" + _STEP * len(open_ones))
        elif sign in "]}":
            if open_ones and open_ones.pop():
                lines.take(token.start())
                lines.add("\n" + _STEP * len(open_ones))
            lines.take(end)
        elif sign == ",":
            lines.take(end)
            lines.add("\n" + _STEP * len(open_ones) if open_ones and open_ones[-1] else " ")
        elif sign == ":":
            lines.take(end)
            lines.add(" ")
    lines.take(len(body))
    return LaidOut("".join(lines.out), lines.place)
