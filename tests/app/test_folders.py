"""The folders of a project that are open in the panel."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app import folders as under_test
from vibekoder.app.folders import Folders, Opened
from vibekoder.store.sources import Sources


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in ("src/a.py", "src/deep/b.py", "README.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", "utf-8")
    return root


@pytest.fixture
def folders(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    monkeypatch.setattr(under_test, "REST_MS", 20)
    made = Folders(lambda: Sources(root), lambda: os.environ)
    yield made
    made.close()


def names(opened: Opened, folder: str = "") -> list[str]:
    """What lies in a folder, as it is known."""
    inner, files = opened.folders.get(folder, ((), ()))
    return [*inner, *(one.name for one in files)]


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e@e"]
    subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True)


def test_nothing_is_read_while_nobody_looks(folders: Folders, qtbot: QtBot) -> None:
    folders.look()
    folders.stir()
    assert not folders.listing.folders
    with qtbot.waitSignal(folders.changed):
        folders.set_shown(True)
    assert names(folders.listing) == ["src", "README.md"]


def test_a_folder_that_is_opened_is_listed_too(folders: Folders, qtbot: QtBot) -> None:
    folders.set_shown(True)
    folders.open(["src"])
    qtbot.waitUntil(lambda: names(folders.listing, "src") == ["src/deep", "src/a.py"])
    folders.open(["src"])
    folders.open([])
    qtbot.waitUntil(lambda: "src" not in folders.listing.folders)


def test_what_comes_and_goes_is_seen(folders: Folders, root: Path, qtbot: QtBot) -> None:
    folders.open(["src"])
    folders.set_shown(True)
    qtbot.waitUntil(lambda: bool(names(folders.listing, "src")))
    (root / "new.md").write_text("x", "utf-8")
    qtbot.waitUntil(lambda: "new.md" in names(folders.listing))
    shutil.rmtree(root / "src")
    qtbot.waitUntil(lambda: names(folders.listing) == ["README.md", "new.md"])
    assert names(folders.listing, "src") == []


def test_what_git_says_follows_a_change_and_a_commit(
    folders: Folders, root: Path, qtbot: QtBot
) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    folders.set_shown(True)
    qtbot.waitUntil(lambda: folders.listing.changes is not None)
    assert folders.listing.changes == under_test.git.Changes("main", {})
    (root / "README.md").write_text("other", "utf-8")
    qtbot.waitUntil(lambda: changed(folders) == {"README.md": "M"})
    git(root, "commit", "-q", "-am", "second")
    qtbot.waitUntil(lambda: changed(folders) == {})


def changed(folders: Folders) -> object:
    """What git says of files now."""
    changes = folders.listing.changes
    return changes.files if changes is not None else None


@pytest.mark.logs
def test_a_failure_is_told_in_the_log_and_the_next_look_goes_on(
    folders: Folders,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(under_test.git, "changes", lambda *_: 1 / 0)
        folders.set_shown(True)
        qtbot.waitUntil(lambda: "division" in caplog.text)
    caplog.clear()
    folders.stir()
    qtbot.waitUntil(lambda: bool(names(folders.listing)))
