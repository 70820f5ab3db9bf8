"""Replacing a file as a whole: after any failure there is the old text or the new, never less."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from vibekoder.core.errors import SessionChanged, StoreError
from vibekoder.store.lock import try_lock
from vibekoder.store.paths import real, reason, storing

ANY: str | None = None  # replace whatever is there
MISSING = ""  # the digest of a file that does not exist

Write = Callable[[int, bytes | memoryview], int]
Place = Callable[[Path, Path], object]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_PREFIX = ".vk-"
_SUFFIX = ".tmp"
_STALE = 3600.0  # seconds
_WINDOWS_PATIENCE = 2.0
_WINDOWS_PAUSE = 0.05
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


class NotReplaced(StoreError):
    """The new text is safe in the file ``kept``, but the system refused to put it in place.

    Windows refuses while another program has the file open. Delete ``kept`` once a later save
    succeeded.
    """

    def __init__(self, path: Path, kept: Path, why: str) -> None:
        super().__init__(
            path, why, f"The new text is in {kept.name}. Close the program that has the file open."
        )
        self.kept = kept


def digest(data: bytes) -> str:
    """The SHA-256 by which a file's content is compared."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> bytes:
    """The whole file; StoreError names path and reason."""
    with storing(path):
        return path.read_bytes()


def read_if_there(path: Path) -> bytes | None:
    """The whole file, None if there is none; StoreError if it is there and cannot be read."""
    with storing(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def write(
    path: Path,
    data: bytes,
    *,
    expected: str | None = ANY,
    writer: Write = os.write,
    place: Place | None = None,
) -> str:
    """Replace a file's content and return the new digest.

    Writes a temporary file in the same folder, checks every write, syncs it, compares the target
    with ``expected``, replaces, syncs the folder. A symbolic link stays one, the mode stays. The
    folder must exist. Raises SessionChanged if the target is not the expected one and StoreError
    otherwise; the target is as it was then, unless only the folder could not be synced, and no
    temporary file stays.
    """
    target = real(path)
    with storing(path):
        mode = _mode(target)
        temporary = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
        with ExitStack() as undo, ExitStack() as end:
            # not mkstemp, which makes 0600: a new file gets the mode that the umask leaves
            descriptor = os.open(temporary, _NEW, 0o666)
            undo.callback(temporary.unlink, missing_ok=True)
            end.callback(os.close, descriptor)
            with suppress(OSError):
                # held until it is in place: ``is_stray`` tells a living save from a killed one
                try_lock(descriptor)
            _fill(descriptor, data, writer)
            if mode is not None:
                temporary.chmod(mode)
            _compare(target, expected)
            if os.name == "nt":  # pragma: no cover - Windows cannot replace an open file
                end.close()
            _put(temporary, target, place or _place, undo)
        sync_folder(target.parent)
    return digest(data)


def create(path: Path, data: bytes, *, writer: Write = os.write) -> bool:
    """Make a file that is not there yet, durable; False if the name is taken.

    Of two programs that ask for one name, one gets it. Raises StoreError; then there is no file.
    """
    with storing(path):
        try:
            descriptor = os.open(path, _NEW, 0o666)
        except FileExistsError:
            return False
        with ExitStack() as undo:
            undo.callback(path.unlink, missing_ok=True)
            with ExitStack() as end:
                end.callback(os.close, descriptor)
                _fill(descriptor, data, writer)
            sync_folder(path.parent)
            undo.pop_all()
    return True


def write_all(descriptor: int, data: bytes, writer: Write = os.write) -> None:
    """Write everything or raise OSError; a system may write less than it was given."""
    rest = memoryview(data)
    while rest:
        count = writer(descriptor, rest)
        if count <= 0:
            raise OSError(errno.EIO, "the system wrote nothing")
        rest = rest[count:]


def digest_of(path: Path) -> str:
    """The digest of what the file holds now, MISSING if there is none; OSError otherwise."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return MISSING


def sync_folder(folder: Path, sync: Callable[[int], None] = os.fsync) -> None:
    """Make names in a folder durable; does nothing where the file system cannot."""
    if os.name == "nt":  # pragma: no cover - Windows cannot open a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def replace_patiently(
    temporary: Path,
    target: Path,
    *,
    replace: Place = os.replace,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Replace where open files resist: virus scanners and indexers let go within moments.

    After two seconds the new text is kept beside the file, and NotReplaced says where.
    """
    until = clock() + _WINDOWS_PATIENCE
    while True:
        try:
            replace(temporary, target)
            return
        except PermissionError as error:
            if clock() >= until:
                kept = target.with_stem(f"{target.stem}.unsaved-{secrets.token_hex(2)}")
                temporary.rename(kept)
                raise NotReplaced(target, kept, reason(error)) from error
            # in the writer's thread, where waiting holds up nothing but this save
            pause(_WINDOWS_PAUSE)


def strays(folder: Path) -> Iterator[Path]:
    """The temporary files of saves in a folder, living or killed."""
    return folder.glob(f"{_PREFIX}*{_SUFFIX}")


def is_stray(temporary: Path, now: float, lock: Callable[[int], bool] = try_lock) -> bool:
    """Whether the save that made this file was killed; OSError if it cannot be told.

    Where the file system knows no locks, a save that is an hour old is not living.
    """
    descriptor = os.open(temporary, os.O_RDONLY)
    try:
        return lock(descriptor)
    except OSError:
        return now - os.fstat(descriptor).st_mtime > _STALE
    finally:
        os.close(descriptor)


def _mode(target: Path) -> int | None:
    """The mode of the file that is replaced; None if there is none."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        # reading a pipe to compare it would wait for ever
        raise OSError(errno.EINVAL, "this is not a file")
    if not mode & 0o222:
        # a replace would succeed all the same and undo what someone protected on purpose
        raise OSError(errno.EACCES, "the file is write-protected")
    return stat.S_IMODE(mode)


def _compare(target: Path, expected: str | None) -> None:
    if expected is not ANY and digest_of(target) != expected:
        raise SessionChanged(target, "another program has changed this file")


def _fill(descriptor: int, data: bytes, writer: Write) -> None:
    write_all(descriptor, data, writer)
    os.fsync(descriptor)


def _put(temporary: Path, target: Path, place: Place, undo: ExitStack) -> None:
    """Replace; from then on there is nothing to undo, nor where the new text is kept beside."""
    try:
        place(temporary, target)
    except NotReplaced:
        undo.pop_all()
        raise
    undo.pop_all()


_place: Place = replace_patiently if os.name == "nt" else os.replace
