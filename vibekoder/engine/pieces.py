"""The stack of pieces that a prompt is made of, as it stands now: what a panel shows while typing.

Nothing here changes anything or runs a command. One ``Pieces`` belongs to one worker thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from vibekoder.core import difference, directives, sections
from vibekoder.core.account import Tally
from vibekoder.core.compile import own_text, sent_parts
from vibekoder.core.directives import Directive, Found
from vibekoder.core.errors import Refused, StoreError
from vibekoder.core.messages import Role
from vibekoder.core.sections import Section
from vibekoder.core.session import Session, Slice
from vibekoder.core.wild import EVERYTHING, Pattern, divided
from vibekoder.engine import resolve
from vibekoder.engine.exposing import leaks_of
from vibekoder.engine.looks import Facts, Looks, State, unread
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Entry, Sources

__all__ = ["DRAFT", "SENT", "Pieces", "Place", "Source", "State"]

DRAFT = "draft"
"""Stands for the id of the slice that the composer's text will be."""

SENT = frozenset({State.LIVE, State.PINNED, State.CHANGED, State.TO_RUN, State.LEFT_OUT})
"""With any other state nothing is sent, or not without asking."""

_OTHER_HEADINGS = "The file has changed: its headings are other ones now."
_NOTHING_FITS = "no file fits it that the ignore rules leave"

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands: ``text[start:end]`` of a part; ``part`` is None in the draft."""

    part: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """One row: a slice's own words, a directive, a file of a folder, or a heading of a file.

    ``key`` stays the same while the row does, ``parent`` is the key of the row it belongs under.
    ``kind`` is text, file, part, folder, picture, command or heading; a heading's ``part`` is what
    a directive would name, its ``level`` 1 to 6. ``size`` in bytes and ``tokens``, an estimate,
    are of what would be sent; None while unknown. ``added`` and ``removed`` count lines since it
    was sent, ``secrets`` those that stop the send. ``why`` is a sentence without its end where
    ``state`` needs one.
    """

    key: Key
    place: Place
    slice_id: str
    role: Role
    kind: str
    state: State
    line: str = ""
    directive: Directive | None = None
    path: str = ""
    part: str = ""
    why: str = ""
    size: int | None = None
    tokens: int | None = None
    added: int = 0
    removed: int = 0
    level: int = 0
    parent: Key | None = None
    object: str = ""
    secrets: int = 0

    @property
    def counts(self) -> bool:
        """Whether its tokens are a part of the total: those of rows below are in their parent's."""
        return self.parent is None and self.state in SENT


