"""What failed is known after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.failures import Failures
from vibekoder.store.paths import State

WHY = {"aaaaaa": {"code": "server", "message": "down"}}


def test_what_failed_is_kept_per_session(tmp_path: Path) -> None:
    state = State(tmp_path)
    Failures(state).save(tmp_path / "1.md", WHY)
    assert Failures(state).load(tmp_path / "1.md") == WHY
    assert Failures(state).load(tmp_path / "2.md") == {}


def test_what_failed_no_more_leaves_no_file(tmp_path: Path) -> None:
    state = State(tmp_path)
    kept = Failures(state)
    kept.save(tmp_path / "1.md", WHY)
    kept.save(tmp_path / "1.md", {})
    kept.save(tmp_path / "1.md", {})
    assert list(state.failures.iterdir()) == []


@pytest.mark.parametrize("damaged", [b"", b"[]", b'{"slices": 3}'])
def test_a_damaged_file_is_none(tmp_path: Path, damaged: bytes) -> None:
    state = State(tmp_path)
    Failures(state).save(tmp_path / "1.md", WHY)
    (file,) = state.failures.iterdir()
    file.write_bytes(damaged)
    assert Failures(state).load(tmp_path / "1.md") == {}


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    state.root.write_bytes(b"")
    with pytest.raises(StoreError):
        Failures(state).save(tmp_path / "1.md", WHY)
