"""Where an open file really is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vibekoder.store.opened import OPEN_FILES, opened_path


@pytest.fixture(params=["system", "followed"])
def open_files(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The system's own list, and a system without one."""
    if request.param == "system" and not OPEN_FILES.is_dir():
        pytest.skip("this system does not tell")
    return OPEN_FILES if request.param == "system" else tmp_path / "none"


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    """An open file, reached by a link."""
    (tmp_path / "there.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "there.txt")
    number = os.open(tmp_path / "link", os.O_RDONLY)
    yield number
    os.close(number)


def test_a_link_is_followed_to_the_file(tmp_path: Path, descriptor: int, open_files: Path):
    assert opened_path(descriptor, tmp_path / "link", open_files) == tmp_path / "there.txt"


def test_a_link_that_was_turned_meanwhile_does_not_lie(
    tmp_path: Path, descriptor: int, open_files: Path
):
    (tmp_path / "other.txt").write_text("y")
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to(tmp_path / "other.txt")
    found = opened_path(descriptor, tmp_path / "link", open_files)
    assert found in (None, tmp_path / "there.txt")


def test_a_path_that_is_gone_cannot_be_compared(tmp_path: Path, descriptor: int):
    (tmp_path / "link").unlink()
    assert opened_path(descriptor, tmp_path / "link", tmp_path / "none") is None
