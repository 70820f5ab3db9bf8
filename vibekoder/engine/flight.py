"""A request before it leaves, row by row: what it weighs, and what the last one had as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from vibekoder.core import difference, directives
from vibekoder.core.account import Weight, first_difference, words_of, written
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.excerpt import headings
from vibekoder.core.languages import language_of
from vibekoder.core.messages import Message, Role
from vibekoder.core.sections import APART
from vibekoder.core.switching import unpinned
from vibekoder.engine.preview import Preview
from vibekoder.engine.replay import Sent, Told

SAME, CHANGED, NEW, UNKNOWN = "same", "changed", "new", ""

_MOST = 200
"""So many headings of one file are told."""
_COMPARED = 1_000_000
"""Characters of a file whose lines are compared; of a longer one it is told that it changed."""

Get = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``kind`` is system, earlier, words, envelope, off, or a directive's kind.

    ``count`` is how many slices or files it stands for, ``since`` how it is beside the last
    request, with the lines that came and went. ``weights`` are its pieces, in order. ``below`` are
    the files of a folder or the headings of a file: their bytes are among its own. ``why`` tells
    why it cannot be had, ``state`` that in a word; one that is ``off`` has no bytes. ``apart``
    tells of one below that it can be left out by itself.
    """

    kind: str
    name: str
    source: str = ""
    slice_id: str = ""
    bytes: int = 0
    tokens: int = 0
    count: int = 0
    since: str = UNKNOWN
    added: int = 0
    removed: int = 0
    why: str = ""
    state: str = ""
    level: int = 0
    apart: bool = False
    weights: tuple[Weight, ...] = ()
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Last:
    """The last request of a session: when it was asked for and what it cost, as the answer says."""

    sent: Sent
    when: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Flight:
    """All of a request; the bytes of its ``lines`` are those of the body.

    ``alike`` is how many bytes it begins with as the last one did, None where there was none;
    ``reused`` about how many tokens those are.
    """

    preview: Preview
    lines: tuple[Line, ...] = ()
    before: Last | None = field(default=None, repr=False)
    alike: int | None = None

    @property
    def tokens(self) -> int:
        """About how many tokens it has."""
        return self.preview.account.tokens

    @property
    def reused(self) -> int:
        """About how many of them a provider's cache of prompts may have still."""
        whole = len(self.preview.body)
        return round(self.tokens * (self.alike or 0) / whole) if whole else 0

    def text(self, line: Line) -> str:
        """What is sent of a row, as it reads."""
        messages = self.preview.compiled.messages
        return "".join(words_of(one.piece, messages) for one in line.weights)


def flight(preview: Preview, before: Last | None = None, get: Get | None = None) -> Flight:
    """What a preview holds, beside the last request of the session.

    ``get`` gives the bytes of an object by its name: with it, changed lines are counted.
    """
    if not preview.body:
        return Flight(preview)
    lines = _Lines(preview, _Past(before.sent, get) if before is not None else None).made()
    alike = first_difference(before.sent.body, preview.body) if before is not None else None
    return Flight(preview, lines, before, alike)


