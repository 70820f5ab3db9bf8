"""Taking files into a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.taking import Named, Taking
from vibekoder.core.errors import StoreError
from vibekoder.engine.prepare import Home
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    (made / "a.py").write_text("x", "utf-8")
    (tmp_path / "note.txt").write_text("note", "utf-8")
    return made


@pytest.fixture
def taking(root: Path, tmp_path: Path) -> Iterator[Taking]:
    home = Home(State(tmp_path / "state"), root, Objects(root / ".objects"))
    made = Taking(lambda: home, lambda: "pasted")
    yield made
    made.close()


def test_files_are_told_apart_by_where_they_are(
    qtbot: QtBot, taking: Taking, root: Path, tmp_path: Path
) -> None:
    found: list[Named] = []
    taking.name([root / "a.py", tmp_path / "note.txt"], found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [Named(("a.py",), (tmp_path / "note.txt",))]


def test_a_text_is_kept_in_the_projects_folder(qtbot: QtBot, taking: Taking, root: Path) -> None:
    found: list[str] = []
    taking.keep("log", ".txt", b"long", found.append)
    qtbot.waitUntil(lambda: found == ["pasted/log.txt"])
    assert (root / "pasted" / "log.txt").read_bytes() == b"long"


def test_files_from_outside_are_copied(qtbot: QtBot, taking: Taking, tmp_path: Path) -> None:
    found: list[tuple[str, ...]] = []
    taking.copy([tmp_path / "note.txt"], found.append)
    qtbot.waitUntil(lambda: found == [("pasted/note.txt",)])


def test_what_cannot_be_copied_is_told(qtbot: QtBot, taking: Taking, tmp_path: Path) -> None:
    with qtbot.waitSignal(taking.failed) as heard:
        taking.copy([tmp_path / "missing.txt"], lambda _: None)
    assert isinstance(heard.args[0], StoreError)
