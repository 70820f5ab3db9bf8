"""Files that are too many for the system to watch are gone past, and what happens is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.rounds import Rounds


@pytest.fixture
def rounds(qtbot: QtBot) -> Rounds:
    return Rounds()


@pytest.fixture
def told(rounds: Rounds) -> list[int]:
    heard: list[int] = []
    rounds.stirred.connect(heard.append)
    return heard


def test_a_change_is_told_to_whom_it_concerns(
    rounds: Rounds, told: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    first, second = rounds.join(), rounds.join()
    for who, path in ((first, one), (second, other)):
        path.write_text("x")
        rounds.follow(who, (str(path),))
    qtbot.waitUntil(lambda: sorted(told) == [first, second])
    other.write_text("longer")
    qtbot.waitUntil(lambda: told[2:] == [second])
    rounds.close()


def test_of_very_many_files_each_is_looked_at(
    rounds: Rounds, told: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}" for number in range(600)]
    for path in paths:
        path.touch()
    who = rounds.join()
    rounds.follow(who, tuple(map(str, paths)))
    qtbot.waitUntil(lambda: told == [who])
    paths[-1].unlink()
    qtbot.waitUntil(lambda: told == [who, who])
    paths[-1].touch()
    qtbot.waitUntil(lambda: told == [who] * 3)
    rounds.close()


def test_who_follows_nothing_any_more_hears_nothing(
    rounds: Rounds, told: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    gone, stays = rounds.join(), rounds.join()
    rounds.follow(gone, (str(path),))
    rounds.follow(stays, (str(path),))
    qtbot.waitUntil(lambda: sorted(told) == [gone, stays])
    rounds.follow(gone, ())
    path.touch()
    qtbot.waitUntil(lambda: told[2:] == [stays])
    rounds.close()


def test_the_next_follower_is_heard_after_the_last_one_left(
    rounds: Rounds, told: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = rounds.join(), rounds.join()
    rounds.follow(first, (str(tmp_path / "a"),))
    rounds.follow(first, ())
    rounds.follow(second, (str(tmp_path / "b"),))
    qtbot.waitUntil(lambda: second in told)
    rounds.close()


def test_nobody_waits_for_a_round_when_the_project_is_closed(
    rounds: Rounds, told: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    who = rounds.join()
    rounds.follow(who, tuple(str(tmp_path / f"{number}") for number in range(2000)))
    rounds.close()
    rounds.follow(who, ())
    assert told == []
