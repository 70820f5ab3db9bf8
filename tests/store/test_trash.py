import os
from pathlib import Path

import pytest

from tests.support.disk import no_file_beyond
from vibekoder.core.errors import StoreError
from vibekoder.store.paths import State
from vibekoder.store.trash import move, restore


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = tmp_path / "001.md"
    path.write_bytes(b"words\r\n")
    path.chmod(0o640)
    os.utime(path, (1000, 1000))
    return path


def test_a_deleted_session_comes_back_as_it_was(session: Path, state: State) -> None:
    token = move(session, state)
    assert not session.exists()

    assert restore(token, state) == session

    assert session.read_bytes() == b"words\r\n"
    assert session.stat().st_mode & 0o777 == 0o640
    assert session.stat().st_mtime == 1000
    assert list(state.trash.iterdir()) == []


def test_a_session_whose_name_was_taken_comes_back_beside_it(session: Path, state: State) -> None:
    token = move(session, state)
    session.write_bytes(b"new")
    session.with_name("001-2.md").write_bytes(b"newer")

    assert restore(token, state) == session.with_name("001-3.md")

    assert session.read_bytes() == b"new"
    assert session.with_name("001-3.md").read_bytes() == b"words\r\n"


def test_what_is_not_there_cannot_be_deleted(tmp_path: Path, state: State) -> None:
    with pytest.raises(StoreError, match="No such file"):
        move(tmp_path / "none.md", state)

    assert list(state.trash.iterdir()) == []


def test_with_a_full_disk_the_session_stays(session: Path, state: State) -> None:
    with no_file_beyond(3), pytest.raises(StoreError):
        move(session, state)

    assert session.read_bytes() == b"words\r\n"
    assert list(state.trash.iterdir()) == []


def test_a_session_that_cannot_come_back_stays_in_the_trash(session: Path, state: State) -> None:
    folder = session.parent / "gone"
    folder.mkdir()
    session = session.rename(folder / "001.md")
    token = move(session, state)
    folder.rmdir()

    with pytest.raises(StoreError):
        restore(token, state)

    folder.mkdir()
    assert restore(token, state).read_bytes() == b"words\r\n"


@pytest.mark.parametrize("note", ["[]", "{}", "{"])
def test_a_session_without_a_home_stays_in_the_trash(
    session: Path, state: State, note: str
) -> None:
    token = move(session, state)
    (state.trash / token / "from.json").write_text(note)

    with pytest.raises(StoreError, match="where the session was"):
        restore(token, state)

    assert (state.trash / token / "session.md").read_bytes() == b"words\r\n"
