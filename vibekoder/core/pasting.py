"""What comes into a prompt from elsewhere: when it is long, what a file of it is called, where the
lines go that include it, and how a literal directive is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_LITERAL: Final = re.compile(r" {0,3}(\\+)<!-- (?:include|command):")
_WORD: Final = re.compile(r"[^\W_]+")
_STEM: Final = 40


def is_long(text: str, characters: int, lines: int) -> bool:
    """Whether a text has more of either; 0 sets no limit."""
    too_wide = bool(characters) and len(text) > characters
    return too_wide or (bool(lines) and text.strip("\n").count("\n") >= lines)


def stem_of(text: str, usual: str = "text") -> str:
    """A file's name for this text, without its ending: its first words, else the usual one."""
    stem = ""
    for word in _WORD.findall(text[:400])[:8]:
        longer = f"{stem}-{word}" if stem else word
        if len(longer) > _STEM:
            break
        stem = longer
    return stem.lower() or usual


def backslash_of(line: str) -> int | None:
    """Where the backslash stands without which this line would mean one less; None if none does."""
    found = _LITERAL.match(line)
    return found.end(1) - 1 if found is not None else None


def own_lines(line: str, at: int, wanted: Sequence[str], *, last: bool) -> tuple[int, str]:
    """Where in a line, and in which form, whole lines are put in at a caret: no word is torn.

    ``last``: nothing follows the line; then one more is begun, to write on.
    """
    text = "\n".join(wanted)
    if not line.strip(" \t"):
        return len(line), f"{text}\n" if last else text
    if at == 0:
        return 0, f"{text}\n"
    return len(line), f"\n{text}\n" if last else f"\n{text}"
