"""The text of a running answer: held once, however small the pieces are in which it comes."""

from __future__ import annotations

from io import StringIO
from typing import Final

MOST: Final = 1000
"""Pieces that wait: each is a string of its own, whose size is mostly not its text."""

LONGEST: Final = 1 << 12
"""Characters that wait. Longer strings would leave gaps in the heap between what comes and goes."""


class Said:
    """Takes pieces, gives the whole. StringIO alone joins a hundred thousand pieces at once."""

    def __init__(self) -> None:
        self._whole = StringIO()
        self._waiting: list[str] = []
        self._chars = 0

    def add(self, piece: str) -> None:
        """The next piece."""
        self._waiting.append(piece)
        self._chars += len(piece)
        if self._chars >= LONGEST or len(self._waiting) >= MOST:
            self._join()

    def text(self) -> str:
        """All of it so far."""
        self._join()
        return self._whole.getvalue()

    def _join(self) -> None:
        self._whole.write("".join(self._waiting))
        self._waiting, self._chars = [], 0
