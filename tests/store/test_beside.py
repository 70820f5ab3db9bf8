"""What the earlier program kept beside a session comes along with what is made of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store.beside import beside, carry
from vibekoder.store.sources import Outside

TEXT = b"""=={ User | 2024-05-01 09:00:05 }==
<!-- cached: cache/1.txt -->
<!-- cached: cache/gone.txt -->
<!-- cached: ../secret.txt -->
<!-- include: a.py -->

=={ Assistant | 2024-05-01 09:00:09 }==
<!-- cached: cache/2.txt -->
"""


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    folder = tmp_path / "sessions"
    (folder / "001/cache").mkdir(parents=True)
    for name in "12":
        (folder / f"001/cache/{name}.txt").write_text(f"kept {name}")
    (folder / "secret.txt").write_text("secret")
    for name in ("001.md", "002.md"):
        (folder / name).write_bytes(TEXT)
    return folder


def test_copies_of_what_is_named_come_along(sessions: Path) -> None:
    carry(sessions / "001.md", sessions / "002.md")
    assert beside(sessions / "002.md").read("cache/1.txt") == b"kept 1"
    there = [path for path in (sessions / "002").rglob("*") if path.is_file()]
    assert there == [sessions / "002/cache/1.txt"]


def test_what_is_there_already_stays(sessions: Path) -> None:
    (sessions / "002/cache").mkdir(parents=True)
    (sessions / "002/cache/1.txt").write_text("mine")
    carry(sessions / "001.md", sessions / "002.md")
    assert (sessions / "002/cache/1.txt").read_text() == "mine"


def test_a_session_that_names_none_gets_no_folder(sessions: Path) -> None:
    (sessions / "002.md").write_text("=={ User }==\nHello\n")
    carry(sessions / "001.md", sessions / "002.md")
    assert not (sessions / "002").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
@pytest.mark.parametrize("name", ["001", "002", "002/cache"])
def test_a_folder_that_is_a_link_is_neither_read_nor_written(
    sessions: Path, tmp_path: Path, name: str
) -> None:
    away = tmp_path / "away"
    (away / "cache").mkdir(parents=True)
    (away / "cache/1.txt").write_text("of somebody else")
    before = sorted(away.rglob("*"))
    link = sessions / name
    if link.exists():
        link.rename(tmp_path / "moved")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(away)
    carry(sessions / "001.md", sessions / "002.md")
    assert sorted(away.rglob("*")) == before
    assert (away / "cache/1.txt").read_text() == "of somebody else"
    with pytest.raises(Outside if "/" not in name else StoreError):
        beside(sessions / f"{name[:3]}.md").read("cache/none.txt")
