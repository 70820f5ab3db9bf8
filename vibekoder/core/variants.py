"""The answers to one prompt: which of them is sent, and what becomes of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Session, Slice, Splice

PARTIAL = ("length", "stopped", "interrupted", "error", "filtered")
"""The statuses of answers that are not whole."""


def answers(session: Session, at: int) -> range:
    """The indexes of the answers that stand together at this index, or below the User slice there.

    Empty where there is none.
    """
    parts = session.parts
    if not 0 < at < len(parts):
        return range(0)
    first = at if _is_answer(parts[at]) else at + 1
    while _is_answer(parts[first - 1]):
        first -= 1
    last = first
    while last < len(parts) and _is_answer(parts[last]):
        last += 1
    return range(first, last)


def answer_at(session: Session, at: int) -> int | None:
    """The answer at this index, or the one that counts of those to the User slice there."""
    found = answers(session, at)
    return at if at in found else current(session, found)


def current(session: Session, among: Sequence[int]) -> int | None:
    """The one of these answers that is sent, else the last of them."""
    sent = [at for at in among if not _is_alt(session.parts[at])]
    return next(iter(sent), among[-1] if among else None)


def chosen(session: Session, at: int, by: int) -> list[Splice]:
    """Make the next (1) or previous (-1) of the answers at this index the one that is sent."""
    found = answers(session, at)
    now = current(session, found)
    if now is None or len(found) < 2:
        return []
    sent = not _is_alt(session.parts[now])
    wanted = found[(found.index(now) + by) % len(found)] if sent else now
    return [
        splice for one in found if (splice := _marked(session, one, alt=one != wanted)) is not None
    ]


def picked(session: Session, at: int) -> list[Splice]:
    """Make the answer at this index the one that is sent."""
    part = session.parts[at]
    if not isinstance(part, Slice) or not part.alt:
        return []
    return [
        splice
        for one in answers(session, at)
        if (splice := _marked(session, one, alt=one != at)) is not None
    ]


def discarded(session: Session, at: int) -> list[Splice]:
    """Take an answer that is not whole away; another one that was kept is sent in its place."""
    part = session.parts[at]
    if not isinstance(part, Slice) or not _is_answer(part) or part.status not in PARTIAL:
        return []
    others = [one for one in answers(session, at) if one != at]
    splices = [Splice(at, (part,), ())]
    if others and all(_is_alt(session.parts[one]) for one in others):
        back = _marked(session, others[-1], alt=False)
        splices[:0] = [back] if back is not None else []
    return splices


def deleted_after(session: Session, at: int) -> list[Splice]:
    """Take away all that stands below the slice at this index."""
    gone = session.parts[at + 1 :]
    return [Splice(at + 1, gone, ())] if gone and at > 0 else []


def _marked(session: Session, at: int, *, alt: bool) -> Splice | None:
    part = session.parts[at]
    if not isinstance(part, Slice) or part.alt is alt:
        return None
    return Splice(at, (part,), (part.with_attributes({"alt": "" if alt else None}),))


def _is_answer(part: Part) -> bool:
    return isinstance(part, Slice) and part.role is Role.ASSISTANT


def _is_alt(part: Part) -> bool:
    return isinstance(part, Slice) and part.alt
