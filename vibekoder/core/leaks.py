"""Secrets in a text that is about to leave: where they stand, masked, and taken out.

Nothing here keeps a secret: a ``Leak`` says where it is. Pure, and linear in the text's length.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from vibekoder.core.environment import passwords, secret_lines
from vibekoder.core.leak_kinds import KINDS, PRIVATE_KEY, PUTTY, TITLES, Kind, pattern_of

ENVIRONMENT: Final = "env"
LOGINS: Final = "logins"
_OF_FILES: Final = {
    ENVIRONMENT: "value of an environment file",
    LOGINS: "password of a file of logins",
}

_BEGIN: Final = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----")
_END: Final = "-----END"
_BODY: Final = re.compile(r"[A-Za-z0-9+/]{32}")
_HEAD: Final = 400
"""A key's own text begins within so many characters of its first line."""
_TAIL: Final = 80
"""So long is a line that ends a key, at most."""

_AT_ONCE: Final = 256 * 1024
"""So many characters are searched in one go: another thread, the window's, gets its turn after."""
_FAR: Final = ("PRIVATE KEY", PUTTY, ".env", " env.", "/env.")
"""Where a text holds one of these, words far away from a secret make it one."""
_LONGEST: Final = 10_000
"""No kind of secret but a private key has so many characters."""
_ROUNDS: Final = 20_000
_SHOWN: Final = 24
"""Of a secret this long its last two characters may be shown."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret at ``text[start:end]``, which begins in this line, counted from 1.

    ``masked`` is what a person is shown of it: how it begins, never what makes it one.
    """

    kind: str
    line: int
    start: int
    end: int
    masked: str

    @property
    def title(self) -> str:
        """What it seems to be."""
        return _OF_FILES.get(self.kind) or TITLES[self.kind]

    @property
    def stand_in(self) -> str:
        """What stands in its place where it is taken out."""
        return f"[redacted {self.title}]"


def scan(text: str, path: str = "", *, printed: bool = False) -> tuple[Leak, ...]:
    """Every secret in the text, in order, none overlapping another.

    ``path`` is that of the file it came from: in a file like ``.env``, in a diff of it and in what
    a command has ``printed`` of it each telling name's value counts.
    """
    found = sorted(_found(text, path, printed=printed))
    leaks: list[Leak] = []
    line, counted, end = 1, 0, 0
    for start, _, stop, kind, literal in found:
        if start < end:
            continue
        line += text.count("\n", counted, start)
        counted, end = start, stop
        leaks.append(Leak(kind, line, start, stop, _masked(text[start:stop], literal)))
    return tuple(leaks)


def is_still_clean(text: str, before: str) -> bool:
    """Whether a text holds no secret, told quickly by an earlier state of it that held none.

    True says that ``scan`` would find nothing; False only that it must be asked.
    """
    if any(far in text for far in _FAR):
        return False
    most = min(len(text), len(before))
    start = _alike(most, lambda a, b: text[a:b] == before[a:b])
    size, old = len(text), len(before)
    end = size - _alike(
        most - start, lambda a, b: text[size - b : size - a] == before[old - b : old - a]
    )
    # what a change may have completed begins and ends near it, and in its line
    first = max(text.rfind("\n", 0, start) + 1, start - _LONGEST)
    last = text.find("\n", end)
    return not scan(text[first : min(last if last >= 0 else len(text), end + _LONGEST)])


def redacted(text: str, leaks: Iterable[Leak]) -> str:
    """The text with a word in the place of each of these."""
    parts: list[str] = []
    done = 0
    for leak in leaks:
        parts += [text[done : leak.start], leak.stand_in]
        done = leak.end
    return "".join([*parts, text[done:]])


def mark_of(text: str, leak: Leak) -> str:
    """By what a project remembers that this secret may be sent; it cannot be read back.

    Slow on purpose: who has the mark should not find a short password by trying.
    """
    salt = f"vibekoder {leak.kind}".encode()
    secret = text[leak.start : leak.end].encode("utf-8", "surrogatepass")
    made = hashlib.pbkdf2_hmac("sha256", secret, salt, _ROUNDS, 12)
    return f"{leak.kind}:{made.hex()}"


def unallowed(text: str, leaks: Iterable[Leak], allowed: Collection[str]) -> tuple[Leak, ...]:
    """Those of the leaks whose marks are not among the allowed."""
    kinds = {one.partition(":")[0] for one in allowed}
    return tuple(one for one in leaks if one.kind not in kinds or mark_of(text, one) not in allowed)


_Found = tuple[int, int, int, str, str]  # start, rank, end, kind, what is shown of its beginning


def _found(text: str, path: str, *, printed: bool) -> Iterator[_Found]:
    yield from _private_keys(text)
    for start in range(0, len(text), _AT_ONCE):
        for rank, kind in enumerate(KINDS, 1):
            for literal in kind.starts:
                yield from _beginning(text, start, rank, kind, literal)
    for name, begin, end in secret_lines(text, path, printed=printed):
        yield begin, len(KINDS) + 1, end, ENVIRONMENT, f"{name}="
    for begin, end in passwords(text, path):
        yield begin, len(KINDS) + 1, end, LOGINS, ""


def _beginning(text: str, start: int, rank: int, kind: Kind, literal: str) -> Iterator[_Found]:
    """Those that begin with this literal in one stretch of the text."""
    # a plain search is many times faster than that of a pattern for the literal it begins with
    stop = start + _AT_ONCE + len(literal) - 1
    at = text.find(literal, start, stop)
    while at >= 0:
        one = pattern_of(kind, literal).match(text, at)
        if one is not None:
            group = one.lastindex or 0
            if kind.real(one[group]):
                yield one.start(group), rank, one.end(group), kind.name, literal
        at = text.find(literal, at + 1 if one is None else one.end(), stop)


def _private_keys(text: str) -> Iterator[_Found]:
    if "PRIVATE KEY" not in text:
        return
    begins = [one for at in _places(text, "-----BEGIN ") if (one := _BEGIN.match(text, at))]
    end = 0
    for at, one in enumerate(begins):
        after = begins[at + 1].start() if at + 1 < len(begins) else len(text)
        if _BODY.search(text, one.end(), min(after, one.end() + _HEAD)) is None:
            continue
        if end >= 0 and end < one.end():
            end = text.find(_END, one.end())
        if 0 <= end < after:
            close = text.find("-----", end + len(_END), end + len(_END) + _TAIL)
            after = close + 5 if close >= 0 else end
        yield one.start(), 0, after, PRIVATE_KEY, one[0]


def _alike(most: int, same: Callable[[int, int], bool]) -> int:
    """How many characters are the same, of so many; ``same`` compares a stretch of them."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _places(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


def _masked(secret: str, literal: str) -> str:
    end = secret[-2:] if len(secret) >= _SHOWN and "\n" not in secret else ""
    return f"{literal}…{end}"
