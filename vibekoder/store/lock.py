"""Locks that the operating system releases when their owner dies, however it dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from vibekoder.core.errors import StoreError
from vibekoder.store.paths import State, key_of, private_folder, storing

PATIENCE = 10.0  # seconds; a save under the lock takes less than one

_PAUSE = 0.02
_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
# Windows locks bytes, and locked ones cannot be read by others: this one is beyond any file's end,
# and the last but one that its C library can name
_FAR = (1 << 31) - 2


@contextmanager
def far_beyond(descriptor: int) -> Generator[None, None, None]:
    """Stand at the byte that Windows locks; afterwards where it stood, where a write goes on."""
    here = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, _FAR, os.SEEK_SET)
    try:
        yield
    finally:
        os.lseek(descriptor, here, os.SEEK_SET)


if sys.platform == "win32":  # pragma: no cover - this branch can only run on Windows
    import msvcrt

    def _system_lock(descriptor: int, locked: bool) -> None:
        with far_beyond(descriptor):
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK if locked else msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _system_lock(descriptor: int, locked: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if locked else fcntl.LOCK_UN)


def try_lock(descriptor: int) -> bool:
    """Take the lock of an open file at once, or answer False: another owner lives.

    OSError where the file system knows no locks.
    """
    try:
        _system_lock(descriptor, True)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True


def wait_lock(
    descriptor: int,
    timeout: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> bool:
    """Take the lock of an open file within ``timeout`` seconds, or answer False."""
    # waits in a writer's thread only; the window's thread asks for no lock that others hold
    until = clock() + timeout
    while not try_lock(descriptor):
        if clock() >= until:
            return False
        pause(_PAUSE)
    return True


def unlock(descriptor: int) -> None:
    """Give the lock of an open file back before it is closed."""
    # closing releases it as well, but a copy of the descriptor may still be syncing
    with suppress(OSError):
        _system_lock(descriptor, False)


class FileLock:
    """A lock by a file of its own, which is never deleted: a deleted one could be held twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, timeout: float | None = None) -> bool:
        """Take the lock within ``timeout`` seconds (ten if not said), or answer False.

        StoreError where there can be no such file.
        """
        private_folder(self.path.parent)
        with storing(self.path), ExitStack() as undo:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            undo.callback(os.close, descriptor)
            if not wait_lock(descriptor, PATIENCE if timeout is None else timeout):
                return False
            undo.pop_all()
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give it back; safe to repeat."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            unlock(descriptor)
            os.close(descriptor)

    def __enter__(self) -> FileLock:
        """Take the lock; StoreError if another program keeps it for ten seconds."""
        if not self.acquire():
            raise StoreError(self.path, "another program holds this lock")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def session_lock(state: State, session: Path) -> FileLock:
    """The lock of one session, held only while saving; never on the session's own file.

    A save replaces that file, and a lock on a replaced file excludes nobody.
    """
    return FileLock(state.locks / f"{key_of(session)}.lock")
