"""The files of a project, as a list to choose from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.files import Files
from vibekoder.store.sources import Sources


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    for name in ("src/a.py", "src/b.py", "README.md", "build/out.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / ".gitignore").write_text("build/\n", "utf-8")
    made = Files(lambda: Sources(tmp_path))
    yield made
    made.close()


def test_files_are_listed_without_what_is_ignored(qtbot: QtBot, files: Files) -> None:
    with qtbot.waitSignal(files.changed):
        files.look()
    assert {"README.md", "src/a.py", "src/b.py"} <= set(files.names)
    assert not any(name.startswith("build") for name in files.names)


def test_a_list_that_is_the_same_is_told_once(qtbot: QtBot, files: Files) -> None:
    told: list[int] = []
    files.changed.connect(lambda: told.append(1))
    files.look()
    files.look()
    qtbot.waitUntil(lambda: bool(files.names))
    files.look()
    with qtbot.assertNotEmitted(files.changed, wait=50):
        pass
    assert told == [1]


def test_a_folder_that_is_gone_has_no_files(qtbot: QtBot, files: Files, tmp_path: Path) -> None:
    with qtbot.waitSignal(files.changed):
        files.look()
    shutil.rmtree(tmp_path)
    with qtbot.waitSignal(files.changed):
        files.look()
    assert files.names == ()
