"""An answer that was cut and goes on: what came later joins the same slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vibekoder.core import resuming
from vibekoder.core.answer import Piece as Stretch
from vibekoder.core.compile import Compiled, Piece
from vibekoder.core.header import LOCAL, read_cost, read_usage, write_cost, write_usage
from vibekoder.core.messages import Message, Role
from vibekoder.core.session import Session, Slice, take_apart
from vibekoder.engine.growing import Growing
from vibekoder.engine.placing import ORDER, first_answer

CUT = ("length", "stopped", "interrupted")
"""The statuses of answers that can go on."""


def stretches(part: Slice) -> tuple[Stretch, ...]:
    """What a slice consists of so far."""
    return take_apart(part.text).pieces


def last_stretch(part: Slice) -> Stretch | None:
    """What stands last in it; None if it is empty."""
    return next(reversed(stretches(part)), None)


def sent_with(session: Session, sent: tuple[int, ...], at: int) -> tuple[int, ...]:
    """The parts that are sent so that the answer at this index goes on: itself, no variant of it.

    ``sent`` are those above it that are sent anyhow.
    """
    first = first_answer(session.parts, at)
    return (*(n for n in sent if n < first), at)


def asked_for(compiled: Compiled, *, in_place: bool) -> Compiled:
    """The messages with which a model goes on.

    The answer so far stands last if the provider continues it in place, without the blanks at its
    end that some refuse; else a turn asks for the rest. An answer without text begins anew, and
    one that its provider has paused goes on by itself.
    """
    last = compiled.messages[-1]
    if last.role is not Role.ASSISTANT or last.echo is not None:
        return compiled
    if in_place:
        messages = (*compiled.messages[:-1], replace(last, text=last.text.rstrip()))
        return replace(compiled, messages=messages)
    size = len(resuming.WORDS.encode())
    asking = Piece("continue", Role.USER, len(compiled.messages), size)
    return replace(
        compiled,
        messages=(*compiled.messages, Message(Role.USER, resuming.WORDS)),
        pieces=(*compiled.pieces, asking),
    )


def joined(
    part: Slice, growing: Growing, attributes: Mapping[str, str | None], model: str
) -> Slice:
    """The slice with what has come; what was used is added to what it had used before."""
    told = {key: attributes.get(key) for key in ORDER}
    told["receipt"] = told["receipt"] or part.get("receipt")
    told["usage"] = _usage(part.get("usage") or "", told["usage"] or "")
    told["cost"] = _cost(part.get("cost") or "", told["cost"] or "")
    told["secs"] = _seconds(part.get("secs"), told["secs"])
    whole = part.with_attributes({**told, "model": model})
    return whole.with_text(growing.body(stretches(part)), part.eol or "\n")


def _usage(before: str, now: str) -> str | None:
    old, new = read_usage(before), read_usage(now)
    if not old or not new:
        # half of a sum would be taken for all of it
        return None
    return write_usage({key: old.get(key, 0) + new.get(key, 0) for key in old.keys() | new.keys()})


def _cost(before: str, now: str) -> str | None:
    if before == now == LOCAL:
        return LOCAL
    costs = [0.0 if one == LOCAL else read_cost(one) for one in (before, now)]
    known = [one for one in costs if one is not None]
    return write_cost(sum(known)) if len(known) == len(costs) else None


def _seconds(before: str | None, now: str | None) -> str | None:
    try:
        return f"{float(before or 0) + float(now or 0):.1f}" if before or now else None
    except ValueError:
        return now
