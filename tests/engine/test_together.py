"""Lines below each other that bring in parts of one file are one piece."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sources import source
from vibekoder.engine.pieces import Place, Source, State
from vibekoder.engine.together import BUNDLE, as_it_stands, parts_of, together


def part(title: str, at: int, path: str = "t.md", **more: Any) -> Source:
    """A part in line ``at``; each line is 40 characters long."""
    place = Place(None, 40 * at, 40 * at + 39)
    given = {"kind": "part", "part": title, "place": place, **more}
    return source(f"{path}#{title}", key=(title,), **given)


def rows(*pieces: Source) -> list[tuple[str, str]]:
    return [(one.kind, one.path) for one in together(pieces, {})[0]]


def test_parts_below_each_other_are_one_row_with_its_parts_below_it() -> None:
    one, two = part("A", 0), part("B", 1, state=State.OFF)
    (row,), below = together((one, two), {})
    assert (row.kind, row.tokens, row.size) == (BUNDLE, 1000, 4000)
    assert row.line == f"{one.line}\n\\{two.line}"
    assert (row.place.start, row.place.end) == (0, 79)
    assert below[row.key] == (one, two)
    assert parts_of(row) == (2, 1)
    assert as_it_stands(row) == row.line
    assert as_it_stands(two) == f"\\{two.line}"


def test_headings_stand_behind_their_part() -> None:
    head = source("t.md", key=("A", "#"), parent=("A",), kind="heading", part="Deep", level=3)
    deeper = source("t.md", key=("A", "#1"), parent=("A",), kind="heading", part="More", level=4)
    (row,), below = together((part("A", 0), part("B", 1)), {("A",): (head, deeper)})
    assert [(one.part, one.level) for one in below[row.key]] == [
        ("A", 0),
        ("Deep", 2),
        ("More", 3),
        ("B", 0),
    ]


def test_what_does_not_belong_together_stays_apart() -> None:
    assert rows(part("A", 0), part("B", 2)) == [("part", "t.md")] * 2
    assert rows(part("A", 0), part("B", 1, "u.md")) == [("part", "t.md"), ("part", "u.md")]
    assert rows(part("A", 0), part("", 1, kind="file")) == [("part", "t.md"), ("file", "t.md")]
    assert rows() == []


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((State.LIVE, State.OFF), State.LIVE),
        ((State.OFF, State.OFF), State.OFF),
        ((State.PINNED, State.CHANGED), State.CHANGED),
        ((State.PINNED, State.LEFT_OUT), State.LEFT_OUT),
        ((State.CHANGED, State.MISSING), State.MISSING),
    ],
)
def test_the_worst_state_is_told(states: tuple[State, State], told: State) -> None:
    found = [part("A", 0, state=states[0]), part("B", 1, state=states[1], why="so", added=2)]
    (row,), _ = together(found, {})
    assert row.state is told


def test_a_line_that_cannot_be_read_is_no_part() -> None:
    assert rows(part("A", 0), part("A", 1, directive=None, kind="file")) == [(BUNDLE, "t.md")]
    (row,), _ = together([part("A", 0, directive=None), part("B", 1)], {})
    assert row.directive is None
