"""Keeping text from becoming structure: normal form, line ends and the header escape.

A text line that begins with backslashes and ``=={`` gains a backslash in the file and loses it
when read. Nothing but LF and CRLF ends a line.
"""

from __future__ import annotations

import re

_CRS = re.compile(r"\r+(\n|\Z)?")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_MARKED = re.compile(r"^(\\*=={)", re.MULTILINE)
_ESCAPED = re.compile(r"^\\(\\*=={)", re.MULTILINE)


def normalised(text: str, *, keep_cr: bool = False) -> str:
    """Text as it may come in: CRLF and CR as LF, half surrogates as U+FFFD.

    ``keep_cr`` leaves line ends alone.
    """
    if "\r" in text and not keep_cr:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _PAIR.sub(lambda match: _joined(match[0]), text)
        text = _LONE.sub("\ufffd", text)
    return text


def settled(text: str) -> str:
    """Text with LF ends in which a lone CR stays, but not before a line end nor as the last."""
    if "\r" not in text:
        return text
    return _CRS.sub(
        lambda match: match[0] if match[1] is None else match[0].replace("\r", "\n"), text
    )


def lf(text: str) -> str:
    """CRLF read as LF; a lone CR stays."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def escape(text: str) -> str:
    """The text as it is written into a body."""
    return _MARKED.sub(r"\\\1", text) if "=={" in text else text


def unescape(text: str) -> str:
    """The text that a body (with LF ends) holds."""
    return _ESCAPED.sub(r"\1", text) if "\\=={" in text else text


def leading_marks(line: str) -> int | None:
    """How many backslashes stand before the ``=={`` that a line begins with; None without one."""
    match = _MARKED.match(line)
    return None if match is None else match.end() - 3


def tail_start(raw: str) -> int:
    """Where the line ends begin that nothing follows."""
    core = len(raw.rstrip("\r\n"))
    rest = raw[core:]
    if rest.endswith("\r"):
        return len(raw)
    return core + rest.rfind("\r\r") + 1


def count_ends(text: str) -> int:
    """How many line ends there are."""
    return text.count("\n")


def count_pairs(text: str) -> int:
    """How many of them are CRLF; without a CR as fast as finding that there is none."""
    return text.count("\r\n") if "\r" in text else 0


def _joined(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")
