"""A body that is one JSON array, its entries given while it streams.

Entries are cut by the depth of brackets, outside of strings. Each byte is looked at once.
"""

from __future__ import annotations

import re
from typing import cast

from vibekoder.wire.http import Frame
from vibekoder.wire.sse import BOM, LONGEST, Sse

_OPEN, _CLOSE, _QUOTE = b"{[", b"}]", b'"'
# What needs no look: all but brackets and quotes; whole strings; in a string, all but its end.
_OUTSIDE = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_INSIDE = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.DOTALL)


class JsonArray:
    """Frames of an array: its entries that are objects or arrays; all else in it is nothing."""

    def __init__(self, longest: int = LONGEST) -> None:
        self.skipped = 0
        self._longest = longest
        self._held = bytearray()  # from the beginning of the entry that is open
        self._at = 0  # how far it was looked at
        self._begun = 0  # where in it the entry begins
        self._depth = 0  # 1 inside the array
        self._in_string = False
        self._over = False

    def feed(self, data: bytes) -> list[Frame]:
        """The entries that are complete now."""
        frames: list[Frame] = []
        if self._over:
            return frames
        self._held += data
        while (mark := self._next_mark()) is not None:
            if mark in _OPEN:
                self._depth += 1
                if self._depth == 2:
                    self._begun = self._at - 1
                continue
            self._depth -= 1
            if self._depth == 1:
                frames.append(bytes(self._held[self._begun : self._at]))
                self._forget()
            elif self._depth <= 0:
                self._over = True
                self._forget()
                break
        if self._depth < 2:
            self._forget()
        elif len(self._held) > self._longest:
            self.skipped, self._over = self.skipped + 1, True
            self._depth, self._held = 0, bytearray()
        return frames

    def end(self) -> list[Frame]:
        """The entry that was begun; it is not whole."""
        rest = bytes(self._held[self._begun :]) if self._depth > 1 else b""
        self._depth, self._held = 0, bytearray()
        return [rest] if rest else []

    def _next_mark(self) -> int | None:
        """The next bracket outside a string; None if more bytes are needed."""
        held = self._held
        while True:
            idle = _INSIDE if self._in_string else _OUTSIDE
            # it matches always, if only nothing
            self._at = cast("re.Match[bytes]", idle.match(held, self._at)).end()
            if self._at == len(held):
                return None
            mark = held[self._at]
            if mark not in _QUOTE:
                if self._in_string:
                    return None  # a backslash whose partner has not come
                self._at += 1
                return mark
            self._in_string = not self._in_string
            self._at += 1

    def _forget(self) -> None:
        """What was looked at belongs to no entry."""
        del self._held[: self._at]
        self._at = self._begun = 0


class SseOrArray:
    """Server-sent events, or one array: a body that begins with ``[`` is an array."""

    def __init__(self) -> None:
        self._framer: Sse | JsonArray | None = None
        self._held = b""

    @property
    def skipped(self) -> int:
        """How many frames were beyond reading."""
        return 0 if self._framer is None else self._framer.skipped

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now."""
        if self._framer is None:
            data = self._held + data
            start = data.removeprefix(BOM).lstrip()
            if not start or BOM.startswith(data):
                self._held = data
                return []
            self._framer = JsonArray() if start.startswith(b"[") else Sse()
        return self._framer.feed(data)

    def end(self) -> list[Frame]:
        """The frames that the end of the body completes."""
        return [] if self._framer is None else self._framer.end()
