"""Files that a prompt includes are watched, whatever becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.lookout import MOST, Lookout
from vibekoder.app.places import around
from vibekoder.app.rounds import Rounds


@pytest.fixture
def rounds(qtbot: QtBot) -> Iterator[Rounds]:
    rounds = Rounds()
    yield rounds
    rounds.close()


@pytest.fixture
def lookout(rounds: Rounds) -> Lookout:
    return Lookout(rounds)


def told(lookout: Lookout, qtbot: QtBot) -> object:
    return qtbot.waitSignal(lookout.stirred, timeout=1000)


def test_a_file_that_is_written_is_told_within_a_second(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_text("one")
    lookout.follow(around([str(path)]))
    with told(lookout, qtbot):
        path.write_text("two")


def test_a_file_that_is_replaced_is_watched_further(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_text("one")
    lookout.follow(around([str(path)]))
    with told(lookout, qtbot):
        (tmp_path / "new").write_text("two")
        (tmp_path / "new").replace(path)
    with told(lookout, qtbot):
        path.write_text("three")


def test_a_missing_file_is_told_when_it_comes(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    lookout.follow(around([str(tmp_path / "docs/later.md")]))
    with told(lookout, qtbot):
        (tmp_path / "docs").mkdir()
    with told(lookout, qtbot):
        (tmp_path / "docs/later.md").write_text("here")


def test_what_is_followed_no_more_is_not_told(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b/c.py"
    other.parent.mkdir()
    path.write_text("one")
    other.write_text("one")
    lookout.follow(around([str(path)]))
    lookout.follow(around([str(other)]))
    with qtbot.assertNotEmitted(lookout.stirred, wait=300):
        path.write_text("two")


def test_a_file_that_comes_into_a_folder_is_told(
    lookout: Lookout, qtbot: QtBot, tmp_path: Path
) -> None:
    lookout.follow(around([], [str(tmp_path)]))
    with told(lookout, qtbot):
        (tmp_path / "new.py").touch()


def test_no_file_is_one_too_many(lookout: Lookout, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:04}.py" for number in range(MOST + 200)]
    for path in paths:
        path.touch()
    with told(lookout, qtbot):
        # what happened until the first round was over nobody has seen
        lookout.follow(around(map(str, paths)))
    for path in (paths[0], paths[-1]):
        with told(lookout, qtbot):
            path.write_text("other")


def test_who_has_left_is_told_nothing(lookout: Lookout, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("one")
    lookout.follow(around([str(path)]))
    lookout.leave()
    with qtbot.assertNotEmitted(lookout.stirred, wait=300):
        path.write_text("two")
