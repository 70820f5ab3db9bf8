"""The prompts of a project's sessions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.prompts import Prompts
from vibekoder.store import sessions


def ask(folder: Path, name: str, *prompts: str, when: int) -> Path:
    path = folder / name
    path.write_text("".join(f"=={{ User }}==\n{one}\n\n" for one in prompts), "utf-8")
    os.utime(path, (when, when))
    return path


@pytest.fixture
def prompts(tmp_path: Path) -> Iterator[Prompts]:
    made = Prompts(lambda: sessions.rows(tmp_path))
    yield made
    made.close()


def test_the_newest_session_comes_first(qtbot: QtBot, prompts: Prompts, tmp_path: Path) -> None:
    ask(tmp_path, "001.md", "new 1", "new 2", when=2000)
    ask(tmp_path, "002.md", "old", "new 1", when=1000)
    with qtbot.waitSignal(prompts.changed):
        prompts.look()
        prompts.look()
    assert prompts.newest == ("new 2", "new 1", "old")


def test_a_session_that_is_gone_is_passed_over(
    qtbot: QtBot, prompts: Prompts, tmp_path: Path
) -> None:
    ask(tmp_path, "001.md", "one", when=1000)
    gone = ask(tmp_path, "002.md", "two", when=2000)
    rows = sessions.rows(tmp_path)
    gone.unlink()
    late = Prompts(lambda: rows)
    with qtbot.waitSignal(late.changed):
        late.look()
    assert late.newest == ("one",)
    late.close()


def test_what_has_changed_is_read_again(qtbot: QtBot, prompts: Prompts, tmp_path: Path) -> None:
    ask(tmp_path, "001.md", "one", when=1000)
    with qtbot.waitSignal(prompts.changed):
        prompts.look()
    ask(tmp_path, "001.md", "one", "two", when=3000)
    with qtbot.waitSignal(prompts.changed):
        prompts.look()
    assert prompts.newest == ("two", "one")


def test_no_sessions_have_no_prompts(qtbot: QtBot, prompts: Prompts) -> None:
    with qtbot.waitSignal(prompts.changed):
        prompts.look()
    assert prompts.newest == ()
