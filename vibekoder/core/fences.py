"""Where code fences are: what stands in one is an example and never acts."""

from __future__ import annotations

import re

_LIST_MARK = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$)")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")


class Fences:
    """Follows CommonMark's fences line by line, also those inside lists and quotes.

    Raw HTML blocks are not followed: a fence line inside one counts as a fence, which errs on the
    side of text that does not act.
    https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """

    def __init__(self) -> None:
        self._fence = ""
        self._around: list[int] = []  # 0 is a quote, any other number a list item's indent

    @property
    def open(self) -> bool:
        """Whether the last line that was taken left a fence open."""
        return bool(self._fence)

    def holds(self, line: str) -> bool:
        """Take the next line; whether it belongs to a fence (its two fence lines included)."""
        rest, matched = self._enter(line)
        if self._fence:
            if matched == len(self._around):
                self._close(rest)
                return True
            self._fence = ""
        del self._around[matched:]
        rest = self._open_containers(rest)
        match = _FENCE.match(rest)
        if match:
            self._fence = match[1]
        return self.open

    def _close(self, rest: str) -> None:
        mark = rest.strip(" \t")
        indent = len(rest) - len(rest.lstrip(" \t"))
        if indent <= 3 and len(mark) >= len(self._fence) and mark == self._fence[0] * len(mark):
            self._fence = ""

    def _enter(self, line: str) -> tuple[str, int]:
        """Walk into the containers that go on in this line; what is left and how many did."""
        for matched, width in enumerate(self._around):
            bare = line.lstrip(" ")
            if width == 0:
                if not bare.startswith(">") or len(line) - len(bare) > 3:
                    return line, matched
                line = bare[1:].removeprefix(" ")
            elif bare.strip("\t"):
                if len(line) - len(bare) < width:
                    return line, matched
                line = line[width:]
        return line, len(self._around)

    def _open_containers(self, line: str) -> str:
        while True:
            bare = line.lstrip(" ")
            indent = len(line) - len(bare)
            if indent > 3:
                return line
            mark = _LIST_MARK.match(bare)
            if bare.startswith(">"):
                self._around.append(0)
                line = bare[1:].removeprefix(" ")
            elif mark:
                after = bare[mark.end() :]
                blanks = len(after) - len(after.lstrip(" "))
                blanks = blanks if 1 <= blanks <= 4 and after.strip() else 1
                self._around.append(indent + mark.end() + blanks)
                line = after[blanks:]
            else:
                return line
