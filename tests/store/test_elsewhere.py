"""Sessions outside of a project are remembered as long as they name its objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store import elsewhere
from vibekoder.store.paths import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def session(tmp_path: Path) -> Path:
    (tmp_path / "away").mkdir()
    path = tmp_path / "away" / "notes.md"
    path.write_text("named here")
    return path


def texts(state: State, root: Path) -> list[bytes]:
    return list(elsewhere.texts(state, root))


def test_a_session_elsewhere_is_read_for_its_project_alone(
    state: State, session: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        elsewhere.note(state, tmp_path / "project", session)
    assert texts(state, tmp_path / "project") == [b"named here"]
    assert texts(state, tmp_path / "other") == []


def test_a_session_of_the_project_needs_no_note(state: State, tmp_path: Path) -> None:
    elsewhere.note(state, tmp_path, tmp_path / "sessions/001.md")
    assert texts(state, tmp_path) == []


def test_one_that_was_deleted_is_forgotten(state: State, session: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    elsewhere.note(state, root, session)
    session.unlink()
    assert texts(state, root) == []
    session.write_text("another")
    assert texts(state, root) == []


def test_one_whose_folder_is_away_is_told(state: State, session: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    elsewhere.note(state, root, session)
    session.unlink()
    session.parent.rmdir()
    with pytest.raises(StoreError, match="not there now") as caught:
        texts(state, root)
    assert "delete" in caught.value.hint
