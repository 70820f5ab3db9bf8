"""The projects that were open before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.recents import MOST, Recents


@pytest.fixture
def recents(qapp: object) -> Iterator[Recents]:
    made = Recents()
    yield made
    made.close()


def test_the_last_one_comes_first_and_each_once(recents: Recents) -> None:
    one, two = Path("/p/one"), Path("/p/two")
    for path in (one, two, one):
        recents.add(path)
    assert recents.paths == (one, two)
    recents.drop(one)
    assert recents.paths == (two,)


def test_only_so_many_are_kept(recents: Recents) -> None:
    for at in range(MOST + 5):
        recents.add(Path(f"/p/{at}"))
    assert len(recents.paths) == MOST


def test_they_are_remembered(recents: Recents) -> None:
    recents.add(Path("/p/one"))
    later = Recents()
    later.restore(recents.remembered())
    assert later.paths == recents.paths
    later.close()


def test_what_cannot_be_read_is_left_out(recents: Recents) -> None:
    recents.restore({"recent": ["/p/one", 7, "relative", "/p/one"]})
    assert recents.paths == (Path("/p/one"),)
    recents.restore({"recent": 7})
    assert recents.paths == ()


def test_projects_of_an_earlier_version_are_listed(recents: Recents) -> None:
    recents.restore({"projects": {"/p/one": {}, "/p/two": {}}})
    assert recents.paths == (Path("/p/one"), Path("/p/two"))


def test_what_is_gone_is_marked(qtbot: QtBot, recents: Recents, tmp_path: Path) -> None:
    recents.add(tmp_path / "gone")
    recents.add(tmp_path)
    with qtbot.waitSignal(recents.changed):
        recents.look()
    assert recents.missing == {tmp_path / "gone"}
