"""A request before it leaves, row by row: what it weighs, and what the last one had as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vibekoder.core.account import Account, Weight, first_difference, words_of, written
from vibekoder.core.compile import Compiled
from vibekoder.core.messages import Role
from vibekoder.engine.preview import Preview
from vibekoder.engine.replay import Sent

SAME, CHANGED, NEW, UNKNOWN = "same", "changed", "new", ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: ``kind`` is system, earlier, words, envelope, or a directive's kind.

    ``count`` is how many slices or files it stands for, ``since`` how it is beside the last
    request. ``weights`` are its pieces, in order.
    """

    kind: str
    name: str
    source: str = ""
    slice_id: str = ""
    bytes: int = 0
    tokens: int = 0
    count: int = 0
    since: str = UNKNOWN
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True, slots=True)
class Flight:
    """All of a request; the bytes of its ``lines`` are those of the body.

    ``alike`` is how many bytes it begins with as the last one did, None where there was none;
    ``reused`` about how many tokens those are.
    """

    preview: Preview
    lines: tuple[Line, ...] = ()
    before: Sent | None = field(default=None, repr=False)
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


def flight(preview: Preview, before: Sent | None = None) -> Flight:
    """What a preview holds, beside the last request of the session."""
    if not preview.body:
        return Flight(preview)
    lines = tuple(_lines(preview.account, preview.compiled, before))
    alike = first_difference(before.body, preview.body) if before is not None else None
    return Flight(preview, lines, before, alike)


def _lines(account: Account, compiled: Compiled, before: Sent | None) -> Sequence[Line]:
    last = len(compiled.messages) - 1
    found: dict[tuple[str, ...], Line] = {}
    for weight in account.weights:
        piece = weight.piece
        if piece.source:
            key: tuple[str, ...] = (piece.slice_id or "", piece.source)
            kind = "picture" if piece.image is not None else piece.kind
            fresh = Line(kind, piece.path or piece.source, piece.source, piece.slice_id or "")
        else:
            words = "words" if piece.message == last and piece.role is Role.USER else "earlier"
            name = "system" if piece.role is Role.SYSTEM else words
            key, fresh = (name,), Line(name, name)
        line = found.get(key, fresh)
        found[key] = replace(
            line,
            bytes=line.bytes + weight.bytes,
            tokens=line.tokens + weight.tokens,
            weights=(*line.weights, weight),
        )
    last_one = _Last(before) if before is not None else None
    done = [
        replace(one, count=_count(one), since=_since(one, compiled, last_one))
        for one in found.values()
    ]
    order = {"system": 0, "earlier": 1, "words": 3}
    done.sort(key=lambda one: order.get(one.kind, 2))
    return [*done, Line("envelope", "envelope", bytes=account.envelope)]


def _count(line: Line) -> int:
    if line.source:
        # the list of a folder's files stands under the folder's own name
        return max(1, len({one.piece.path for one in line.weights} - {line.name}))
    return len({one.piece.message for one in line.weights})


def _since(line: Line, compiled: Compiled, last: _Last | None) -> str:
    """Whether the last request had all of it, some of it, or nothing."""
    if last is None:
        return UNKNOWN
    texts = [words_of(one.piece, compiled.messages) for one in line.weights]
    # the line end between two pieces says nothing
    had = [last.had(text) for text in texts if text.strip()]
    if all(had):
        return SAME
    named = bool(line.source) and any(one.piece.path in last.paths for one in line.weights)
    return CHANGED if named or (not line.source and any(had)) else NEW


class _Last:
    """The last request, to look things up in; what stands in the same order is found at once."""

    def __init__(self, sent: Sent) -> None:
        self.paths = {told.path for told in sent.pieces if told.path}
        self._body = sent.body
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
