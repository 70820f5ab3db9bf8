import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.disk import no_file_beyond
from vibekoder.core.errors import SessionChanged, StoreError
from vibekoder.store import atomic

SAVER = """
import sys
from pathlib import Path
from vibekoder.store import atomic
while True:
    for sign in (b"a", b"b"):
        atomic.write(Path(sys.argv[1]), sign * 300_000)
        print("saved", flush=True)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuse(*_: object) -> int:
    raise OSError(errno.EIO, "Input/output error")


def test_a_save_replaces_the_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"a long old text")

    new = atomic.write(path, b"new")

    assert path.read_bytes() == b"new"
    assert new == atomic.digest(b"new") == atomic.digest_of(path)
    assert names(tmp_path) == ["001.md"]


def test_a_new_file_gets_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        atomic.write(tmp_path / "001.md", b"x")
    finally:
        os.umask(old)

    assert (tmp_path / "001.md").stat().st_mode & 0o777 == 0o640


def test_a_save_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"x")
    path.chmod(0o660)

    atomic.write(path, b"y")

    assert path.stat().st_mode & 0o777 == 0o660


def test_a_symbolic_link_stays_and_its_target_gets_the_text(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    target = tmp_path / "else" / "real.md"
    target.write_bytes(b"x")
    link = tmp_path / "001.md"
    link.symlink_to(target)

    atomic.write(link, b"y", expected=atomic.digest(b"x"))

    assert link.is_symlink()
    assert target.read_bytes() == b"y"
    assert names(tmp_path / "else") == ["real.md"]


def test_a_file_that_another_program_changed_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"theirs")

    with pytest.raises(SessionChanged):
        atomic.write(path, b"mine", expected=atomic.digest(b"what I read"))

    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["001.md"]


def test_a_file_that_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    atomic.write(tmp_path / "001.md", b"first", expected=atomic.MISSING)

    with pytest.raises(SessionChanged):
        atomic.write(tmp_path / "001.md", b"second", expected=atomic.MISSING)


def test_a_file_that_went_meanwhile_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(SessionChanged):
        atomic.write(tmp_path / "001.md", b"mine", expected=atomic.digest(b"what I read"))

    assert names(tmp_path) == []


def test_a_full_disk_leaves_the_old_text_whole(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"old")

    with no_file_beyond(1000), pytest.raises(StoreError) as caught:
        atomic.write(path, b"x" * 5000)

    assert caught.value.path == path
    assert caught.value.reason == os.strerror(errno.EFBIG)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["001.md"]


def test_a_write_that_takes_less_is_continued(tmp_path: Path) -> None:
    def seven(descriptor: int, data: bytes | memoryview) -> int:
        return os.write(descriptor, data[:7])

    atomic.write(tmp_path / "001.md", b"x" * 100, writer=seven)

    assert (tmp_path / "001.md").read_bytes() == b"x" * 100


def test_a_write_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing"):
        atomic.write(tmp_path / "001.md", b"x", writer=lambda *_: 0)

    assert names(tmp_path) == []


def test_a_replace_that_is_refused_leaves_the_old_text_whole(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"old")

    with pytest.raises(StoreError, match="Input/output"):
        atomic.write(path, b"new", place=refuse)

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["001.md"]


def test_a_folder_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="gone"):
        atomic.write(tmp_path / "gone" / "001.md", b"x")

    assert names(tmp_path) == []


def test_a_write_protected_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(StoreError, match="write-protected"):
        atomic.write(path, b"new")

    assert path.read_bytes() == b"old"


def test_only_files_are_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StoreError, match="not a file"):
        atomic.write(tmp_path / "pipe", b"x", expected=atomic.MISSING)


def test_reading_names_path_and_reason(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")

    assert atomic.read(tmp_path / "a") == b"x"
    with pytest.raises(StoreError, match="No such file"):
        atomic.read(tmp_path / "b")


def test_a_file_that_need_not_be_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")

    assert atomic.read_if_there(tmp_path / "a") == b"x"
    assert atomic.read_if_there(tmp_path / "b") is None
    with pytest.raises(StoreError, match="directory"):
        atomic.read_if_there(tmp_path)


def test_of_many_that_ask_for_one_name_one_gets_it(tmp_path: Path) -> None:
    path = tmp_path / "001.md"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: atomic.create(path, b"%d" % n), range(32)))

    assert made.count(True) == 1
    assert path.read_bytes() == b"%d" % made.index(True)


def test_a_file_that_could_not_be_filled_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        atomic.create(tmp_path / "001.md", b"x", writer=refuse)
    with pytest.raises(StoreError):
        atomic.create(tmp_path / "gone" / "001.md", b"x")

    assert names(tmp_path) == []


def test_windows_lets_go_of_a_file_after_a_moment(tmp_path: Path) -> None:
    refusals = [PermissionError(13, "in use"), PermissionError(13, "in use")]
    (tmp_path / "new").write_bytes(b"new")

    def replace(source: Path, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        source.replace(target)

    atomic.replace_patiently(
        tmp_path / "new", tmp_path / "001.md", replace=replace, pause=lambda _: None
    )

    assert (tmp_path / "001.md").read_bytes() == b"new"
    assert names(tmp_path) == ["001.md"]


def test_windows_keeps_the_new_text_beside_a_file_it_does_not_let_go(tmp_path: Path) -> None:
    path = tmp_path / "001.md"
    path.write_bytes(b"old")
    times = iter([0.0, 1.0, 2.5])

    def never(*_: object) -> None:
        raise PermissionError(13, "in use")

    with pytest.raises(atomic.NotReplaced, match="in use") as caught:
        atomic.write(
            path,
            b"new",
            place=lambda source, target: atomic.replace_patiently(
                source, target, replace=never, clock=lambda: next(times), pause=lambda _: None
            ),
        )

    assert path.read_bytes() == b"old"
    assert caught.value.kept.read_bytes() == b"new"
    assert names(tmp_path) == ["001.md", caught.value.kept.name]
    assert caught.value.kept.name in caught.value.hint


def test_a_save_under_way_is_no_stray_and_a_killed_one_is(tmp_path: Path) -> None:
    seen: list[bool] = []

    def look(temporary: Path, target: Path) -> None:
        assert list(atomic.strays(tmp_path)) == [temporary]
        seen.append(atomic.is_stray(temporary, 0.0))
        os.link(temporary, tmp_path / ".vk-killed.tmp")
        temporary.replace(target)

    atomic.write(tmp_path / "001.md", b"x", place=look)

    assert seen == [False]
    assert atomic.is_stray(tmp_path / ".vk-killed.tmp", 0.0)


@pytest.mark.parametrize("saves", [1, 2, 3, 5, 8])
def test_a_save_that_is_killed_leaves_a_whole_text(tmp_path: Path, saves: int) -> None:
    path = tmp_path / "001.md"
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE
    ) as saver:
        assert saver.stdout is not None
        for _ in range(saves):
            assert saver.stdout.readline() == b"saved\n"
        saver.kill()
        saver.wait()

    assert path.read_bytes() in (b"a" * 300_000, b"b" * 300_000)
    assert all(atomic.is_stray(one, 0.0) for one in atomic.strays(tmp_path))
    assert len(names(tmp_path)) <= 2


def test_without_locks_a_save_is_a_stray_after_an_hour(tmp_path: Path) -> None:
    stray = tmp_path / ".vk-1.tmp"
    stray.touch()
    os.utime(stray, (1000, 1000))

    assert not atomic.is_stray(stray, 4000.0, refuse)
    assert atomic.is_stray(stray, 5000.0, refuse)


def test_a_file_system_that_cannot_sync_folders_is_used_all_the_same(tmp_path: Path) -> None:
    def cannot(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    atomic.sync_folder(tmp_path, cannot)


def test_a_folder_that_failed_to_sync_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"):
        atomic.sync_folder(tmp_path, refuse)
