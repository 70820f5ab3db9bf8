"""The session files of a folder: listed, loaded, numbered, named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from vibekoder.core import fork
from vibekoder.core.errors import StoreError
from vibekoder.core.escape import unescape
from vibekoder.core.header import COMPLETE
from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Session, Slice, parse
from vibekoder.core.totals import NOTHING, Totals, totals_of
from vibekoder.store import atomic
from vibekoder.store.about import NOTHING_SAID, About, about, moment_of, text_of
from vibekoder.store.paths import storing

SUFFIX = ".md"
UNREADABLE = "unreadable"

_TITLE_LENGTH = 80
_LINE_LENGTH = 4096  # a line may be megabytes long
_NUMBER = re.compile(r"([0-9]{1,18})\.md", re.IGNORECASE)
_DIRECTIVE = re.compile(r" {0,3}<!-- (?:include|command|cached):")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A session as read, and the digest that a save compares with."""

    session: Session
    digest: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the list. ``status`` is the last answer's, or ``unreadable``.

    ``modified`` and ``created`` are seconds since 1970, ``size`` in bytes; ``totals`` what its
    answers used, ``origin`` the session it says it was forked from, ``about`` what else it says.
    """

    path: Path
    title: str
    slices: int
    modified: float
    size: int
    status: str
    totals: Totals = NOTHING
    origin: Path | None = None
    about: About = NOTHING_SAID
    created: float = 0.0


def load(path: Path) -> Loaded:
    """Read a session; StoreError if the file cannot be read. Any bytes are a session."""
    data = atomic.read(path)
    return Loaded(parse(data), atomic.digest(data))


def title_of(session: Session) -> str:
    """What a session is called: its front matter's title, else the first words of the user.

    A fork without a title is called by the first prompt that it has of its own, after an
    ellipsis. Empty if there is nothing of that.
    """
    title = text_of(session.head.front, "title")
    if title:
        return _short(title)
    _, slice_id = fork.origin(text_of(session.head.front, "forked_from"))
    at = session.find(slice_id) if slice_id else None
    own = _first_words(session.parts[at + 1 :]) if at is not None else ""
    return f"…{own}" if own else _first_words(session.parts)


def origin_of(session: Session, path: Path) -> Path | None:
    """The session that the one at ``path`` was forked from, as it says; None if from none."""
    file, _ = fork.origin(text_of(session.head.front, "forked_from"))
    return Path(os.path.normpath(path.parent / file)) if file else None


def origin_slice(session: Session) -> str:
    """The id of the slice that it was forked from; empty if it names none."""
    return fork.origin(text_of(session.head.front, "forked_from"))[1]


def _first_words(parts: Sequence[Part]) -> str:
    """How the first prompt among these begins."""
    for one in parts:
        if isinstance(one, Slice) and one.role is Role.USER:
            for line in _lines(one.raw):
                if line.strip() and not _DIRECTIVE.match(line):
                    return _short(line.lstrip("# \t"))
    return ""


def status_of(session: Session) -> str:
    """The status of the last answer, ``complete`` where there is none."""
    for one in reversed(session.slices):
        if one.role is Role.ASSISTANT and not one.alt:
            return one.status
    return COMPLETE


def rows(
    folder: Path, known: Iterable[SessionRow] = (), at_hand: Iterable[Loaded] = ()
) -> list[SessionRow]:
    """The sessions of a folder, by name; a missing folder has none.

    ``known`` are rows of an earlier listing: files that are as they were are not read again. A
    file that holds what one ``at_hand`` does is not parsed: a large session saves itself often.
    One that cannot be read is listed as ``unreadable``. StoreError if the folder cannot be read.
    """
    before = {row.path: row for row in known}
    parsed = {one.digest: one.session for one in at_hand}
    found: list[SessionRow] = []
    for entry in _entries(folder):
        with suppress(OSError):  # gone since it was listed
            path, status = folder / entry.name, entry.stat()
            row = before.get(path)
            if row is None or (row.modified, row.size) != (status.st_mtime, status.st_size):
                row = _row(path, status, parsed)
            found.append(row)
    return sorted(found, key=lambda row: row.path.name)


def next_path(folder: Path) -> Path:
    """The name of the next session: ``001.md``, or one more than the highest number there."""
    numbers = [_NUMBER.fullmatch(entry.name) for entry in _entries(folder)]
    highest = max((int(one[1]) for one in numbers if one), default=0)
    return folder / f"{highest + 1:03}{SUFFIX}"


def create(folder: Path, data: bytes = b"") -> Path:
    """Make the next session file with this content; two programs never get the same one.

    The folder is made if need be. Raises StoreError.
    """
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    while True:
        path = next_path(folder)
        if atomic.create(path, data):
            return path


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The session files of a folder; none if there is no folder."""
    with storing(folder), suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.lower().endswith(SUFFIX) and not name.startswith(".") and entry.is_file():
                yield entry


def _row(path: Path, status: os.stat_result, parsed: Mapping[str, Session]) -> SessionRow:
    try:
        data = atomic.read(path)
        session = parsed.get(atomic.digest(data)) if parsed else None
    except StoreError:
        row = SessionRow(path, path.stem, 0, status.st_mtime, status.st_size, UNREADABLE)
        return replace(row, created=status.st_mtime)
    session = parse(data) if session is None else session
    said = about(session.head.front)
    times = (one.timestamp for one in session.slices if one.timestamp)
    created = moment_of(said.created, next(times, None))
    return SessionRow(
        path,
        title_of(session) or path.stem,
        len(session.slices),
        status.st_mtime,
        status.st_size,
        status_of(session),
        totals_of(session),
        origin_of(session, path),
        said,
        status.st_mtime if created is None else created,
    )


def _lines(raw: str) -> Iterator[str]:
    """How the lines of a slice's text begin; one by one, since a title needs the first few."""
    start = 0
    while start < len(raw):
        end = raw.find("\n", start)
        stop = len(raw) if end < 0 else end
        yield unescape(raw[start : min(stop, start + _LINE_LENGTH)])
        start = stop + 1


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1].rstrip() + "…"
