"""Characters that a text document cannot hold, or cannot show, and what stands there for them.

The table goes one code point to one code point, so that places in the text stay the same. The way
back needs no second table: the editor's mirror keeps the true text beside the shown one, and only
what a person enters is read from the document.
"""

from __future__ import annotations

import re
from typing import Final

STAND_INS: Final = {
    "\r": "␍",
    "\u2029": "¶",  # ends a paragraph in Qt
    "\ufdd0": "�",  # begins a frame in Qt
    "\ufdd1": "�",  # ends a frame in Qt
    "\0": "␀",
    "\ufeff": "�",  # dropped at the beginning of what is put into a QString
    **{chr(code): "�" for code in range(0xDC00, 0xE000)},  # dropped there anywhere
}
"""Of the surrogates only the lower half: bytes that are not UTF-8 are read as these."""

_TABLE: Final = str.maketrans(STAND_INS)
_FEW: Final = tuple(sign for sign in STAND_INS if not "\ud800" <= sign <= "\udfff")
_FEW_ASCII: Final = tuple(sign for sign in _FEW if sign.isascii())
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """The text as the document shows it, as many code points long; line ends stay."""
    few = _FEW_ASCII if text.isascii() else _FEW
    if any(sign in text for sign in few) or _has_surrogates(text):
        return text.translate(_TABLE)
    return text


def entered(text: str) -> str:
    """Text that comes from outside in the form the session takes it: LF alone ends a line, and
    no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", text) if _has_surrogates(text) else text


def units(text: str) -> int:
    """How long the shown text is in the document's own unit, the UTF-16 code unit."""
    if text.isascii():
        return len(text)
    # a lone surrogate is one unit, and so is its stand-in
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def code_points(text: str, count: int) -> int:
    """How many code points of the text fill its first ``count`` units."""
    if text.isascii():
        return count
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * count]
    return len(data.decode("utf-16-le", "surrogatepass"))


def _has_surrogates(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
