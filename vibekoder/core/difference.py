"""What changed between two texts, line by line.

Only LF ends a line, and belongs to it. Where both differ in very many lines the middle counts as
replaced as a whole: the time stays bounded, and the changes still lead from one text to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST = 4_000_000  # pairs of lines that are compared
_AROUND = 3
_SIGNS = (" ", "-", "+")
_HEAD = re.compile(r"@@ -(\d{1,9}),(\d{1,9}) \+\d{1,9},\d{1,9} @@")
_NO_END = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True)
class Hunk:
    """From line ``at`` of the old text on (counted from 0), ``removed`` became ``added``."""

    at: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


def hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """The changes in order; lines keep their ends."""
    was, now = _lines(old), _lines(new)
    start = _common(was, now)
    end = _common(was[start:][::-1], now[start:][::-1])
    was, now = was[start : len(was) - end], now[start : len(now) - end]
    if not was and not now:
        return ()
    if len(was) * len(now) > _MOST or not was or not now:
        return (Hunk(start, tuple(was), tuple(now)),)
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return tuple(
        Hunk(start + a, tuple(was[a:b]), tuple(now[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def apply(old: str, changes: Sequence[Hunk]) -> str:
    """The new text; ValueError if the changes were not made for this old one."""
    lines = _lines(old)
    for hunk in reversed(changes):
        end = hunk.at + len(hunk.removed)
        if tuple(lines[hunk.at : end]) != hunk.removed:
            raise ValueError("these changes are not of this text")
        lines[hunk.at : end] = hunk.added
    return "".join(lines)


def counted(changes: Sequence[Hunk]) -> tuple[int, int]:
    """How many lines came and how many went."""
    return sum(len(one.added) for one in changes), sum(len(one.removed) for one in changes)


def unified(old: str, changes: Sequence[Hunk]) -> str:
    """The changes as a person reads them and ``patch`` takes them, with a few lines around each."""
    lines = _lines(old)
    shift = 0
    shown: list[str] = []
    for group in _groups(changes):
        first = max(0, group[0].at - _AROUND)
        last = min(len(lines), group[-1].at + len(group[-1].removed) + _AROUND)
        body: list[str] = []
        at = first
        for hunk in group:
            body += [f" {line}" for line in lines[at : hunk.at]]
            body += [f"-{line}" for line in hunk.removed]
            body += [f"+{line}" for line in hunk.added]
            at = hunk.at + len(hunk.removed)
        body += [f" {line}" for line in lines[at:last]]
        came, went = counted(group)
        size = last - first
        was, now = _range(first, size), _range(first + shift, size + came - went)
        shown.append(f"@@ -{was} +{now} @@")
        shown += [line[:-1] if line.endswith("\n") else f"{line}\n{_NO_END}" for line in body]
        shift += came - went
    return "\n".join(shown)


def patched(old: str, shown: str) -> str | None:
    """The text that ``unified`` changes lead to; None if they are not of this one."""
    was, made, at = _lines(old), list[str](), 0
    lines = shown.split("\n") if shown else []
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        head = _HEAD.fullmatch(line)
        if head is not None:
            begin = int(head[1]) - (head[2] != "0")
            if begin < at:
                return None
            made += was[at:begin]
            at = begin
        elif line != _NO_END:
            words = line[1:] + ("" if after == _NO_END else "\n")
            if line[:1] not in _SIGNS or (line[0] != "+" and was[at : at + 1] != [words]):
                return None
            at += line[0] != "+"
            made += [words] if line[0] != "-" else []
    return "".join([*made, *was[at:]])


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _range(first: int, size: int) -> str:
    """Lines from ``first`` on, counted from 0; where there are none, the one above is named."""
    return f"{first + 1 if size else first},{size}"


def _groups(changes: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    """Changes whose surroundings touch."""
    group: list[Hunk] = []
    for hunk in changes:
        if group and hunk.at - (group[-1].at + len(group[-1].removed)) > 2 * _AROUND:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
