"""A session's file as its writer knows it: saved whole, merged first if others changed it.

The window takes snapshots, the writer's thread writes them one after another, and the results come
back in the same order. Several snapshots may be under way at once, so each carries the ``grounds``
it may stand on: for every earlier save that the window has not heard of yet, what memory was then.
The writer picks the one that reached the disk; that is what both sides come from. A change that
was made on the way to the disk (pins) is made again to snapshots that do not know it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vibekoder.core.errors import SessionChanged, SessionGone, StoreError
from vibekoder.core.session import Session, parse, serialise
from vibekoder.engine.merge import Merged, merge
from vibekoder.store import atomic
from vibekoder.store.lock import FileLock
from vibekoder.store.paths import reason

Change = Callable[[Session], Session]

_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Memory at one moment, without running slices; ``heard`` is the last save it knows of."""

    number: int
    heard: int
    session: Session
    grounds: Mapping[int, Session] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is on the disk now.

    ``merged`` is the snapshot with what others had written; ``session`` that with the change made
    on the way (pins), the very text of the file; ``conflicts`` counts slices that were kept twice.
    ``digest`` is that of the file's bytes.
    """

    number: int
    merged: Session
    session: Session
    digest: str
    conflicts: int = 0
    change: Change | None = None

    def changed(self, session: Session) -> Session:
        """A session of memory with the change that was made on the way to the disk."""
        return session if self.change is None else self.change(session)


class SessionFile:
    """One session's file; after the constructor it belongs to the writer's thread."""

    def __init__(self, path: Path, session: Session, digest: str, lock: FileLock) -> None:
        """``digest`` is of what was read, ``atomic.MISSING`` for a session that has no file yet."""
        self.path = path
        self._session = session
        self._digest: str = digest
        self._lock = lock
        self._done = 0
        self._changes: dict[int, Change] = {}

    def merged(self, snapshot: Snapshot) -> Merged:
        """The snapshot with what the disk holds; reads the file if it is not as it was left."""
        with self._lock:
            self._look()
        return self._merge(snapshot)

    def write(
        self,
        snapshot: Snapshot,
        change: Change | None = None,
        *,
        expected: Session | None = None,
    ) -> Saved:
        """Put the snapshot on the disk; StoreError says why not, and then the old text is whole.

        ``change`` is applied to what is about to be written; ``expected`` is what it must be
        applied to, otherwise SessionChanged is raised. A file that holds the text already is not
        touched.
        """
        if snapshot.session.readonly:
            raise StoreError(self.path, snapshot.session.readonly)
        with self._lock:
            for _ in range(_ATTEMPTS):
                self._look()
                merged = self._merge(snapshot)
                if expected is not None and merged.session.parts != expected.parts:
                    raise SessionChanged(self.path, "it was changed meanwhile")
                session = merged.session if change is None else change(merged.session)
                if session.parts == self._session.parts and self._digest != atomic.MISSING:
                    break
                self._make_folder()
                try:
                    digest = atomic.write(self.path, serialise(session), expected=self._digest)
                except SessionChanged:
                    continue  # between the look and the replace
                self._session, self._digest = session, digest
                break
            else:
                raise StoreError(self.path, "other programs keep changing it")
        self._done = snapshot.number
        if change is not None:
            self._changes[snapshot.number] = change
        return Saved(
            snapshot.number, merged.session, session, self._digest, merged.conflicts, change
        )

    def forget(self) -> None:
        """The file was deleted on purpose or lost: the next save makes it anew."""
        self._digest = atomic.MISSING

    def _merge(self, snapshot: Snapshot) -> Merged:
        base, ours = snapshot.grounds[self._done], snapshot.session
        self._changes = {at: one for at, one in self._changes.items() if at > snapshot.heard}
        for change in self._changes.values():
            base, ours = change(base), change(ours)
        return merge(base, ours, self._session)

    def _make_folder(self) -> None:
        """A new session may be the first of its project; a folder that was removed stays so."""
        if self._digest == atomic.MISSING:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(self.path, reason(error)) from error

    def _look(self) -> None:
        if self._digest == atomic.MISSING and not self.path.exists():
            return
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            raise SessionGone(
                self.path,
                "the file is gone",
                "Your text is kept here. Put the file back, or save it elsewhere.",
            ) from None
        except OSError as error:
            raise StoreError(self.path, reason(error)) from error
        digest = atomic.digest(data)
        if digest != self._digest:
            session = parse(data)
            if session.readonly:
                raise StoreError(self.path, session.readonly)
            self._session, self._digest = session, digest
