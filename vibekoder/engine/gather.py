"""Everything that the directives of one send stand for, and what of it cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vibekoder.core import directives
from vibekoder.core.commands import Command
from vibekoder.core.compile import Wanted, wanted
from vibekoder.core.contents import Content, said_of
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Missing, Refused, StoreError
from vibekoder.core.session import Session, Slice
from vibekoder.engine.looks import State, unread
from vibekoder.engine.pins import Pin
from vibekoder.engine.resolve import (
    BINARY,
    NO_PICTURES,
    NOT_UTF8,
    TOO_MANY,
    UNCONFIRMED,
    CommandWanted,
    Resolver,
    Unrun,
    left_out,
)

_TOLD = {
    BINARY: State.BINARY,
    NOT_UTF8: State.BINARY,
    NO_PICTURES: State.DENIED,
    TOO_MANY: State.TOO_LARGE,
    UNCONFIRMED: State.UNCONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The contents of the directives in order, if nothing is ``missing`` or ``wanted``.

    ``pins`` are what is to be written into the session, ``told`` sentences for the person, and
    ``wanted`` commands that must run first.
    """

    contents: tuple[Content, ...] = ()
    pins: tuple[Pin, ...] = ()
    missing: tuple[Missing, ...] = ()
    wanted: tuple[Command, ...] = ()
    told: tuple[str, ...] = ()


def gather(
    session: Session,
    parts: Sequence[int],
    resolver: Resolver,
    *,
    without: bool = False,
    fresh: bool = False,
) -> Gathered:
    """Look up all directives of these parts.

    ``without`` puts a word to the model in the place of what is missing; ``fresh`` passes over
    pins, which are then made anew.
    """
    contents: list[Content] = []
    pins: list[Pin] = []
    missing: list[Missing] = []
    commands: dict[str, Command] = {}
    told: list[str] = []
    for place in wanted(session, parts):
        directive = place.found.directive
        try:
            content = _content(place, resolver, fresh=fresh)
        except CommandWanted as one:
            commands[one.command.name] = one.command
            continue
        except Refused as fault:
            line = place.found.line.strip(" \t")
            name, state = _slice(session, place).id or "", _state(directive, fault)
            missing.append(Missing(line, name, fault.sentence, state))
            if not without:
                continue
            content = left_out(fault.sentence)
        contents.append(content)
        if directive is not None and (fresh or not _keeps(directive, content)):
            # what an earlier request left out was told then
            told += said_of(directive, content)
            pins += _pin(session, place, content, resolver)
    return Gathered(
        tuple(contents), tuple(pins), tuple(missing), tuple(commands.values()), tuple(told)
    )


def _state(directive: Directive | None, fault: Refused) -> State:
    """What is wrong with it, in a word."""
    if directive is None:
        return State.WRONG
    if fault.sentence in _TOLD:
        return _TOLD[fault.sentence]
    if isinstance(fault.__cause__, StoreError):
        return unread(fault.__cause__).state
    return State.FAILED if isinstance(fault, Unrun) else State.MISSING


def _keeps(directive: Directive, content: Content) -> bool:
    """Whether its pin names what is sent: where that was redacted, it does no more."""
    return directive.pin is not None and content.object.startswith(directive.pin)


def _content(place: Wanted, resolver: Resolver, *, fresh: bool) -> Content:
    directive = place.found.directive
    if directive is None:
        raise Refused(place.found.fault)
    return resolver.content(directive, fresh=fresh)


def _slice(session: Session, place: Wanted) -> Slice:
    part = session.parts[place.part]
    assert isinstance(part, Slice)  # noqa: S101 - directives stand in nothing else
    return part


def _pin(session: Session, place: Wanted, content: Content, resolver: Resolver) -> list[Pin]:
    found, slice_id = place.found, _slice(session, place).id
    if slice_id is None or found.directive is None or found.directive.kind == "cached":
        return []
    short = resolver.objects.short(content.object)
    return [Pin(slice_id, found.line, directives.pinned(found, short))]
