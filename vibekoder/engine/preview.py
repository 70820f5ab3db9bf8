"""The exact request as it would leave now, without sending or writing anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vibekoder.core import directives
from vibekoder.core.account import Account, account
from vibekoder.core.commands import Command
from vibekoder.core.compile import Compiled, Piece, sent_parts, wanted
from vibekoder.core.contents import Output
from vibekoder.core.edits import apply
from vibekoder.core.errors import Exposed, Missing
from vibekoder.core.fitting import NOTHING, Fit, fit
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice, inserted, new_slice
from vibekoder.core.switching import switched_off
from vibekoder.engine import echoing
from vibekoder.engine.exposing import exposed, redactions
from vibekoder.engine.exposing import redact as redact_text
from vibekoder.engine.gather import gather
from vibekoder.engine.pins import put_ids, put_pins
from vibekoder.engine.prepare import Home, Target, names_for, not_taken
from vibekoder.engine.resolve import Resolver
from vibekoder.wire.http import ChatRequest

_NOTHING = Compiled((), ())
_WEIGHTLESS = Account((), 0)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent; ``body`` is empty while something is ``missing`` or ``wanted``.

    ``wanted`` are commands that must run first: their outputs make the next preview whole.
    ``secrets`` are those that stop the send, each with its piece; ``plain`` is the body with them,
    where ``body`` is what goes once they are redacted. ``fit`` tells whether it is too long.
    ``lines`` are the directives in order, each with the id of its slice and whether it is on.
    """

    compiled: Compiled = _NOTHING
    body: bytes = field(default=b"", repr=False)
    account: Account = _WEIGHTLESS
    missing: tuple[Missing, ...] = ()
    wanted: tuple[Command, ...] = ()
    secrets: tuple[tuple[Piece, Exposed], ...] = ()
    fit: Fit = NOTHING
    lines: tuple[tuple[str, str, bool], ...] = ()
    plain: bytes = field(default=b"", repr=False)

    @property
    def ready(self) -> bool:
        """Whether a send would leave as it is shown."""
        return bool(self.body) and not self.secrets and not self.fit.refused


def preview(
    session: Session,
    prompt: str,
    path: Path,
    home: Home,
    target: Target,
    *,
    outputs: Mapping[str, Output | str] | None = None,
    again: str = "",
    without: bool = False,
    fresh: bool = False,
    redact: bool = False,
) -> Preview:
    """The request for a prompt at the end of the session, for a worker thread.

    ``path`` is the session's file; ``again``, ``without`` and ``fresh`` as in a strike. With
    ``redact`` its body is the one that goes once its secrets are taken out, of own words too.
    """
    drafted = ""
    if prompt.strip() and not again:
        new = new_slice(Role.USER, prompt, timestamp=None, eol=session.eol)
        session = session.splice(inserted(session, len(session.parts), new))
        drafted = new.id or ""
    at = session.find(again) if again else len(session.parts) - 1
    parts = sent_parts(session, (at or 0) + 1)
    session = put_ids(session, names_for(session, parts))
    look = _Look(path, home, target, outputs or {}, parts, without, fresh)
    seen = look.at(session)
    lines = tuple(_lines(session, parts))
    if not redact or not seen.secrets:
        return replace(seen, lines=lines)
    own = {one.slice_id for _, one in seen.secrets if not one.path} | {drafted}
    clean = look.at(_redacted(session, own, home.secrets), redacted=True)
    found = tuple(_moved(seen.secrets, seen.compiled, clean.compiled))
    return replace(clean, secrets=found, lines=lines, plain=seen.body)


@dataclass(frozen=True, slots=True)
class _Look:
    """Compiles a session as it stands, or as it would with its secrets redacted."""

    path: Path
    home: Home
    target: Target
    outputs: Mapping[str, Output | str]
    parts: Sequence[int]
    without: bool
    fresh: bool

    def at(self, session: Session, *, redacted: bool = False) -> Preview:
        home, target, parts = self.home, self.target, self.parts
        resolver = Resolver(
            home.sources(),
            home.objects,
            self.path,
            target.images,
            home.commands,
            self.outputs,
            self._redact if redacted else None,
        )
        found = gather(session, parts, resolver, without=self.without, fresh=self.fresh)
        if found.wanted or (found.missing and not self.without):
            return Preview(missing=found.missing, wanted=found.wanted)
        pinned = put_pins(session, found.pins)
        places = [one.place for one in wanted(pinned, parts)]
        contents = dict(zip(places, found.contents, strict=True))
        compiled = echoing.compiled(pinned, parts, contents, target.whom, home.objects)
        if not compiled.messages:
            return Preview()
        params, quirks = dict(target.params), dict(target.quirks)
        request = ChatRequest("", target.model, compiled.messages, params, quirks)
        body = target.build(request)
        told = (*compiled.warnings, *found.told, *not_taken(target, request))
        compiled = replace(compiled, warnings=told)
        weighed = account(body, compiled.messages, compiled.pieces, target.count(home.tally))
        secrets = exposed(compiled, home.secrets, home.clean)
        tokens = ((one.piece, one.tokens) for one in weighed.weights)
        fits = fit(tokens, target.window, target.calibration)
        return Preview(compiled, body, weighed, found.missing, secrets=secrets, fit=fits)

    def _redact(self, text: str, path: str, *, printed: bool) -> str:
        return redact_text(text, path, self.home.secrets, printed=printed)


def _redacted(session: Session, own: Collection[str], allowed: Collection[str]) -> Session:
    """The session with the secrets taken out of what was written in these slices."""
    for one in redactions(session, own, allowed):
        session = session.splice(apply(session, one))
    return session


def _moved(
    found: Iterable[tuple[Piece, Exposed]], before: Compiled, after: Compiled
) -> Iterator[tuple[Piece, Exposed]]:
    """The secrets beside the pieces that they were taken out of: the words of these have moved."""
    now = dict(zip(before.pieces, after.pieces, strict=False))
    for piece, one in found:
        yield now.get(piece, piece), one


def _lines(session: Session, parts: Sequence[int]) -> Iterator[tuple[str, str, bool]]:
    for at in parts:
        part = session.parts[at]
        if isinstance(part, Slice) and part.role is not Role.ASSISTANT:
            on = [(one, True) for one in directives.find(part.text).found]
            off = [(one, False) for one in switched_off(part.text)]
            for found, acts in sorted((*on, *off), key=lambda one: one[0].start):
                yield found.line.strip(" \t"), part.id or "", acts
