"""The exact request as it would leave now, without sending or writing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vibekoder.core.account import Account, account
from vibekoder.core.commands import Command
from vibekoder.core.compile import Compiled, Piece, compile_session, sent_parts, wanted
from vibekoder.core.contents import Output
from vibekoder.core.errors import Exposed, Missing
from vibekoder.core.fitting import NOTHING, Fit, fit
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, inserted, new_slice
from vibekoder.engine.exposing import exposed
from vibekoder.engine.gather import gather
from vibekoder.engine.pins import put_ids, put_pins
from vibekoder.engine.prepare import Home, Target, names_for
from vibekoder.engine.resolve import Resolver
from vibekoder.wire.http import ChatRequest

_NOTHING = Compiled((), ())
_WEIGHTLESS = Account((), 0)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent; ``body`` is empty while something is ``missing`` or ``wanted``.

    ``wanted`` are commands that must run first: their outputs make the next preview whole.
    ``secrets`` are those that stop the send, each with its piece; ``fit`` tells whether it is too
    long.
    """

    compiled: Compiled = _NOTHING
    body: bytes = field(default=b"", repr=False)
    account: Account = _WEIGHTLESS
    missing: tuple[Missing, ...] = ()
    wanted: tuple[Command, ...] = ()
    secrets: tuple[tuple[Piece, Exposed], ...] = ()
    fit: Fit = NOTHING

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
) -> Preview:
    """The request for a prompt at the end of the session, for a worker thread.

    ``path`` is the session's file; ``again``, ``without`` and ``fresh`` as in a strike.
    """
    if prompt.strip() and not again:
        new = new_slice(Role.USER, prompt, timestamp=None, eol=session.eol)
        session = session.splice(inserted(session, len(session.parts), new))
    at = session.find(again) if again else len(session.parts) - 1
    parts = sent_parts(session, (at or 0) + 1)
    session = put_ids(session, names_for(session, parts))
    resolver = Resolver(
        home.sources(), home.objects, path, target.images, home.commands, outputs or {}
    )
    found = gather(session, parts, resolver, without=without, fresh=fresh)
    if found.wanted or (found.missing and not without):
        return Preview(missing=found.missing, wanted=found.wanted)
    pinned = put_pins(session, found.pins)
    places = [one.place for one in wanted(pinned, parts)]
    compiled = compile_session(pinned, parts, dict(zip(places, found.contents, strict=True)))
    compiled = Compiled(compiled.messages, compiled.pieces, (*compiled.warnings, *found.told))
    if not compiled.messages:
        return Preview()
    params, quirks = dict(target.params), dict(target.quirks)
    body = target.build(ChatRequest("", target.model, compiled.messages, params, quirks))
    weighed = account(body, compiled.messages, compiled.pieces, target.count(home.tally))
    secrets = exposed(compiled, home.secrets, home.clean)
    tokens = ((one.piece, one.tokens) for one in weighed.weights)
    fits = fit(tokens, target.window, target.calibration)
    return Preview(compiled, body, weighed, found.missing, secrets=secrets, fit=fits)
