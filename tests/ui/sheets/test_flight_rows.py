"""How the pieces of a request read as rows."""

from __future__ import annotations

import pytest

from vibekoder.engine.flight import CHANGED, NEW, SAME, Flight, Line
from vibekoder.engine.preview import Preview
from vibekoder.ui.sheets.flight_rows import Row, rows_of

GLOB = "<!-- include: src/*.py -->"
FILES = (Line("file", "src/a.py", bytes=50, tokens=20), Line("file", "src/b.py", bytes=40))
LINES = (
    Line("earlier", "earlier", bytes=900, tokens=300, count=4, since=SAME),
    Line("include", "src/*.py", GLOB, "x", 90, 30, 2, CHANGED, 12, 3, below=FILES),
    Line("include", "gone.py", "<!-- include: gone.py -->", "x", 9, why="no", state="missing"),
    Line("include", "huge.py", "<!-- include: huge.py -->", "x", 9, why="no", state="too large"),
    Line("off", "<!-- include: big.py -->", "<!-- include: big.py -->", "y"),
    Line("words", "words", bytes=20, tokens=9, count=1, since=NEW),
    Line("envelope", "envelope", bytes=80),
)


def rows() -> tuple[Row, ...]:
    return rows_of(Flight(Preview(), LINES), lambda tokens: f"${tokens}", "x")


def test_every_row_says_where_and_how_much() -> None:
    assert [(row.name, row.where, row.since) for row in rows()] == [
        ("Earlier slices", "4 slices", "same"),
        ("src/*.py", "this slice · 2 files", "+12 −3"),
        ("gone.py", "left out, and says so", "gone"),
        ("huge.py", "left out, and says so", "too large"),
        ("big.py", "an earlier slice", "off"),
        ("Your words", "1 slice", "new"),
        ("Envelope", "names, brackets", ""),
    ]
    assert [row.share for row in rows()][:2] == [1.0, 0.1]


def test_what_is_included_has_a_check_box() -> None:
    assert [row.checked for row in rows()] == [None, True, True, True, False, None, None]


def test_the_files_of_a_folder_are_below_it() -> None:
    below = rows()[1].below
    assert [(row.name, row.depth, row.checked) for row in below] == [
        ("src/a.py", 1, None),
        ("src/b.py", 1, None),
    ]


@pytest.mark.parametrize(("count", "words"), [(1, "1 secret"), (2, "2 secrets")])
def test_what_looks_like_a_secret_is_counted(count: int, words: str) -> None:
    row = Row(LINES[0], "a", findings=count)
    assert (row.since, row.wrong) == (words, True)
