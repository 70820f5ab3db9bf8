"""What a running answer shows: deltas in, text to append out.

Every returned piece is final: it is already escaped as it will stand in the file. So a line start
that may still become an escaped line is held back, like a CR and half a surrogate pair that end
a delta; runs of backslashes are shown at once.
"""

from __future__ import annotations

from vibekoder.core.answer import (
    BLOCK_END,
    BLOCK_MARKS,
    END_MARK,
    GAP,
    Kind,
    Piece,
    block_inside,
    block_start,
)
from vibekoder.core.escape import escape, normalised

HEADER_MARK = "=={"

_OUTSIDE = (HEADER_MARK, *BLOCK_MARKS)
_INSIDE = (HEADER_MARK, END_MARK)


class LiveText:
    """The growing body of one answer.

    What ``feed`` and ``end`` returned, joined, is the escaped form of ``put_together`` of the
    same pieces.
    """

    def __init__(self) -> None:
        self._kind: Kind | None = None
        self._name = ""
        self._gap = ""  # what stands before the next piece
        self._begun = False
        self._tool: list[str] = []  # a fence's length is known at its end only
        self._half = ""  # a CR or half a surrogate pair that ended a delta
        self._held = ""  # a line start that may become an escaped line
        self._at_start = True  # of a line, backslashes passed over

    def feed(self, kind: Kind, delta: str, name: str = "") -> str:
        """Take a delta; returns what can be shown now. A tool's text is shown at its end."""
        if not delta and kind != "tool":
            return ""
        shown = ""
        if (kind, name) != (self._kind, self._name):
            shown = self._close() + self._open(kind, name)
        if kind == "tool":
            self._tool.append(delta)
            return shown
        return shown + self._escaped(self._whole(delta))

    def end(self) -> str:
        """What was held back, and the end of an open block."""
        return self._close()

    def _open(self, kind: Kind, name: str) -> str:
        self._kind, self._name = kind, name
        self._at_start = True
        shown = self._gap
        self._gap = ""
        if kind != "text":
            shown += GAP if self._begun else ""
        if kind == "reasoning":
            shown += block_start(Piece(kind, ""))
        self._begun = True
        return shown

    def _close(self) -> str:
        kind, self._kind = self._kind, None
        if kind is None:
            return ""
        if kind == "tool":
            tool = Piece(kind, normalised("".join(self._tool)), self._name)
            self._tool.clear()
            shown = escape(block_start(tool) + block_inside(tool))
        else:
            half, self._half = self._half, ""
            shown = self._escaped(normalised(half)) + self._held
            self._held = ""
        if kind == "text":
            return shown
        self._gap = GAP
        return shown + BLOCK_END

    def _whole(self, delta: str) -> str:
        """The delta normalised, with what its neighbour held back and without a half at its end."""
        delta, self._half = self._half + delta, ""
        if delta[-1] == "\r" or "\ud800" <= delta[-1] <= "\udbff":
            delta, self._half = delta[:-1], delta[-1]
        return normalised(delta)

    def _escaped(self, text: str) -> str:
        marks = _INSIDE if self._kind == "reasoning" else _OUTSIDE
        text, self._held = self._held + text, ""
        shown: list[str] = []
        lines = text.split("\n")
        for at, line in enumerate(lines):
            if at:
                shown.append("\n")
                self._at_start = True
            last = at == len(lines) - 1
            shown.append(self._line(line, marks, last=last) if self._at_start else line)
        return "".join(shown)

    def _line(self, line: str, marks: tuple[str, ...], *, last: bool) -> str:
        bare = line.lstrip("\\")
        slashes = line[: len(line) - len(bare)]
        if bare.startswith(marks):
            self._at_start = False
            return f"\\{line}"
        if last and any(mark.startswith(bare) for mark in marks):
            self._held = bare  # perhaps empty: the line start goes on
            return slashes
        self._at_start = False
        return line
