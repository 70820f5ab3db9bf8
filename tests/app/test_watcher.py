"""What the program notices of what others do to its files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.watcher import Watcher


class Ears:
    """What a watcher has told."""

    def __init__(self, qtbot: QtBot, watcher: Watcher) -> None:
        self.files: list[Path] = []
        self.folders = 0
        self._qtbot = qtbot
        watcher.fileChanged.connect(self.files.append)
        watcher.folderChanged.connect(self._on_folder)

    def hear(self, path: Path) -> None:
        """Wait until this file is told, then forget it."""
        self._qtbot.waitUntil(lambda: path in self.files)
        self.files.clear()

    def hear_folder(self) -> None:
        """Wait until the folder is told, then forget it."""
        self._qtbot.waitUntil(lambda: self.folders > 0)
        self.folders = 0

    def _on_folder(self) -> None:
        self.folders += 1


@pytest.fixture
def watcher(qapp: object) -> Iterator[Watcher]:
    made = Watcher()
    yield made
    made.deleteLater()


@pytest.fixture
def ears(qtbot: QtBot, watcher: Watcher) -> Ears:
    return Ears(qtbot, watcher)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project" / "sessions"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def witness(qtbot: QtBot, folder: Path) -> Iterator[Ears]:
    """Another watcher, on the folder above: when it has told, the first has had its time."""
    made = Watcher()
    made.watch_folder(folder.parent)
    yield Ears(qtbot, made)
    made.deleteLater()


@pytest.fixture
def file(folder: Path, watcher: Watcher) -> Path:
    path = folder / "001.md"
    path.write_text("one")
    watcher.watch_file(path)
    return path


def replace(path: Path, text: str) -> None:
    other = path.with_name(".new")
    other.write_text(text)
    other.replace(path)


def test_a_file_that_is_written_in_place_is_told(file: Path, ears: Ears) -> None:
    file.write_text("two two")
    ears.hear(file)


def test_a_file_that_is_replaced_again_and_again_is_told_each_time(file: Path, ears: Ears) -> None:
    for number in range(3):
        replace(file, "x" * (number + 10))
        ears.hear(file)
    file.write_text("in place at last")
    ears.hear(file)


def test_a_replaced_file_is_told_also_while_somebody_reads_the_old_one(
    file: Path, ears: Ears
) -> None:
    with file.open():
        replace(file, "two two")
        ears.hear(file)
        file.write_text("three three three")
        ears.hear(file)


def test_a_file_that_goes_and_comes_again_is_told_twice(file: Path, ears: Ears) -> None:
    file.unlink()
    ears.hear(file)
    file.write_text("again")
    ears.hear(file)
    file.write_text("and changed")
    ears.hear(file)


def test_a_file_whose_folder_goes_and_comes_again_is_told(
    file: Path, folder: Path, ears: Ears
) -> None:
    shutil.rmtree(folder.parent)
    ears.hear(file)
    folder.mkdir(parents=True)
    file.write_text("again")
    ears.hear(file)


def test_a_folder_that_is_moved_away_and_back_is_told(
    file: Path, folder: Path, watcher: Watcher, ears: Ears
) -> None:
    watcher.watch_folder(folder)
    away = folder.rename(folder.with_name("elsewhere"))
    ears.hear(file)
    ears.hear_folder()
    away.rename(folder)
    ears.hear(file)
    ears.hear_folder()
    (folder / "002.md").write_text("new")
    ears.hear_folder()


def test_a_folder_that_is_made_later_is_watched_from_then_on(
    tmp_path: Path, watcher: Watcher, ears: Ears
) -> None:
    later = tmp_path / "a" / "b"
    watcher.watch_folder(later)
    later.mkdir(parents=True)
    ears.hear_folder()
    (later / "001.md").write_text("new")
    ears.hear_folder()


def test_another_folder_takes_the_place_of_the_first(
    tmp_path: Path, folder: Path, witness: Ears, watcher: Watcher, ears: Ears
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    watcher.watch_folder(folder)
    watcher.watch_folder(other)
    (other / "001.md").write_text("new")
    ears.hear_folder()
    (folder / "001.md").write_text("new")
    (folder.parent / "source.py").write_text("x")
    witness.hear_folder()
    assert ears.folders == 0


def test_a_file_is_not_told_for_what_happens_beside_it(
    file: Path, folder: Path, watcher: Watcher, ears: Ears
) -> None:
    watcher.watch_folder(folder)
    (folder / "002.md").write_text("new")
    ears.hear_folder()
    assert ears.files == []


def test_a_forgotten_file_is_not_told(file: Path, watcher: Watcher, ears: Ears) -> None:
    other = file.with_name("002.md")
    watcher.watch_file(other)
    watcher.forget_file(file)
    watcher.forget_file(file)
    file.write_text("two two")
    other.write_text("new")
    ears.hear(other)
    assert file not in ears.files


def test_what_happens_far_above_is_no_change_of_the_folder(
    witness: Ears, folder: Path, watcher: Watcher, ears: Ears
) -> None:
    watcher.watch_folder(folder)
    (folder.parent / "source.py").write_text("x")
    witness.hear_folder()
    assert ears.folders == 0


def test_a_project_that_is_moved_away_is_told(
    file: Path, folder: Path, watcher: Watcher, ears: Ears
) -> None:
    watcher.watch_folder(folder)
    folder.parent.rename(folder.parent.with_name("elsewhere"))
    ears.hear(file)
    ears.hear_folder()


def test_many_changes_at_once_are_told_once(file: Path, ears: Ears) -> None:
    for number in range(50):
        file.write_text("x" * number)
    ears.hear_folder()
    assert ears.files == [file]
