"""Where an answer goes in a session, and how its slice is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vibekoder.core.answer import is_wordless
from vibekoder.core.header import COMPLETE
from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Session, Slice, Splice, inserted

STREAMING = "streaming"

_WHOLE = (COMPLETE, "length")
ORDER = ("status", "error", "receipt", "finish", "usage", "cost", "secs")
"""The attributes of an answer that its end tells, in the order in which they are written."""


def below(parts: Sequence[Part], at: int) -> int:
    """The place of a new answer to the part at this index: after all that answered it before."""
    at += 1
    while at < len(parts) and _is_answer(parts[at]):
        at += 1
    return at


def first_answer(parts: Sequence[Part], at: int) -> int:
    """The index of the first of the answers that stand together with the one at this index."""
    while _is_answer(parts[at - 1]):
        at -= 1
    return at


def placed(session: Session, answer: Slice, after: str) -> list[Splice]:
    """Put an answer to the slice of id ``after`` in its place; at the end if that is gone."""
    at = session.find(after)
    place = len(session.parts) if at is None else below(session.parts, at)
    splice = inserted(session, place, answer)
    return [splice, *one_current(session.splice(splice), place)]


def one_current(session: Session, at: int) -> list[Splice]:
    """Of the answers to one slice, leave one that is sent: the new one at index ``at``.

    If the new one failed and an older one did not, the older one stays. One that brought nothing
    but reasoning has failed, whatever its end: it would leave the question without an answer.
    """
    parts = session.parts
    first, last = first_answer(parts, at), at
    while last + 1 < len(parts) and _is_answer(parts[last + 1]):
        last += 1
    others = [
        n
        for n in range(first, last + 1)
        if n != at and _is_current(parts[n]) and _status(parts[n]) != STREAMING
    ]
    if not _is_whole(parts[at]) and any(_is_whole(parts[n]) for n in others):
        others = [at]
    return [
        Splice(n, (part,), (part.with_attributes({"alt": ""}),))
        for n in others
        if isinstance(part := parts[n], Slice)
    ]


def finished(running: Slice, body: str, attributes: Mapping[str, str | None]) -> Slice:
    """The slice of an answer that has ended, its keys in one order always."""
    answer = running.with_attributes({"status": None})
    known = {key: attributes[key] for key in ORDER if attributes.get(key)}
    return answer.with_attributes(known).with_text(body, running.eol or "\n")


def _is_answer(part: Part) -> bool:
    return isinstance(part, Slice) and part.role is Role.ASSISTANT


def _is_current(part: Part) -> bool:
    return isinstance(part, Slice) and not part.alt


def _is_whole(part: Part) -> bool:
    return isinstance(part, Slice) and part.status in _WHOLE and not is_wordless(part.text)


def _status(part: Part) -> str:
    return part.status if isinstance(part, Slice) else ""
