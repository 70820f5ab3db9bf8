"""A search off the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.searching import MOST, Searching
from vibekoder.core.seeking import read_wanted
from vibekoder.store.search import Found
from vibekoder.store.sessions import SessionRow


@pytest.fixture
def searching(qtbot: QtBot) -> Iterator[Searching]:
    made = Searching()
    yield made
    made.close()


def sessions(folder: Path, count: int, text: str = "echo") -> list[SessionRow]:
    made: list[SessionRow] = []
    for n in range(count):
        path = folder / f"{n}.md"
        path.write_text(f"=={{ User }}==\n{text}\n", encoding="utf-8")
        made.append(SessionRow(path, f"S{n}", 1, 0.0, 1, ""))
    return made


def test_all_that_is_found_is_told_in_order_before_the_end(
    qtbot: QtBot, searching: Searching, tmp_path: Path
) -> None:
    rows, told = sessions(tmp_path, 20), list[Found]()
    searching.found.connect(told.extend)
    with qtbot.waitSignal(searching.ended) as ended:
        searching.look_for(read_wanted("echo"), rows)
    assert [one.row for one in told] == rows
    assert ended.args == [False]


def test_the_next_search_ends_the_one_before(
    qtbot: QtBot, searching: Searching, tmp_path: Path
) -> None:
    rows, told = sessions(tmp_path, 300), list[Found]()
    searching.found.connect(told.extend)
    searching.look_for(read_wanted("echo"), rows)
    with qtbot.waitSignal(searching.ended):
        searching.look_for(read_wanted("title:S299"), rows)
    assert [one.row.title for one in told] == ["S299"]


def test_after_many_places_it_stops_and_says_so(
    qtbot: QtBot, searching: Searching, tmp_path: Path
) -> None:
    rows = sessions(tmp_path, MOST // 50 + 5, "echo\n" * 60)
    with qtbot.waitSignal(searching.ended) as ended:
        searching.look_for(read_wanted("echo"), rows)
    assert ended.args == [True]