@dataclass(slots=True)
class Pieces:
    """Looks at the pieces of a session.

    ``images`` tells whether the model takes pictures; ``commands`` has, by the name of each
    command there is, why it cannot run: an empty text where it can. ``secrets`` are the marks of
    those that may be sent. ``session`` is the session's file, if it has one.
    """

    sources: Sources
    objects: Objects
    images: bool = True
    commands: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: frozenset[str] = frozenset()
    session: Path | None = None
    _looks: Looks = field(init=False)
    _tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        session = self.session or self.sources.root
        self._looks = Looks(self.sources, self.objects, self.secrets, session)

    def rows(
        self,
        session: Session,
        draft: str = "",
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Source]:
        """The rows in the order of what is sent, the draft last; each as soon as it is known.

        A folder comes twice under one key: at once, and after its files with its size and state.
        Ends early when ``cancelled`` says so.
        """
        for row in self._rows(session, draft):
            if cancelled():
                return
            yield row

    def rows_of(self, at: int | None, slice_id: str, role: Role, text: str) -> Iterator[Source]:
        """The rows of one slice alone, in the same way; ``at`` is None for the draft."""
        return self._slice(at, slice_id, role, text)

    def forget(self) -> None:
        """The disk may have changed: look again which files there are."""
        self._looks.forget()

    def changes(self, row: Source) -> tuple[difference.Hunk, ...]:
        """From what was sent of a changed row to what is there now.

        Raises Refused where one of the two cannot be had.
        """
        if row.directive is None or not row.object:
            return ()
        return self._looks.changes(row.directive, row.path, row.object)

    def sent(self, row: Source) -> str:
        """What was sent for a row that a pin keeps, as the model read it; of a file as it was.

        Raises Refused where it cannot be had any more.
        """
        if row.parent is None and row.directive is not None and row.kind not in ("file", "part"):
            return self._looks.read(row.directive)
        try:
            return self.objects.get(row.object).decode("utf-8", "replace")
        except StoreError as error:
            raise Refused(error.reason, error.hint) from error

    def without(self, row: Source, heading: Source) -> tuple[Section, ...]:
        """The sections of what a row brings, the one below this heading left out.

        Raises StoreError where the file cannot be had, Refused where it has other headings now.
        """
        if row.directive is None:
            return ()
        text = self.sources.read(row.path, resolve.PART_LIMIT).decode("utf-8", "replace")
        number = int(heading.key[-1])
        heads = sections.within(text, row.directive)
        if number >= len(heads) or heads[number].title != heading.part:
            raise Refused(_OTHER_HEADINGS)
        return sections.without(text, row.directive, number)

    def _rows(self, session: Session, draft: str) -> Iterator[Source]:
        for at in sent_parts(session, len(session.parts)):
            part = session.parts[at]
            assert isinstance(part, Slice)  # noqa: S101 - nothing else is sent
            yield from self._slice(at, part.id or f"@{at}", part.role, own_text(part))
        if draft.strip():
            yield from self._slice(None, DRAFT, Role.USER, draft)

    def _slice(self, at: int | None, slice_id: str, role: Role, text: str) -> Iterator[Source]:
        found = () if role is Role.ASSISTANT else directives.find(text).found
        words = _own_words(text, found)
        if words:
            yield Source(
                (slice_id, "text"),
                Place(at, 0, len(text)),
                slice_id,
                role,
                "text",
                State.LIVE,
                size=len(words.encode("utf-8", "replace")),
                tokens=self._tally.count(words),
                secrets=len(leaks_of(words, "", self.secrets)),
            )
        seen: dict[str, int] = {}
        for one in found:
            line = one.line.strip(" \t")
            seen[line] = seen.get(line, 0) + 1
            key = (slice_id, line, str(seen[line]))
            place = Place(at, one.start, one.end)
            row = Source(key, place, slice_id, role, "file", State.WRONG, line, one.directive)
            yield from self._directive(row, one)

    def _directive(self, row: Source, found: Found) -> Iterator[Source]:
        directive = found.directive
        if directive is None:
            yield replace(row, why=found.fault)
            return
        row = replace(row, path=directive.target, part=directive.named[len(directive.target) + 1 :])
        if directive.pin is not None:
            yield from self._pinned(row, directive)
        elif directive.kind == "cached":
            # made once by the earlier program, and never compared with anything
            yield _with(row, self._allowed(self._looks.pinned(directive)))
        elif directive.kind == "command":
            yield self._command(row, directive.target)
        else:
            yield from self._live(row, directive)

    def _command(self, row: Source, name: str) -> Source:
        why = self.commands.get(name)
        state = State.TO_RUN if why == "" else State.DENIED
        if why is None:
            state, why = State.MISSING, "there is no such command"
        return replace(row, kind="command", state=state, why=why)

    def _live(self, row: Source, directive: Directive) -> Iterator[Source]:
        try:
            seen = self.sources.look(directive.target)
        except StoreError as error:
            if directive.wild:
                yield from self._many(row, directive, *divided(directive.target))
            else:
                yield _with(row, unread(error))
            return
        if seen.folder:
            yield from self._many(row, directive, directive.target, EVERYTHING)
            return
        facts = self._allowed(self._looks.named(directive, seen.mark))
        row = _with(row, facts)
        yield row
        for number, head in enumerate(facts.headings):
            yield replace(
                row,
                key=(*row.key, "#", str(number)),
                parent=row.key,
                kind="heading",
                part=head.title,
                level=head.level,
                size=head.size,
                tokens=head.tokens,
                secrets=0,
            )

    def _pinned(self, row: Source, directive: Directive) -> Iterator[Source]:
        facts = self._allowed(self._looks.pinned(directive))
        row = replace(_with(row, facts), object=facts.name)
        if facts.kind == "folder":
            place = (directive.target, EVERYTHING)
            yield from self._many(
                row, directive, *(divided(directive.target) if directive.wild else place), facts
            )
        elif facts.kind in ("file", "part", "picture") and facts.state is State.PINNED:
            yield self._drifted(row, directive)
        else:
            yield row

    def _drifted(self, row: Source, directive: Directive) -> Source:
        """What was sent beside what is there now."""
        try:
            seen = self.sources.look(directive.target)
        except StoreError as error:
            return replace(row, state=State.CHANGED, why=error.reason)
        now = self._looks.named(directive, seen.mark)
        if now.name == row.object:
            return row
        return self._moved(row, directive, now)

    def _moved(self, row: Source, directive: Directive, now: Facts) -> Source:
        row = replace(row, state=State.CHANGED, why=now.why)
        if now.state is not State.LIVE or "picture" in (now.kind, row.kind):
            return row
        try:
            added, removed = self._looks.drift(directive, row.path, row.object, now.name)
        except Refused as error:
            return replace(row, why=error.sentence)
        return replace(row, added=added, removed=removed)

    def _many(
        self,
        row: Source,
        directive: Directive,
        folder: str,
        pattern: Pattern,
        frozen: Facts | None = None,
    ) -> Iterator[Source]:
        """The files of a folder or glob; under a pin beside those that were sent."""
        row = replace(row, kind="folder", state=State.LIVE if frozen is None else State.PINNED)
        yield row
        gone = {} if frozen is None else dict(frozen.files)
        size = tokens = count = secrets = added = removed = 0
        changed = False
        try:
            for entry in self._looks.walk(directive.target, folder, pattern):
                one = self._one(row, directive, entry, gone.pop(entry.name, ""))
                changed |= one.state is State.CHANGED
                added, removed = added + one.added, removed + one.removed
                if one.state in SENT:
                    size += one.size or 0
                    tokens += one.tokens or 0
                    count += 1
                    secrets += one.secrets
                yield one
                if frozen is None and (count > resolve.MOST_FILES or size > resolve.MOST_BYTES):
                    # a send stops here as well: what else there is need not be read
                    yield replace(row, state=State.TOO_LARGE, why=resolve.TOO_MANY)
                    return
        except StoreError as error:
            if frozen is None:
                yield _with(row, unread(error))
                return
        for path, name in gone.items():
            changed = True
            below = _below(row, path)
            yield replace(below, state=State.CHANGED, why="it is no longer there", object=name)
        if frozen is not None:
            state = State.CHANGED if changed else State.PINNED
            yield replace(row, state=state, added=added, removed=removed)
        elif count:
            yield replace(row, size=size, tokens=tokens, secrets=secrets)
        else:
            yield replace(row, state=State.MISSING, why=_NOTHING_FITS)

    def _one(self, row: Source, directive: Directive, entry: Entry, name: str) -> Source:
        one = _below(row, entry.name)
        if entry.why:
            state = State.TOO_LARGE if entry.huge else State.DENIED
            return replace(one, state=state, why=entry.why)
        facts = self._looks.file(entry.name, entry.mark)
        if facts.kind == "picture":
            return replace(one, state=State.BINARY, why=resolve.PICTURE)
        one = _with(one, facts)
        if row.state is State.LIVE or one.state is not State.LIVE:
            return one
        if not name:
            return replace(one, state=State.CHANGED, why="it was not there when this was sent")
        one = replace(one, state=State.PINNED, object=name)
        return one if name == facts.name else self._moved(one, directive, facts)

    def _allowed(self, facts: Facts) -> Facts:
        if facts.kind == "picture" and not self.images:
            return replace(facts, state=State.DENIED, why=resolve.NO_PICTURES)
        return facts


def _own_words(text: str, found: tuple[Found, ...]) -> str:
    own: list[str] = []
    done = 0
    for one in found:
        own.append(text[done : one.start])
        done = one.end
    return directives.unescape("".join([*own, text[done:]]).strip())


def _with(row: Source, facts: Facts) -> Source:
    row = replace(row, kind=facts.kind, state=facts.state, why=facts.why)
    if facts.state not in SENT:
        return row
    return replace(row, size=facts.size, tokens=facts.tokens, secrets=facts.secrets)


def _below(row: Source, path: str) -> Source:
    """The row of one file of a folder, of which nothing is known yet."""
    return replace(
        row,
        key=(*row.key, path),
        parent=row.key,
        kind="file",
        path=path,
        part="",
        size=None,
        tokens=None,
        object="",
        secrets=0,
    )
