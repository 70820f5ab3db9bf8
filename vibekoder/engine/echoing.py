"""What a provider wants back of an answer: kept at its end, found again for the next request.

The answer's receipt names it. It goes back to the backend, address and model that it came from,
right below the answer, and only while answer and history read as they did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vibekoder.core import echo, receipt
from vibekoder.core.compile import Compiled, Place, compile_session, own_text
from vibekoder.core.contents import Content
from vibekoder.core.echo import CALLS, PAUSE, Echo
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.messages import Message, Role
from vibekoder.core.receipt import Origin, Receipt
from vibekoder.core.session import Session, Slice
from vibekoder.engine.growing import INTERRUPTED
from vibekoder.engine.replay import find
from vibekoder.store.objects import Objects


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom the request goes to: ``form`` is the protocol; ``tools`` whether it may call any."""

    form: str
    origin: Origin
    tools: bool = False


def made(
    form: str, status: str, blocks: Sequence[Mapping[str, Any]], text: str, asked: Sequence[Message]
) -> Echo | None:
    """What may go back of an answer with this text, to a request of these messages; None if none.

    An answer that went on is whole only where its beginning went back like this too.
    """
    last = asked[-1] if asked else None
    if last is None or not form or not blocks:
        return None
    first: list[dict[str, Any]] = []
    above = echo.digest(message.text for message in asked)
    if last.role is Role.ASSISTANT or last.echo is not None:
        if last.echo is None:
            return None
        first, above = last.echo.listed(), last.echo.above
    finish = PAUSE if status == INTERRUPTED else CALLS
    return Echo(form, finish, echo.joined(first, blocks), echo.digest([text]), above)


def keep(objects: Objects, known: Receipt, found: Echo) -> str:
    """Store it, and the request's receipt with its name; returns that one's short name."""
    named = receipt.with_echo(known.data, found.written())
    for data in named.objects.values():
        objects.put(data)
    objects.put(named.data)
    return named.short


def compiled(
    session: Session,
    parts: Sequence[int],
    contents: Mapping[Place, Content],
    whom: Whom,
    objects: Objects,
) -> Compiled:
    """The messages of these parts, with what their provider wants back in place of an answer."""
    goes_on = _goes_on(session, parts)
    at = _asked_about(session, parts) if whom.tools or goes_on else None
    found = _found(session, at, whom, objects, goes_on=goes_on)
    if at is None or found is None:
        return compile_session(session, parts, contents)
    made = compile_session(session, sorted({*parts, at}), contents, {at: found})
    number = next(n for n, message in enumerate(made.messages) if message.echo is not None)
    above = echo.digest(message.text for message in made.messages[:number])
    return made if above == found.above else compile_session(session, parts, contents)


def _goes_on(session: Session, parts: Collection[int]) -> bool:
    """Whether the last part is an answer that is to go on."""
    last = session.parts[max(parts)] if parts else None
    return isinstance(last, Slice) and last.role is Role.ASSISTANT


def _asked_about(session: Session, parts: Collection[int]) -> int | None:
    """The answer that the last prompt stands below; or the one that goes on, itself."""
    for at in range(max(parts, default=-1), -1, -1):
        part = session.parts[at]
        if isinstance(part, Slice) and part.role is Role.SYSTEM:
            return None
        if isinstance(part, Slice) and part.role is Role.ASSISTANT and not part.alt:
            return at
    return None


def _found(
    session: Session, at: int | None, whom: Whom, objects: Objects, *, goes_on: bool
) -> Echo | None:
    part = session.parts[at] if at is not None else None
    name = part.get("receipt") if isinstance(part, Slice) else None
    if not isinstance(part, Slice) or not name or part.status not in _STATUSES:
        return None
    try:
        origin, named = receipt.echo_in(objects.get(find(objects, name)))
        found = echo.read(objects.get(named)) if named and origin == whom.origin else None
    except (StoreError, FormatError):
        return None  # what is gone cannot go back: the text alone does
    wanted = (whom.form, PAUSE if goes_on else CALLS, echo.digest([own_text(part)]))
    if found is None or (found.form, found.finish, found.answer) != wanted:
        return None
    return found


_STATUSES = ("complete", INTERRUPTED)
