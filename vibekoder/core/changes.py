"""Changes of a session in their smallest form, and how two of them change places.

A splice is taken apart into single parts that come or go and stretches of one part's own bytes
that are reworded. ``commuted`` is what history is made of: of two changes, one after the other,
it gives the same two in the other order, or nothing where one stands on the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibekoder.core.parts import Head, Part, Slice, read_part, source
from vibekoder.core.session import Session, Splice


@dataclass(frozen=True, slots=True)
class Placed:
    """A part came to index ``at``, or is ``gone`` from there."""

    at: int
    part: Part
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Reworded:
    """In the source of part ``at``, ``removed`` became ``added`` from offset ``start`` on."""

    at: int
    start: int
    removed: str
    added: str


Change = Placed | Reworded


def changes_of(splice: Splice) -> Iterator[Change]:
    """The splice in its smallest form; nothing for what stays as it was."""
    removed, added = list(splice.removed), list(splice.added)
    at = splice.at
    while removed and added and _same_part(removed[0], added[0]):
        yield from _reworded(at, removed.pop(0), added.pop(0))
        at += 1
    behind: list[tuple[Part, Part]] = []
    while removed and added and _same_part(removed[-1], added[-1]):
        behind.append((removed.pop(), added.pop()))
    for part in removed:
        yield Placed(at, part, gone=True)
    for part in added:
        yield Placed(at, part)
        at += 1
    for old, new in reversed(behind):
        yield from _reworded(at, old, new)
        at += 1


def splice_of(session: Session, change: Change) -> Splice | None:
    """The change as a splice of this session; None if the session is not what it was made for."""
    if isinstance(change, Placed):
        if not change.gone:
            return Splice(change.at, (), (change.part,)) if _inside(session, change) else None
        if session.parts[change.at : change.at + 1] != (change.part,):
            return None
        return Splice(change.at, (change.part,), ())
    if not 0 <= change.at < len(session.parts):
        return None
    part = session.parts[change.at]
    text, end = source(part), change.start + len(change.removed)
    if not text.startswith(change.removed, change.start) or end > len(text):
        return None
    text = text[: change.start] + change.added + text[end:]
    return Splice(change.at, (part,), (read_part(text, head=isinstance(part, Head)),))


def inverse(changes: Sequence[Change]) -> tuple[Change, ...]:
    """What takes these changes back."""
    return tuple(
        replace(change, gone=not change.gone)
        if isinstance(change, Placed)
        else replace(change, removed=change.added, added=change.removed)
        for change in reversed(changes)
    )


def commuted(
    first: Sequence[Change], second: Sequence[Change]
) -> tuple[tuple[Change, ...], tuple[Change, ...]] | None:
    """``second`` and then ``first`` in forms that do what first and then second did.

    None if they cannot change places.
    """
    ahead = list(second)
    behind: list[Change] = []
    for one in reversed(first):
        moved: Change = one
        for n, other in enumerate(ahead):
            swapped = _swapped(moved, other)
            if swapped is None:
                return None
            ahead[n], moved = swapped
        behind.append(moved)
    return tuple(ahead), tuple(reversed(behind))


def _swapped(one: Change, other: Change) -> tuple[Change, Change] | None:
    """``one`` and then ``other`` as (other, one)."""
    if isinstance(one, Reworded) and isinstance(other, Reworded):
        return _swapped_words(one, other)
    # the part of one after it is done, and of other before: [at, at + size)
    size_one = 0 if isinstance(one, Placed) and one.gone else 1
    size_other = 1 if isinstance(other, Reworded) or other.gone else 0
    if other.at + size_other <= one.at:
        return other, replace(one, at=one.at + _growth(other))
    if other.at >= one.at + size_one:
        return replace(other, at=other.at - _growth(one)), one
    return None


def _swapped_words(one: Reworded, other: Reworded) -> tuple[Change, Change] | None:
    if one.at != other.at:
        return other, one
    if other.start + len(other.removed) <= one.start:
        return other, replace(one, start=one.start + len(other.added) - len(other.removed))
    if other.start >= one.start + len(one.added):
        return replace(other, start=other.start + len(one.removed) - len(one.added)), one
    return None


def _growth(change: Change) -> int:
    if isinstance(change, Reworded):
        return 0
    return -1 if change.gone else 1


def _inside(session: Session, change: Placed) -> bool:
    return 0 < change.at <= len(session.parts) and isinstance(change.part, Slice)


def _same_part(old: Part, new: Part) -> bool:
    """Whether one is the other, reworded: both the head, or slices with one header or body."""
    if isinstance(old, Head) or isinstance(new, Head):
        return isinstance(old, Head) and isinstance(new, Head)
    return old.line == new.line or old.raw == new.raw


def _reworded(at: int, was: Part, now: Part) -> Iterator[Reworded]:
    if was != now:
        old, new = source(was), source(now)
        start = _common(old, new)
        end = _common_end(old, new, min(len(old), len(new)) - start)
        yield Reworded(at, start, old[start : len(old) - end], new[start : len(new) - end])


def _common(old: str, new: str) -> int:
    """How long both begin alike; halves the stretch, so that the time is linear at C's speed."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(old: str, new: str, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        tail_old = old[len(old) - middle : len(old) - low]
        if tail_old == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
