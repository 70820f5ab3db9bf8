import os
import subprocess
import sys
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.lock import FileLock, far_beyond, session_lock, try_lock, unlock, wait_lock
from vibekoder.store.paths import State

HOLDER = """
import sys
from pathlib import Path
from vibekoder.store.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_owner_must_wait_until_the_first_gives_back(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")

    assert first.acquire(0)
    assert not second.acquire(0)
    first.release()
    assert second.acquire(0)
    second.release()


def test_the_lock_file_stays(tmp_path: Path) -> None:
    with FileLock(tmp_path / "locks" / "a.lock"):
        pass

    assert (tmp_path / "locks" / "a.lock").exists()


def test_giving_back_twice_is_harmless(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "a.lock")
    lock.acquire()
    lock.release()
    lock.release()

    assert FileLock(tmp_path / "a.lock").acquire(0)


def test_a_killed_owner_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert not FileLock(path).acquire(0)
        holder.kill()
        holder.wait()

        assert FileLock(path).acquire(0)


def test_waiting_ends_when_the_time_is_over(tmp_path: Path) -> None:
    owner = FileLock(tmp_path / "a.lock")
    owner.acquire()
    times = iter([0.0, 1.0, 2.0, 3.0])
    pauses: list[float] = []
    descriptor = os.open(tmp_path / "a.lock", os.O_RDWR)

    assert not wait_lock(descriptor, 2.0, clock=lambda: next(times), pause=pauses.append)

    os.close(descriptor)
    owner.release()
    assert len(pauses) == 1


def test_waiting_ends_when_the_lock_is_free(tmp_path: Path) -> None:
    owner = FileLock(tmp_path / "a.lock")
    owner.acquire()
    descriptor = os.open(tmp_path / "a.lock", os.O_RDWR)

    assert wait_lock(descriptor, 60.0, pause=lambda _: owner.release())

    unlock(descriptor)
    os.close(descriptor)


def test_a_lock_that_others_keep_too_long_is_an_error_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vibekoder.store.lock.PATIENCE", 0.0)
    with (
        FileLock(tmp_path / "a.lock"),
        pytest.raises(StoreError, match="another program"),
        FileLock(tmp_path / "a.lock"),
    ):
        pass


def test_a_lock_without_a_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.lock").mkdir()

    with pytest.raises(StoreError, match=r"a\.lock"):
        FileLock(tmp_path / "a.lock").acquire(0)


def test_what_knows_no_locks_is_an_error_not_another_owner(tmp_path: Path) -> None:
    closed = os.open(tmp_path, os.O_RDONLY)
    os.close(closed)

    with pytest.raises(OSError, match="descriptor"):
        try_lock(closed)


def test_two_names_of_one_session_share_a_lock_in_the_state_folder(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    (tmp_path / "link").symlink_to(tmp_path)

    one, other = session_lock(state, tmp_path / "a.md"), session_lock(state, tmp_path / "link/a.md")

    assert one.path == other.path
    assert one.path.parent == state.locks


def test_what_is_written_after_a_look_far_beyond_stands_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "a"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    os.write(descriptor, b"one ")

    with far_beyond(descriptor):
        assert os.lseek(descriptor, 0, os.SEEK_CUR) > 2_000_000_000
    os.write(descriptor, b"two")
    os.close(descriptor)

    assert path.read_bytes() == b"one two"
