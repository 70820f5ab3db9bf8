"""Text that comes in pieces, as the program keeps it: LF line ends, whole characters."""

from __future__ import annotations

import re

_ORPHAN = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class Normal:
    """CRLF and CR become LF; the halves of a surrogate pair join, an orphan becomes U+FFFD.

    A CR or a first half that ends a piece is held back until its partner comes.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """The piece as it is kept, without an end that is not decided yet."""
        if self._held:
            piece, self._held = self._held + piece, ""
        last = piece[-1:]
        if last == "\r" or "\ud800" <= last <= "\udbff":
            piece, self._held = piece[:-1], last
        return clean(piece)

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return clean(held)


def clean(text: str) -> str:
    """A whole text with LF ends and without half characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole(text)


def whole(text: str) -> str:
    """The text without half characters: it can be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _ORPHAN.sub("\ufffd", _PAIR.sub(_joined, text))
    return text


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
