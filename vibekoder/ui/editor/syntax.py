"""The colours of code, line by line: found from the top down, and found again after a change.

Pygments names the tokens. Its own loop always begins at the top and reads to the end; this one
begins anywhere it has been before (a *mark*: a line and the lexer's states at its beginning) and
stops when it is asked to, so that a frame never pays for a long text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from pygments.lexer import ExtendedRegexLexer, RegexLexer
from pygments.token import string_to_tokentype

EVERY: Final = 8
"""At least so many lines lie between two marks."""
AHEAD: Final = 200
"""So many lines are read beyond those wanted: a token may reach over several."""
SMALL: Final = 20_000
"""A lexer that cannot begin in the middle is given texts up to this many characters."""

Tint = tuple[int, int, str]
"""Start and length in code points, and the name of a colour."""
Tints = tuple[Tint, ...]


class Palette:
    """Which colour a token has: the nearest one that is named, up its family."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self.usual = table.get("else", "")
        self._colors: dict[object, str] = {}
        for names, color in table.items():
            for name in names.split(", "):
                if name != "else":
                    # short names as in Token.Literal.String
                    full = f"Literal.{name}" if name in ("String", "Number") else name
                    self._colors[string_to_tokentype(full)] = color

    def color(self, kind: Any) -> str:
        """The colour of a kind of token; empty for the usual one."""
        found = self._colors.get(kind)
        if found is None:
            found = self.color(kind.parent) if kind.parent else ""
            self._colors[kind] = found
        return found


class Colored:
    """The colours of one text, as far as they were asked for.

    ``lines(first, last)`` gives the text's lines from one to before another, as many as there are.
    """

    def __init__(
        self, lexer: Any, palette: Palette, lines: Callable[[int, int], list[str]]
    ) -> None:
        self._lexer = lexer
        self._palette = palette
        self._lines = lines
        self._found: list[Tints] = []
        self._done = 0
        self._marks: list[tuple[int, tuple[str, ...]]] = [(0, ("root",))]
        self._steps = _steps(lexer)

    @property
    def done(self) -> int:
        """So many lines have the colours that they should have."""
        return self._done

    @property
    def stepwise(self) -> bool:
        """Whether a part of the text can be looked at alone."""
        return self._steps is not None

    def tints(self, line: int) -> Tints:
        """The colours of a line; of one that changed, those of before till it is looked at."""
        return self._found[line] if line < len(self._found) else ()

    def changed(self, line: int, more: int) -> None:
        """From this line on the text is another one; it has ``more`` lines than before."""
        if line < len(self._found):
            if more > 0:
                self._found[line:line] = [()] * more
            elif more < 0:
                del self._found[line : line - more]
        if line >= self._done:
            # a token may have been cut by the end of what was there
            line = min(line, self._done)
        # one mark further back: what changed may belong to a token that began before
        keep = max(1, bisect_right(self._marks, line, key=lambda mark: mark[0]) - 1)
        del self._marks[keep:]
        self._done = min(self._done, self._marks[-1][0])

    def go_on(self, until: int, late: Callable[[], bool]) -> bool:
        """Find the colours of the lines before ``until``; stops at a line when it is ``late``.

        Tells whether there is nothing more to find.
        """
        if self._done >= until:
            return True
        if self._steps is None:
            self._whole()
            return True
        return self._walk(self._steps, until, late)

    def _walk(self, steps: Mapping[str, Any], until: int, late: Callable[[], bool]) -> bool:
        first, begun = self._marks[-1]
        text = "\n".join(self._lines(first, until + AHEAD)) + "\n"
        sheet = _Sheet(self._palette, first)
        states = list(begun)
        at = 0
        while at < len(text) and sheet.line < until:
            if at == sheet.start and sheet.line > self._marks[-1][0]:
                is_late = late()
                if is_late or sheet.line - self._marks[-1][0] >= EVERY:
                    self._marks.append((sheet.line, tuple(states)))
                if is_late:
                    break
            at = _step(self._lexer, steps, states, text, at, sheet)
        self._keep(sheet)
        if at >= len(text) or sheet.line >= until:
            self._done = max(self._done, min(sheet.line, until))
            return True
        self._done = sheet.line
        return False

    def _whole(self) -> None:
        text = "\n".join(self._lines(0, SMALL)) + "\n"
        sheet = _Sheet(self._palette, 0)
        if len(text) <= SMALL:
            for at, kind, value in self._lexer.get_tokens_unprocessed(text):
                sheet.put(at, kind, value)
        self._keep(sheet)
        self._done = max(len(self._found), SMALL)

    def _keep(self, sheet: _Sheet) -> None:
        end = sheet.first + len(sheet.lines)
        self._found += [()] * (sheet.first - len(self._found))
        self._found[sheet.first : end] = sheet.lines


class _Sheet:
    """Collects tokens as the colours of lines."""

    def __init__(self, palette: Palette, first: int) -> None:
        self._palette = palette
        self.first = first
        self.line = first
        self.start = 0
        self.lines: list[Tints] = []
        self._open: list[Tint] = []

    def put(self, at: int, kind: Any, value: str) -> None:
        """A token at a place of the text."""
        color = self._palette.color(kind)
        pieces = value.split("\n")
        for number, piece in enumerate(pieces):
            if piece and color:
                self._add(at - self.start, len(piece), color)
            at += len(piece) + 1
            if number < len(pieces) - 1:
                self.lines.append(tuple(self._open))
                self._open = []
                self.line += 1
                self.start = at

    def _add(self, start: int, length: int, color: str) -> None:
        if self._open:
            before, its_length, its_color = self._open[-1]
            if its_color == color and before + its_length == start:
                self._open[-1] = (before, its_length + length, color)
                return
        self._open.append((start, length, color))


def _steps(lexer: Any) -> Mapping[str, Any] | None:
    """The lexer's rules by state, if it is one that can be walked step by step."""
    if not isinstance(lexer, RegexLexer) or isinstance(lexer, ExtendedRegexLexer):
        return None
    return vars(type(lexer)).get("_tokens")


def _step(
    lexer: Any, steps: Mapping[str, Any], states: list[str], text: str, at: int, sheet: _Sheet
) -> int:
    """Take the one rule that fits here, as Pygments' documentation of RegexLexer tells it."""
    for matches, action, target in steps[states[-1]]:
        found: re.Match[str] | None = matches(text, at)
        if found is None:
            continue
        if callable(action):
            _put_all(sheet, cast("Iterable[tuple[int, Any, str]]", action(lexer, found)))
        elif action is not None:
            sheet.put(at, action, found.group())
        if target is not None:
            _go_to(states, target)
        return found.end()
    if text[at] == "\n":
        # an unknown line end brings a lexer back to its senses
        states[:] = ["root"]
    sheet.put(at, _NONE, text[at])
    return at + 1


_NONE: Final = string_to_tokentype("Text")


def _put_all(sheet: _Sheet, tokens: Iterable[tuple[int, Any, str]]) -> None:
    for at, kind, value in tokens:
        sheet.put(at, kind, value)


def _go_to(states: list[str], target: Any) -> None:
    """Where a rule leads: back, the same state once more, or on to others."""
    if isinstance(target, int):
        # the lowest state is never left
        del states[max(1, len(states) + target) if target < 0 else len(states) :]
        return
    names = cast("tuple[str, ...]", target) if isinstance(target, tuple) else (str(target),)
    for name in names:
        if name == "#pop":
            if len(states) > 1:
                states.pop()
        elif name == "#push":
            states.append(states[-1])
        else:
            states.append(name)
