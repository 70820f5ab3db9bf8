"""Search in all sessions of a project: a scan of their files, nothing that could grow stale."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from vibekoder.core.seeking import MOST_IN_ONE, Hit, Wanted, hits, needed
from vibekoder.core.session import parse
from vibekoder.store.sessions import SessionRow

_READ: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A session with what was found in it; ``more`` if that is not all.

    Without ``hits`` it was found by its title.
    """

    row: SessionRow
    hits: tuple[Hit, ...] = ()
    more: bool = False


def search(
    rows: Iterable[SessionRow], wanted: Wanted, is_over: Callable[[], bool] = lambda: False
) -> Iterator[Found | None]:
    """What is found, session by session in the order of ``rows``, None where nothing is.

    It ends where ``is_over`` says so. A file that has gone or cannot be read has nothing.
    """
    sought = needed(wanted)
    words = tuple(term.casefold() for term in wanted.terms) or (
        (wanted.title,) * bool(wanted.title)
    )
    if wanted.of_slices:
        words = ()
    for row in rows:
        if is_over():
            return
        title = row.title.casefold()
        if wanted.title and wanted.title not in title:
            yield None
            continue
        there = _in_text(row, wanted, sought)
        if there or (words and all(word in title for word in words)):
            yield Found(row, there[:MOST_IN_ONE], len(there) > MOST_IN_ONE)
        else:
            yield None


def _in_text(row: SessionRow, wanted: Wanted, sought: tuple[bytes, ...]) -> tuple[Hit, ...]:
    if not wanted.terms and not wanted.of_slices:
        return ()
    try:
        data = _read(row)
    except OSError:
        return ()
    if sought:
        # a copy in small letters is searched many times as fast as a pattern that ignores case
        small = data.lower()
        for run in sought:
            if run not in small:
                return ()
    day = datetime.fromtimestamp(row.modified).astimezone().date().isoformat()
    return tuple(islice(hits(parse(data), wanted, day), MOST_IN_ONE + 1))


def _read(row: SessionRow) -> bytes:
    """The whole file, in one call to the system if it is as long as it was when it was listed.

    That is half of what ``Path.read_bytes`` costs, and the cost of a search.
    """
    file = os.open(row.path, _READ)
    try:
        data = os.read(file, row.size + 1)
        if len(data) == row.size:
            return data
        pieces = [data]
        while piece := os.read(file, 1 << 20):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(file)
