"""What of a growing answer is read out, and when: whole sentences, no faster than they are heard.

Pure: text and times come in, sentences go out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

HEARD: Final = 18.0
"""So many characters a second a listener follows."""
MOST: Final = 400
"""No more than so many characters are read out at once."""
LONGEST_PAUSE: Final = 15.0
BACKLOG: Final = 2000
"""Beyond so many characters that wait, the oldest are left out."""

_END = re.compile(r"[.!?…:;][\"'”’»)\]]*(?=\s)|[。！？]|\n")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_OPEN = re.compile(r"[ \t]*<details\b")
_CLOSE = re.compile(r".*</details>[ \t]*$")
_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+|[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)"
)
_BREAK = re.compile(r"(?<=\S)\s+")


@dataclass(frozen=True, slots=True)
class Pace:
    """How far one answer is read out.

    ``rest`` is text that is no whole sentence yet, ``waiting`` sentences that wait for their turn,
    ``fence`` the sign that ends a block of code, ``lines`` how many lines of it have come.
    ``words`` are those that were left out.
    """

    rest: str = ""
    waiting: str = ""
    fence: str = ""
    lines: int = 0
    hidden: bool = False
    quiet_until: float = 0.0
    words: int = 0


def heard(pace: Pace, text: str) -> Pace:
    """More of the answer has come."""
    *lines, rest = (pace.rest + text).split("\n")
    for line in lines:
        pace = _line(pace, line)
    if pace.fence or pace.hidden or _may_open(rest):
        return replace(pace, rest=rest)
    ends = [found.end() for found in _END.finditer(rest)]
    cut = ends[-1] if ends else 0
    return _with(replace(pace, rest=rest[cut:]), rest[:cut])


def ended(pace: Pace) -> Pace:
    """No more of it comes: what is left is a sentence too."""
    if pace.fence:
        pace = _with(replace(pace, fence="", lines=0), _code(pace.lines))
    elif not pace.hidden:
        pace = _with(pace, pace.rest)
    return replace(pace, rest="")


def due(pace: Pace, now: float) -> tuple[Pace, str]:
    """What is to be read out now; empty for nothing."""
    if now < pace.quiet_until or not pace.waiting:
        return pace, ""
    said, left = _first(pace.waiting)
    pause = min(LONGEST_PAUSE, len(said) / HEARD)
    return replace(pace, waiting=left, quiet_until=now + pause), said


def _line(pace: Pace, line: str) -> Pace:
    """A line is whole: what it opens, closes or says."""
    if pace.hidden:
        return replace(pace, hidden=not _CLOSE.match(line))
    found = _FENCE.match(line)
    if pace.fence:
        ends = found is not None and found[1].startswith(pace.fence) and not found[2].strip()
        if not ends:
            return replace(pace, lines=pace.lines + 1)
        return _with(replace(pace, fence="", lines=0), _code(pace.lines))
    if found:
        return replace(pace, fence=found[1], lines=0)
    if _OPEN.match(line):
        return replace(pace, hidden=not _CLOSE.match(line))
    return _with(pace, line)


def _may_open(rest: str) -> bool:
    """Whether a line that is not whole may turn out to be no sentence."""
    return rest.lstrip().startswith(("`", "~~~", "<"))


def _code(lines: int) -> str:
    return f"Code, {lines} line{'' if lines == 1 else 's'}."


def _with(pace: Pace, text: str) -> Pace:
    """A sentence more waits; of too many the oldest go."""
    plain = _MARKS.sub(lambda found: found[1] or "", text).strip()
    if not any(char.isalnum() for char in plain):
        return pace
    waiting = f"{pace.waiting} {plain}".strip()
    gone = 0
    while len(waiting) > BACKLOG:
        first, waiting = _first(waiting)
        gone += len(first.split())
    return replace(pace, waiting=waiting, words=pace.words + gone)


def _first(waiting: str) -> tuple[str, str]:
    """As many sentences as are read out at once, and the rest."""
    if len(waiting) <= MOST:
        return waiting, ""
    ends = [found.end() for found in _END.finditer(waiting, 0, MOST)]
    breaks = [found.start() for found in _BREAK.finditer(waiting, 0, MOST)]
    cut = (ends or breaks or [MOST])[-1]
    return waiting[:cut], waiting[cut:].lstrip()
