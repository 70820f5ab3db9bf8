"""Secrets in a request that is about to leave, and in a session that is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator

from vibekoder.core.account import words_of
from vibekoder.core.compile import IMAGE, Compiled, Piece
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Exposed
from vibekoder.core.leaks import Leak, is_still_clean, mark_of, redacted, scan, unallowed
from vibekoder.core.session import Part, Session, Slice, shown

# what stands in a sent form above the first line of what it holds
_ABOVE = re.compile(r"\n*[^\n]*\n(?:`{3,}|~{3,})[^\n]*\n")
_RANGE = re.compile(r"#L(\d+)")


def leaks_of(
    text: str, path: str, allowed: Collection[str], *, printed: bool = False
) -> tuple[Leak, ...]:
    """The secrets of a text, maybe ``printed`` by a command, that the project does not allow."""
    return unallowed(text, scan(text, path, printed=printed), allowed)


def redact(text: str, path: str, allowed: Collection[str], *, printed: bool = False) -> str:
    """The text with a word in the place of each of them."""
    return redacted(text, leaks_of(text, path, allowed, printed=printed))


class Clean:
    """Remembers texts that held no secret: a long session is looked through at every send.

    Keeps digests, not texts.
    """

    def __init__(self, most: int = 65536) -> None:
        self._known: set[bytes] = set()
        self._most = most

    def leaks(
        self, text: str, path: str, allowed: Collection[str], *, printed: bool = False
    ) -> tuple[Leak, ...]:
        """The secrets of a text; quick where it was clean before."""
        data = f"{path}\0{printed}\0{text}".encode("utf-8", "surrogatepass")
        name = hashlib.blake2b(data, digest_size=16).digest()
        if name in self._known:
            return ()
        found = scan(text, path, printed=printed)
        if not found:
            if len(self._known) >= self._most:
                self._known.clear()
            self._known.add(name)
        return unallowed(text, found, allowed)


def exposed(
    compiled: Compiled, allowed: Collection[str], clean: Clean
) -> tuple[tuple[Piece, Exposed], ...]:
    """Every secret in what would be sent, with its piece, in order."""
    return tuple(
        (piece, one)
        for piece in compiled.pieces
        if piece.kind != IMAGE
        for one in _of_piece(piece, words_of(piece, compiled.messages), allowed, clean)
    )


def exposed_in(
    part: Part, allowed: Collection[str], clean: Part | None = None
) -> tuple[Exposed, ...]:
    """The secrets in a slice's own text, as a session keeps it.

    ``clean`` is an earlier state of it in which there were none: then only what has changed is
    looked at.
    """
    text = shown(part)
    if clean is not None and is_still_clean(text, shown(clean)):
        return ()
    name = (part.id or "") if isinstance(part, Slice) else ""
    return tuple(_told(one, text, one.line, name) for one in leaks_of(text, "", allowed))


def redactions(
    session: Session, slice_ids: Collection[str], allowed: Collection[str]
) -> tuple[Edit, ...]:
    """The edits that take the secrets out of these slices, the last first: none moves another.

    Slices that have no id yet count as named: a refused send has given them none.
    """
    found: list[Edit] = []
    for at, part in enumerate(session.parts):
        if isinstance(part, Slice) and (part.id is None or part.id in slice_ids):
            leaks = leaks_of(shown(part), "", allowed)
            found += [Edit(at, one.start, at, one.end, one.stand_in) for one in leaks]
    return tuple(reversed(found))


def _of_piece(piece: Piece, text: str, allowed: Collection[str], clean: Clean) -> Iterator[Exposed]:
    leaks = clean.leaks(text, piece.path, allowed, printed=piece.kind == "command")
    above = _ABOVE.match(text) if piece.path and leaks else None
    first = _RANGE.search(piece.path)
    shift = (int(first[1]) - 1 if first else 0) - (above[0].count("\n") if above else 0)
    for one in leaks:
        line = max(1, one.line + shift)
        yield _told(one, text, line, piece.slice_id or "", piece.path, piece.source)


def _told(
    leak: Leak, text: str, line: int, slice_id: str, path: str = "", source: str = ""
) -> Exposed:
    mark = mark_of(text, leak)
    return Exposed(leak.title, leak.masked, line, slice_id, path, source, mark)
