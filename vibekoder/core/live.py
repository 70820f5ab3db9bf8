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
    FENCE,
    FENCED,
    GAP,
    Kind,
    Piece,
    block_start,
)
from vibekoder.core.escape import normalised

HEADER_MARK = "=={"

_OUTSIDE = (HEADER_MARK, *BLOCK_MARKS)
_INSIDE = (HEADER_MARK, END_MARK)


class LiveText:
    """The growing body of one answer.

    What ``feed`` and ``end`` returned, joined, is the escaped form of ``put_together`` of the
    same pieces; but a tool's fence, whose length is known at its end only, is the shortest one.
    """

    def __init__(self, after: Piece | None = None) -> None:
        """``after`` is the last piece of a body that goes on."""
        self._kind: Kind | None = None
        self._call = ("", 0)
        self._gap = ""  # what stands before the next piece
        self._begun = after is not None
        self._half = ""  # a CR or half a surrogate pair that ended a delta
        self._held = ""  # a line start that may become an escaped line
        self._at_start = True  # of a line, backslashes passed over
        if after is not None and after.kind == "text":
            self._kind = "text"
            self._at_start = after.text.rpartition("\n")[2].strip("\\") == ""
        elif after is not None:
            self._gap = GAP

    def feed(self, kind: Kind, delta: str, name: str = "", call: int = 0) -> str:
        """Take a delta; returns what can be shown now. ``name`` and ``call`` tell tools apart."""
        if not delta and kind != "tool":
            return ""
        shown = ""
        if (kind, name, call) != (self._kind, *self._call):
            shown = self._close() + self._open(kind, name, call)
        return shown + self._escaped(self._whole(delta))

    def end(self) -> str:
        """What was held back, and the end of an open block."""
        return self._close()

    def _open(self, kind: Kind, name: str, call: int) -> str:
        self._kind, self._call = kind, (name, call)
        self._at_start = True
        shown = self._gap
        self._gap = ""
        if kind != "text":
            shown += (GAP if self._begun else "") + block_start(Piece(kind, "", name))
        if kind == "tool":
            shown += FENCE + FENCED
        self._begun = True
        return shown

    def _close(self) -> str:
        kind = self._kind
        if kind is None:
            return ""
        half, self._half = self._half, ""
        shown = self._escaped(normalised(half)) + self._held
        self._kind, self._held = None, ""
        if kind == "text":
            return shown
        self._gap = GAP
        return shown + (f"\n{FENCE}" if kind == "tool" else "") + BLOCK_END

    def _whole(self, delta: str) -> str:
        """The delta normalised, with what its neighbour held back and without a half at its end."""
        delta, self._half = self._half + delta, ""
        if delta and (delta[-1] == "\r" or "\ud800" <= delta[-1] <= "\udbff"):
            delta, self._half = delta[:-1], delta[-1]
        return normalised(delta)

    def _escaped(self, text: str) -> str:
        marks = _OUTSIDE if self._kind == "text" else _INSIDE
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
