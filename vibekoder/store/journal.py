"""The journal of one request: every event is in it before it is on the screen.

One JSON line per event, appended and never changed. The owner holds the file's lock while it
lives; a journal whose lock is free belongs to a program that died.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from vibekoder.core.errors import StoreError
from vibekoder.core.events import Event
from vibekoder.store.atomic import Write, sync_folder
from vibekoder.store.atomic import read as read_bytes
from vibekoder.store.lock import try_lock, unlock, wait_lock
from vibekoder.store.paths import State, key_of, private_folder, reason, storing
from vibekoder.store.plain import decode, encode

Open = Callable[[Path, int, int], int]

_SUFFIX = ".jsonl"
_TRIES = 5
_PATIENCE = 2.0  # a look at whether a journal is free holds its lock for an instant
_BINARY: int = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal holds: its first line, the events after it, how many lines were unreadable.

    ``first`` is empty if the program died before that line was written: then nothing was sent.
    """

    path: Path
    first: Mapping[str, Any]
    events: tuple[Event, ...]
    skipped: int = 0

    @property
    def request_id(self) -> str:
        """The request's id, which is the file's name."""
        return self.path.stem


class Journal:
    """One open journal; whoever has it holds its lock.

    ``append`` belongs to one thread; ``sync`` may be called from any other meanwhile.
    """

    def __init__(self, path: Path, descriptor: int, size: int, torn: bool, writer: Write) -> None:
        """Use ``create`` or ``claim``; the descriptor must be locked."""
        self.path = path
        self._descriptor = descriptor
        self._size = size  # where the last whole line ends
        self._torn = torn  # something that is no whole line stands after it
        self._writer = writer
        self._open = True
        self._unsynced = ""  # why a sync failed
        self._guard = threading.Lock()

    @classmethod
    def create(
        cls,
        path: Path,
        first: Mapping[str, Any],
        *,
        writer: Write = os.write,
        opener: Open = os.open,
    ) -> Journal:
        """Make a journal with its first line, durable when this returns.

        Raises StoreError if there is one of this name already or the disk refuses; then no file
        stays. Folders are made as needed.
        """
        new = [one for one in (path.parent, path.parent.parent) if not one.exists()]
        with storing(path):
            journal = cls(path, _locked_new(path, opener), 0, False, writer)
            with ExitStack() as undo:
                undo.callback(journal.remove)
                journal._write(encode(dict(first)) + b"\n")
                journal.sync()
                for folder in (path.parent, *(one.parent for one in new)):
                    sync_folder(folder)
                undo.pop_all()
        return journal

    def append(self, events: Iterable[Event]) -> int:
        """Write a batch, one line per event, by one write; returns the number of bytes.

        Raises StoreError if the disk took less than all of it. Then none of it is in the file:
        keep the events and append them again later.
        """
        batch = b"".join(encode(event.as_json()) + b"\n" for event in events)
        if batch:
            self._write(batch)
        return len(batch)

    def sync(self) -> None:
        """Make durable what was appended so far; does nothing after the end.

        Raises StoreError, and after that again at each call without asking the disk: a second
        sync of the same file would claim a success that is none.
        """
        with self._guard:
            if self._unsynced:
                raise StoreError(self.path, self._unsynced)
            if not self._open:
                return
            # a copy, so that closing meanwhile cannot hand its number to another file
            copy = os.dup(self._descriptor)
        try:
            os.fsync(copy)
        except OSError as error:
            self._unsynced = reason(error)
            raise StoreError(self.path, self._unsynced) from error
        finally:
            os.close(copy)

    def close(self) -> None:
        """Let go of the file, which stays: whoever finds it may place its text. Safe to repeat."""
        with self._guard:
            if self._open:
                self._open = False
                unlock(self._descriptor)
                os.close(self._descriptor)

    def remove(self) -> None:
        """Delete the file; call it only once its text is saved in the session.

        Raises StoreError if that fails; then the journal is closed and stays, and placing it
        again changes nothing.
        """
        # deleted before the lock is free, so that no other program takes it up in between
        if os.name == "nt":  # pragma: no cover - Windows cannot delete an open file
            self.close()
        try:
            with storing(self.path):
                self.path.unlink(missing_ok=True)
        finally:
            self.close()
        _remove_empty(self.path.parent)

    def _write(self, batch: bytes) -> None:
        if self._torn:
            self._undo()
        whole = b"\n" + batch if self._torn else batch
        try:
            _write_whole(self._writer, self._descriptor, whole)
            self._size = os.fstat(self._descriptor).st_size
        except OSError as error:
            self._undo()
            raise StoreError(self.path, reason(error)) from error
        self._torn = False

    def _undo(self) -> None:
        """Cut the file back to its last whole line."""
        try:
            os.ftruncate(self._descriptor, self._size)
        except OSError:
            self._torn = True
        else:
            self._torn = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A journal that was taken over, with what it held at that moment."""

    journal: Journal
    record: Record


def journal_folder(state: State, session: Path) -> Path:
    """The folder of a session's journals."""
    return state.journals / key_of(session)


