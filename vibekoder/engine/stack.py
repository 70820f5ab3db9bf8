"""What the next request will be made of, found out again only where something has changed.

A key in the composer costs what the draft is long, whatever the session's length.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vibekoder.core import switching
from vibekoder.core.compile import own_text, sent_parts
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice
from vibekoder.engine import told
from vibekoder.engine.pieces import DRAFT, Key, Pieces, Place, Source, State

STOPS = frozenset(
    {State.MISSING, State.TOO_LARGE, State.BINARY, State.DENIED, State.FAILED, State.WRONG}
)
"""What is in such a state stops the send."""

FIRST = 0.02
THEN = 0.25
"""Seconds after which what was found so far is told, at first and later."""


@dataclass(frozen=True, slots=True)
class Share:
    """Words of several slices together; ``tokens`` are an estimate, ``secrets`` stop the send."""

    slices: int = 0
    tokens: int = 0
    size: int = 0
    secrets: int = 0

    def plus(self, row: Source) -> Share:
        """With one slice's words more."""
        return Share(
            self.slices + 1,
            self.tokens + (row.tokens or 0),
            self.size + (row.size or 0),
            self.secrets + row.secrets,
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next request as it stands.

    ``pieces`` are the directives in the order of what is sent, switched-off ones among them;
    ``below`` has the files or headings of each. ``before`` counts the tokens at its beginning that
    the last request had as well, None where that is not known. It is ``whole`` when nothing more
    will be found.
    """

    system: Share = Share()
    earlier: Share = Share()
    words: Share = Share()
    pieces: tuple[Source, ...] = ()
    below: Mapping[Key, tuple[Source, ...]] = field(default_factory=dict[Key, tuple[Source, ...]])
    before: int | None = None
    whole: bool = False

    @property
    def tokens(self) -> int:
        """About how many tokens would be sent."""
        own = self.system.tokens + self.earlier.tokens + self.words.tokens
        return own + sum(one.tokens or 0 for one in self.pieces if one.counts)

    def scaled(self, ratio: float) -> Outlook:
        """With every estimate of tokens multiplied."""
        if ratio == 1.0:
            return self

        def of(share: Share) -> Share:
            return replace(share, tokens=round(share.tokens * ratio))

        def rows(found: Sequence[Source]) -> tuple[Source, ...]:
            return tuple(
                one if one.tokens is None else replace(one, tokens=round(one.tokens * ratio))
                for one in found
            )

        return replace(
            self,
            system=of(self.system),
            earlier=of(self.earlier),
            words=of(self.words),
            pieces=rows(self.pieces),
            below={key: rows(found) for key, found in self.below.items()},
            before=None if self.before is None else round(self.before * ratio),
        )

    @property
    def missing(self) -> tuple[Source, ...]:
        """What stops the send."""
        return tuple(one for one in self.pieces if one.state in STOPS)

    @property
    def secrets(self) -> int:
        """How many secrets stop the send, in own words and in what is included."""
        own = self.system.secrets + self.earlier.secrets + self.words.secrets
        return own + sum(one.secrets for one in self.pieces if one.counts)

    @property
    def changed(self) -> int:
        """How many pieces are other on the disk than they were sent."""
        return sum(one.state is State.CHANGED for one in self.pieces)

    @property
    def empty(self) -> bool:
        """Whether nothing at all would be sent."""
        return not (self.system.slices or self.earlier.slices or self.words.slices or self.pieces)


NOTHING = Outlook()


@dataclass(frozen=True, slots=True)
class _Known:
    """A slice with its rows."""

    part: Slice
    at: int
    rows: tuple[Source, ...]

    @property
    def acts(self) -> bool:
        """Whether it includes anything: the disk decides about its rows as well."""
        return any(row.kind != "text" for row in self.rows)

    @property
    def tokens(self) -> int:
        return sum(row.tokens or 0 for row in self.rows if row.counts)

    def moved(self, at: int) -> _Known:
        if at == self.at:
            return self
        rows = tuple(replace(row, place=replace(row.place, part=at)) for row in self.rows)
        return _Known(self.part, at, rows)


class Stack:
    """Looks at one session again and again. Belongs to one worker thread, as its pieces do."""

    def __init__(self, pieces: Pieces, clock: Callable[[], float] = time.monotonic) -> None:
        self._pieces = pieces
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._sent: tuple[Sequence[Slice], Sequence[Slice]] = ((), ())

    def forget(self) -> None:
        """The disk may have changed: look again at everything that is on it."""
        self._pieces.forget()
        self._known = {name: one for name, one in self._known.items() if not one.acts}

    def look(
        self,
        session: Session,
        draft: str,
        sent: Sequence[Slice] | None = None,
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Outlook]:
        """What would be sent now; more and more of it, the whole last.

        ``sent`` are the slices that stood above the last answer when it was asked for. Ends
        early, without a whole, when ``cancelled`` says so.
        """
        making = _Making(None if sent is None else self._left(sent))
        due = self._clock() + FIRST
        named: set[str] = set()
        for at, part in enumerate(session.parts):
            if not isinstance(part, Slice):
                continue
            name = part.id or f"@{at}"
            named.add(name)
            known = self._known.get(name)
            if known is not None and known.part is part:
                self._known[name] = known.moved(at)
                making.take(self._known[name])
                continue
            rows: list[Source] = []
            for row in self._rows(at, name, part):
                rows.append(row)
                making.add(row)
                if cancelled():
                    return
                if row.kind != "text" and self._clock() >= due:
                    due = self._clock() + THEN
                    yield making.outlook()
            self._known[name] = _Known(part, at, tuple(rows))
            making.end(self._known[name])
        self._known = {name: self._known[name] for name in named}
        for row in self._of_text(None, DRAFT, Role.USER, draft) if draft.strip() else ():
            making.add(row)
            if cancelled():
                return
            if row.kind != "text" and self._clock() >= due:
                due = self._clock() + THEN
                yield making.outlook()
        yield self._told(making.outlook(whole=True), session, draft)

    def _told(self, found: Outlook, session: Session, draft: str) -> Outlook:
        """What a prompt has told of changes since is no change any more."""
        texts = told.prompts(session, draft) if found.changed else ()
        if not texts:
            return found
        below = {key: told.heard(self._pieces, rows, texts) for key, rows in found.below.items()}
        pieces = told.heard(self._pieces, found.pieces, texts)
        return replace(found, pieces=tuple(_of_folder(one, below) for one in pieces), below=below)

    def _left(self, slices: Sequence[Slice]) -> Sequence[Slice]:
        """Those of them that went out; read once."""
        if self._sent[0] is not slices:
            sent = sent_parts(Session(tuple(slices)), len(slices))
            self._sent = (slices, tuple(slices[at] for at in sent))
        return self._sent[1]

    def _rows(self, at: int, name: str, part: Slice) -> Iterator[Source]:
        if sent_parts(Session((part,)), 1):
            yield from self._of_text(at, name, part.role, own_text(part))

    def _of_text(self, at: int | None, name: str, role: Role, text: str) -> Iterator[Source]:
        seen: Counter[str] = Counter()
        for row in self._pieces.rows_of(at, name, role, text):
            seen[row.line] += row.parent is None
            yield row
        if role is Role.ASSISTANT:
            return
        for one in switching.switched_off(text):
            found = self._pieces.rows_of(at, name, role, one.line)
            row = next(row for row in found if row.parent is None)
            # the key that it has when it is on: a person goes on where they were
            seen[row.line] += 1
            key = (name, row.line, str(seen[row.line]))
            place = Place(at, one.start, one.end)
            yield replace(row, key=key, place=place, state=State.OFF, why="")


def _of_folder(one: Source, below: Mapping[Key, tuple[Source, ...]]) -> Source:
    """A folder has changed where one of its files has."""
    if one.kind != "folder" or one.state is not State.CHANGED:
        return one
    files = [row for row in below.get(one.key, ()) if row.state is State.CHANGED]
    return replace(
        one,
        state=State.CHANGED if files else State.PINNED,
        added=sum(row.added for row in files),
        removed=sum(row.removed for row in files),
    )


class _Making:
    """An outlook as it grows."""

    def __init__(self, sent: Sequence[Slice] | None) -> None:
        self._shares = {name: Share() for name in ("system", "earlier", "words")}
        self._pieces: dict[Key, Source] = {}
        self._below: dict[Key, dict[Key, Source]] = {}
        self._sent = None if sent is None else iter(sent)
        self._before = 0
        self._alike = sent is not None

    def take(self, known: _Known) -> None:
        for row in known.rows:
            self.add(row)
        self.end(known)

    def add(self, row: Source) -> None:
        if row.kind == "text":
            drafted = "words" if row.place.part is None else "earlier"
            name = "system" if row.role is Role.SYSTEM else drafted
            self._shares[name] = self._shares[name].plus(row)
        elif row.parent is None:
            self._pieces[row.key] = row
        else:
            self._below.setdefault(row.parent, {})[row.key] = row

    def end(self, known: _Known) -> None:
        """A slice is done: whether it goes out as it did last time."""
        if self._sent is None or not self._alike or not known.rows:
            return
        last = next(self._sent, None)
        self._alike = last is not None and (
            last is known.part or (last.body, last.role) == (known.part.body, known.part.role)
        )
        if self._alike:
            self._before += known.tokens

    def outlook(self, *, whole: bool = False) -> Outlook:
        pieces = sorted(
            self._pieces.values(),
            key=lambda one: (one.place.part is None, one.place.part or 0, one.place.start),
        )
        return Outlook(
            **self._shares,
            pieces=tuple(pieces),
            below={key: tuple(rows.values()) for key, rows in self._below.items()},
            before=None if self._sent is None else self._before,
            whole=whole,
        )
