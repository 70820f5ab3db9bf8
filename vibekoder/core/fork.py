"""Forking: what of a session goes into a new one that begins with it."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.core import directives
from vibekoder.core.compile import own_text, sent_parts
from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Session, Slice
from vibekoder.core.tokens import estimate


def forked(session: Session, at: int, *, fresh: bool = False) -> Session:
    """Everything above the part at index ``at``, and that part itself.

    A variant that is forked from becomes the answer that counts. With ``fresh`` every pinned
    directive is live again, so that the next request reads its files anew.
    """
    parts = list(session.parts[: at + 1])
    chosen = parts[at]
    if isinstance(chosen, Slice) and chosen.alt:
        parts[at] = chosen.with_attributes({"alt": None})
        if chosen.role is Role.ASSISTANT:
            _pass_over(parts, at)
    if fresh:
        parts = [refreshed(part) for part in parts]
    return Session(tuple(parts), session.readonly)


def refreshed(part: Part) -> Part:
    """The part with its pinned directives live; the same object where it has none.

    What the earlier program kept beside a session is never live, and stays.
    """
    if not isinstance(part, Slice) or part.role is Role.ASSISTANT:
        return part
    text = part.text
    lines = part.raw.split("\n")
    changed = False
    for found in directives.find(text).found:
        if found.directive is None or found.directive.pin is None:
            continue
        number = text.count("\n", 0, found.start)
        end = "\r" if lines[number].endswith("\r") else ""
        lines[number] = directives.unpinned(found) + end
        changed = True
    return replace(part, raw="\n".join(lines)) if changed else part


def pins_in(session: Session, at: int) -> int:
    """How many directives down to the part at index ``at`` keep what was sent."""
    return sum(
        found.directive is not None and found.directive.pin is not None
        for part in session.parts[: at + 1]
        if isinstance(part, Slice) and part.role is not Role.ASSISTANT
        for found in directives.find(part.text).found
    )


def left_behind(session: Session, at: int) -> int:
    """About how many tokens of words stand below that part, and would be sent if it went on."""
    below = sent_parts(session, len(session.parts))
    texts = [
        own_text(part) for n in below if n > at and isinstance(part := session.parts[n], Slice)
    ]
    return sum(map(estimate, texts))


def link(file: str, slice_id: str) -> str:
    """How a fork names where it comes from."""
    return f"{file}#{slice_id}"


def origin(named: str) -> tuple[str, str]:
    """The file and the slice that a link names; a link without a slice names the file alone."""
    file, sign, slice_id = named.rpartition("#")
    return (file, slice_id) if sign else (named, "")


def _pass_over(parts: list[Part], at: int) -> None:
    """Keep the answers beside the chosen one as variants."""
    at -= 1
    while isinstance(part := parts[at], Slice) and part.role is Role.ASSISTANT:
        parts[at] = part if part.alt else part.with_attributes({"alt": ""})
        at -= 1