class _Lines:
    """The rows in the making."""

    def __init__(self, preview: Preview, past: _Past | None) -> None:
        self._preview = preview
        self._messages = preview.compiled.messages
        self._last_message = len(self._messages) - 1
        self._past = past
        self._missing = {
            (one.slice_id, unpinned(one.line)): one for one in preview.missing if one.line
        }

    def made(self) -> tuple[Line, ...]:
        found: dict[tuple[str, ...], Line] = {}
        had: dict[tuple[str, ...], list[tuple[Weight, bool]]] = {}
        for weight in self._preview.account.weights:
            key, fresh = self._begun(weight)
            line = found.get(key, fresh)
            found[key] = replace(
                line,
                bytes=line.bytes + weight.bytes,
                tokens=line.tokens + weight.tokens,
                weights=(*line.weights, weight),
            )
            if self._past is not None:
                text = words_of(weight.piece, self._messages)
                # the line end between two pieces says nothing
                if text.strip():
                    had.setdefault(key, []).append((weight, self._past.had(text)))
        done = [self._done(line, had.get(key, ())) for key, line in found.items()]
        all_lines = self._preview.lines
        done += [Line("off", one, one, name) for one, name, on in all_lines if not on]
        places = {(name, unpinned(one)): at for at, (one, name, _) in enumerate(all_lines)}
        order = {"system": 0, "earlier": 1, "words": 3}
        done.sort(
            key=lambda one: (
                order.get(one.kind, 2),
                places.get((one.slice_id, unpinned(one.source)), 0),
            )
        )
        return (*done, Line("envelope", "envelope", bytes=self._preview.account.envelope))

    def _begun(self, weight: Weight) -> tuple[tuple[str, ...], Line]:
        piece = weight.piece
        if piece.source:
            name = piece.slice_id or ""
            kind = "picture" if piece.image is not None else piece.kind
            line = Line(kind, piece.path or piece.source, piece.source, name)
            lost = self._missing.get((name, unpinned(piece.source)))
            if lost is not None:
                line = replace(line, why=lost.why, state=lost.state)
            return (name, piece.source), line
        words = "words" if piece.message == self._last_message else "earlier"
        words = "words" if words == "words" and piece.role is Role.USER else "earlier"
        kind = "system" if piece.role is Role.SYSTEM else words
        return (kind,), Line(kind, kind)

    def _done(self, line: Line, had: Sequence[tuple[Weight, bool]]) -> Line:
        line = replace(line, count=_count(line))
        line = replace(line, below=self._below(line, dict(had)))
        if self._past is None or line.why:
            return line
        since = self._since(line, [known for _, known in had])
        changed = [weight for weight, known in had if not known] if since == CHANGED else []
        pairs = [self._past.changes(one, self._messages) for one in changed if one.piece.source]
        added, removed = (sum(side) for side in zip(*pairs, strict=True)) if pairs else (0, 0)
        return replace(line, since=since, added=added, removed=removed)

    def _since(self, line: Line, had: Sequence[bool]) -> str:
        """Whether the last request had all of it, some of it, or nothing."""
        if all(had):
            return SAME
        paths = self._past.paths if self._past is not None else {}
        named = bool(line.source) and any(one.piece.path in paths for one in line.weights)
        return CHANGED if named or (not line.source and any(had)) else NEW

    def _live(self, line: Line) -> bool:
        """Whether its directive is still to be read: a pin brings what it did, all of it."""
        wanted = (line.slice_id, unpinned(line.source))
        return any(
            on and (name, one) == wanted and (read := directives.parse(one)) and read.lines is None
            for one, name, on in self._preview.lines
        )

    def _below(self, line: Line, had: dict[Weight, bool]) -> tuple[Line, ...]:
        if line.count > 1 and line.source:
            files = (one for one in line.weights if one.piece.path != line.name)
            apart = self._live(line) and line.count <= APART
            return tuple(self._file(one, line, had.get(one), apart=apart) for one in files)
        if line.kind == "include" and not line.why:
            return tuple(self._headings(line))
        return ()

    def _file(self, weight: Weight, above: Line, known: bool | None, *, apart: bool) -> Line:
        since, lines = UNKNOWN, (0, 0)
        if known is not None and self._past is not None:
            named = weight.piece.path in self._past.paths
            since = SAME if known else CHANGED if named else NEW
            lines = self._past.changes(weight, self._messages) if since == CHANGED else lines
        return Line(
            "file",
            weight.piece.path,
            slice_id=above.slice_id,
            bytes=weight.bytes,
            tokens=weight.tokens,
            count=1,
            since=since,
            added=lines[0],
            removed=lines[1],
            apart=apart,
            weights=(weight,),
        )

    def _headings(self, line: Line) -> Iterator[Line]:
        """The sections of a Markdown file; each is a part of its text."""
        weight = line.weights[0]
        piece = weight.piece
        if language_of(line.name.partition("#")[0]) != "markdown":
            return
        text = words_of(piece, self._messages)
        start, end = _inner(text)
        found = headings(text[start:end])[:_MOST]
        if len(found) < 2:
            return
        live, named = self._live(line), line.name.partition("#")[2]
        ascii_only = len(written(text, ascii_only=False)) != weight.bytes
        for one in found:
            a, b = start + one.start, start + one.end
            section = text[a:b]
            size = len(written(section, ascii_only=ascii_only))
            part = replace(piece, start=piece.start + a, end=piece.start + b)
            # what the whole has by its estimate is shared out by length
            tokens = round(weight.tokens * size / weight.bytes) if weight.bytes else 0
            cut = Weight(part, size, tokens)
            yield Line(
                "heading",
                one.title,
                slice_id=line.slice_id,
                bytes=size,
                tokens=tokens,
                count=1,
                level=one.level,
                # the section that the line itself names is all that it brings
                apart=live and not (one is found[0] and one.title == named),
                weights=(cut,),
            )


def _count(line: Line) -> int:
    if line.source:
        # the list of a folder's files stands under the folder's own name
        return max(1, len({one.piece.path for one in line.weights} - {line.name}))
    return len({one.piece.message for one in line.weights})


def _inner(text: str) -> tuple[int, int]:
    """Where a file's own text lies in its sent form: between the lines of its fence."""
    # further files of a folder stand a line apart
    first = text.find("\n", len(text) - len(text.lstrip("\n"))) + 1
    if not text.startswith(("```", "~~~"), first):
        return 0, len(text)
    start = text.find("\n", first) + 1
    return start, max(start, text.rfind("\n") + 1)


class _Past:
    """The last request, to look things up in; what stands in the same order is found at once."""

    def __init__(self, sent: Sent, get: Get | None) -> None:
        self.paths: dict[str, Told] = {told.path: told for told in sent.pieces if told.path}
        self._body = sent.body
        self._get = get
        self._at = 0

    def had(self, words: str) -> bool:
        """Whether it had this text."""
        for ascii_only in (False, True):
            data = written(words, ascii_only=ascii_only)
            for begin in (self._at, 0):
                start = self._body.find(data, begin)
                if start >= 0:
                    self._at = start + len(data)
                    return True
        return False

    def changes(self, weight: Weight, messages: Sequence[Message]) -> tuple[int, int]:
        """How many lines of a file came and went since; none where that cannot be told."""
        told = self.paths.get(weight.piece.path)
        if self._get is None or told is None or not told.object or weight.piece.kind != "include":
            return 0, 0
        try:
            old = self._get(told.object).decode("utf-8")
        except (VibeKoderError, UnicodeDecodeError):
            return 0, 0
        text = words_of(weight.piece, messages)
        start, end = _inner(text)
        if max(len(old), end - start) > _COMPARED:
            return 0, 0
        return difference.counted(difference.hunks(old, text[start:end]))
