"""What a person is about to name in a prompt, and the line that comes of a choice.

Only the line with the caret is looked at. A directive is completed where it is typed; ``@`` at the
beginning of a word brings in a file or command on a line of its own; ``/`` at the beginning of an
empty prompt names an action.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vibekoder.core import directives
from vibekoder.core.directives import Directive
from vibekoder.core.fences import Fences

_DIRECTIVE: Final = re.compile(r"( {0,3})<!-- (include|command):[ \t]*")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_UNESCAPED: Final = re.compile(r'\\(["\\>])')
_PIN: Final = re.compile(r"[ \t]@(?:[ \t]|$)")
_AT: Final = re.compile(r"(?:^|(?<=[\s(]))@([^\s@]*)$")
_SLASH: Final = re.compile(r"/((?:[A-Za-z][^/]*)?)$")
_RANGE: Final = re.compile(r"[Ll](\d{0,9})(?:-(\d{0,9}))?")
_END: Final = " -->"

STEP: Final = 40
"""So many lines from a first one are offered, beside all that follow it."""


class Kind(StrEnum):
    """What is being named."""

    PATH = "path"
    PART = "part"
    COMMAND = "command"
    PIECE = "piece"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something is being named: ``typed`` is as much of it as there is, from ``start`` on.

    ``path`` is the file of which a part is wanted.
    """

    kind: Kind
    typed: str
    start: int
    path: str = ""


def wish(before: str, after: str, *, prompt: bool, alone: bool) -> Wish | None:
    """What is being named at the caret, between the two halves of its line.

    ``prompt``: in the composer, where @ and / act; ``alone``: the line is all there is.
    """
    found = _DIRECTIVE.match(before)
    if found is not None:
        ends = after.strip(" \t") in ("", "-->")
        return _in_directive(found[2], before[found.end() :], found.end()) if ends else None
    if not prompt:
        return None
    slash = _SLASH.match(before)
    if slash is not None and alone and not after:
        return Wish(Kind.ACTION, slash[1], 0)
    at = _AT.search(before)
    return Wish(Kind.PIECE, at[1], at.start()) if at is not None else None


def in_fence(above: str) -> bool:
    """Whether the line below these is in a fence, where nothing acts."""
    if "```" not in above and "~~~" not in above:
        return False
    fences = Fences()
    for line in above.split("\n"):
        fences.holds(line)
    return fences.open


def completed(
    before: str, after: str, wished: Wish, chosen: Directive, *, goes_on: bool = False
) -> tuple[str, int]:
    """The line with what was chosen in it, and where the caret is then.

    ``goes_on`` leaves the caret behind the name, where a part of it may follow.
    """
    text = directives.write(chosen)
    end = len(text) - (len(_END) if goes_on else 0)
    if wished.kind is not Kind.PIECE:
        indent = before[: len(before) - len(before.lstrip(" "))]
        return indent + text, len(indent) + end
    above, below = before[: wished.start].rstrip(" \t"), after.lstrip(" \t")
    head = f"{above}\n" if above else ""
    return f"{head}{text}\n{below}", len(head) + end + (not goes_on)


def folders_of(names: Iterable[str]) -> list[str]:
    """The folders that hold these files, each with a slash at its end, in order."""
    found: set[str] = set()
    for name in names:
        at = name.rfind("/")
        while at > 0 and name[: at + 1] not in found:
            found.add(name[: at + 1])
            at = name.rfind("/", 0, at)
    return sorted(found)


def ranges(typed: str, count: int) -> list[tuple[int, int]]:
    """The ranges of lines that may be meant in a file of so many."""
    found = _RANGE.fullmatch(typed or "L")
    if found is None or not count:
        return []
    first = int(found[1] or 1)
    if not 1 <= first <= count:
        return []
    last = int(found[2] or 0)
    wanted = [last] if first <= last <= count else []
    wanted += [count] if not found[1] else [min(first + STEP - 1, count), count]
    return [(first, one) for one in dict.fromkeys(wanted) if str(one).startswith(found[2] or "")]


def _in_directive(kind: str, typed: str, start: int) -> Wish | None:
    if _PIN.search(typed):
        return None
    if kind == "command":
        return Wish(Kind.COMMAND, typed, start)
    quoted = _QUOTED.match(typed)
    if quoted is not None:
        path, rest = _bare(quoted[1]), typed[quoted.end() :]
        part = rest.startswith("#")
        at = start + quoted.end() + 1
        return Wish(Kind.PART, _bare(rest[1:].removeprefix('"')), at, path) if part else None
    if typed.startswith('"'):
        return Wish(Kind.PATH, _bare(typed[1:]), start)
    path, sign, part = typed.partition("#")
    if sign:
        at = start + len(path) + 1
        return Wish(Kind.PART, _bare(part.removeprefix('"')), at, path.strip(" \t"))
    return Wish(Kind.PATH, typed, start)


def _bare(quoted: str) -> str:
    return _UNESCAPED.sub(r"\1", quoted)
