"""Files that come into a project to be included."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core.errors import StoreError
from vibekoder.store import taken
from vibekoder.store.sources import Sources, TooLarge


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    (made / "src").mkdir(parents=True)
    (made / "src" / "a.py").write_text("x", "utf-8")
    return made


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "note.txt"
    path.parent.mkdir()
    path.write_text("note", "utf-8")
    return path


@pytest.mark.parametrize(("path", "name"), [("src/a.py", "src/a.py"), ("src", "src/"), ("", ".")])
def test_what_is_in_the_project_is_named_from_its_root(root: Path, path: str, name: str) -> None:
    assert taken.name_of(Sources(root), root / path) == name


def test_what_is_outside_has_no_name(root: Path, outside: Path) -> None:
    assert taken.name_of(Sources(root), outside) is None
    (root / "link.txt").symlink_to(outside)
    assert taken.name_of(Sources(root), root / "link.txt") is None


def test_a_folder_of_the_settings_is_named_in_full(root: Path, outside: Path) -> None:
    sources = Sources(root, {outside.parent: outside.parent})
    name = taken.name_of(sources, outside)
    assert name == outside.as_posix()
    assert sources.read(name) == b"note"


def test_no_file_is_replaced_and_the_same_bytes_are_kept_once(root: Path) -> None:
    sources = Sources(root)
    names = [taken.keep(sources, "pasted", "log", ".txt", data) for data in (b"1", b"2", b"1")]
    assert names == ["pasted/log.txt", "pasted/log-2.txt", "pasted/log.txt"]
    assert [sources.read(name) for name in names] == [b"1", b"2", b"1"]


def test_nothing_is_written_outside_of_the_project(root: Path, outside: Path) -> None:
    (root / "pasted").symlink_to(outside.parent)
    with pytest.raises(StoreError, match="out of the project"):
        taken.keep(Sources(root), "pasted", "log", ".txt", b"1")
    assert [one.name for one in outside.parent.iterdir()] == ["note.txt"]


def test_a_file_from_outside_is_copied(root: Path, outside: Path) -> None:
    sources = Sources(root)
    assert taken.copy(sources, "pasted", outside) == "pasted/note.txt"
    assert sources.read("pasted/note.txt") == b"note"


def test_a_file_that_is_too_large_is_not_copied(root: Path, outside: Path) -> None:
    with pytest.raises(TooLarge):
        taken.copy(Sources(root, limit=2), "pasted", outside)
    with pytest.raises(StoreError):
        taken.copy(Sources(root), "pasted", outside.parent / "missing.txt")
    assert not (root / "pasted").exists()