def journal_path(state: State, session: Path, request_id: str) -> Path:
    """Where the journal of one request is."""
    return journal_folder(state, session) / f"{request_id}{_SUFFIX}"


def everywhere(state: State) -> list[Path]:
    """All journals of this user, by name."""
    return sorted(state.journals.glob(f"*/*{_SUFFIX}"))


def read(path: Path) -> Record:
    """Read a journal, also one that is being written; StoreError if it cannot be opened.

    Lines that do not parse, a last one without its end included, are skipped and counted.
    """
    return _record(path, read_bytes(path))


def first_of(path: Path) -> Mapping[str, Any]:
    """A journal's first line alone, which tells whose it is; StoreError if it cannot be opened."""
    with storing(path), path.open("rb") as file:
        return _first(file.readline().rstrip(b"\n")) or {}


def claim(path: Path, *, writer: Write = os.write) -> Claimed | None:
    """Take over a journal whose owner died; None if the owner lives or the journal is gone."""
    with storing(path), ExitStack() as undo:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | _BINARY)
        except FileNotFoundError:
            return None
        undo.callback(os.close, descriptor)
        if not try_lock(descriptor) or _gone(descriptor):
            return None
        data = path.read_bytes()
        size = data.rfind(b"\n") + 1
        claimed = Journal(path, descriptor, size, size != len(data), writer)
        record = _record(path, data)
        undo.pop_all()
        return Claimed(claimed, record)


def is_free(path: Path) -> bool:
    """Whether the owner of a journal has died; False if there is no such journal."""
    with storing(path), ExitStack() as end:
        try:
            descriptor = os.open(path, os.O_RDONLY | _BINARY)
        except FileNotFoundError:
            return False
        end.callback(os.close, descriptor)
        return try_lock(descriptor) and not _gone(descriptor)


def _locked_new(path: Path, opener: Open) -> int:
    """A new file, locked.

    Between making and locking it, recovery may find it free and empty and remove it: then the
    lock is worth nothing and the file is made again.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY
    for _ in range(_TRIES):
        private_folder(path.parent)
        with ExitStack() as undo:
            try:
                descriptor = opener(path, flags, 0o600)
            except FileNotFoundError:
                # another program has just removed the empty folder
                continue
            undo.callback(os.close, descriptor)
            if wait_lock(descriptor, _PATIENCE) and not _gone(descriptor):
                undo.pop_all()
                return descriptor
    raise OSError(errno.EBUSY, "another program keeps taking this file")


def _write_whole(writer: Write, descriptor: int, data: bytes) -> None:
    """One write; taking less than all of it means that the disk is full."""
    if writer(descriptor, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _record(path: Path, data: bytes) -> Record:
    lines = data.split(b"\n")
    first = _first(lines[0])
    events: list[Event] = []
    skipped = 0
    for line in lines if first is None else lines[1:]:
        if not line:
            # after the last line, or where a torn line was ended that was whole
            continue
        event = _event(decode(line))
        if event is not None:
            events.append(event)
        else:
            skipped += 1
    return Record(path, first or {}, tuple(events), skipped)


def _first(line: bytes) -> dict[str, Any] | None:
    """What the first line says; None if it is damaged or is an event."""
    value = decode(line)
    if not isinstance(value, dict) or _event(value) is not None:
        return None
    return cast("dict[str, Any]", value)


def _event(value: Any) -> Event | None:
    if not isinstance(value, dict):
        return None
    found = cast("dict[str, Any]", value)
    name, data = found.get("event"), found.get("data")
    if not isinstance(name, str) or not isinstance(data, dict):
        return None
    return Event(name, cast("dict[str, Any]", data))


def _gone(descriptor: int) -> bool:
    """Whether the file has been deleted since it was opened."""
    return os.fstat(descriptor).st_nlink == 0


def _remove_empty(folder: Path) -> None:
    # refused where other journals live in it, or when it is gone
    with suppress(OSError):
        folder.rmdir()
