"""Two requests side by side, piece by piece and line by line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import desk, sent, strike, target
from vibekoder.engine import replay
from vibekoder.engine.comparison import compared, expected
from vibekoder.engine.desk import Desk
from vibekoder.engine.preview import preview
from vibekoder.engine.replay import Sent
from vibekoder.engine.strike import Strike

LINE = "<!-- include: a.txt -->"


def asked(folder: Path, *slices: str) -> Strike:
    one = desk(folder, *slices)
    (one.home.root / "a.txt").write_text("some words\nand more\n")
    return sent(one, f"see\n{LINE}\nend")


def known(run: Strike) -> Sent:
    return replay.sent(run.desk.home.objects, run.receipt)


def today(one: Desk, again: str) -> Sent:
    """The request as it would be made now."""
    goal = target()
    seen = preview(one.session, "", one.path, one.home, goal, again=again, fresh=True)
    return expected(seen, goal)


def test_the_lines_of_a_file_that_changed_are_told(tmp_path: Path) -> None:
    first = asked(tmp_path)
    (first.desk.home.root / "a.txt").write_text("other words\nand more\n")
    again = strike(first.desk, "", "r2", again=first.send.after, fresh=True)
    again.begin(0.0)
    again.ready(again.prepare())
    before, now = known(first), known(again)
    found = compared(before, now)
    assert [one.same for one in found.rows] == [True, False, True]
    assert (found.rows[1].added, found.rows[1].removed) == (1, 1)
    assert "-some words\n+other words" in found.rows[1].changes
    assert "+other words" in found.changes.replace("+      ", "+")
    assert before.body[: found.alike] == now.body[: found.alike]


def test_a_request_is_the_same_as_itself(tmp_path: Path) -> None:
    one = known(asked(tmp_path))
    found = compared(one, one)
    assert all(row.same and not row.changes for row in found.rows)
    assert (found.alike, found.changes) == (len(one.body), "")


def test_what_came_and_went_is_told(tmp_path: Path) -> None:
    short = known(asked(tmp_path / "a", "u aaaaaa: one"))
    long = known(asked(tmp_path / "b", "u aaaaaa: one", "a cccccc: yes"))
    (came,) = [one for one in compared(short, long).rows if one.before is None]
    (gone,) = [one for one in compared(long, short).rows if one.now is None]
    assert (came.changes.splitlines()[-1], gone.changes.splitlines()[-1]) == ("+yes", "-yes")
    assert (came.same, gone.same) == (False, False)


@pytest.mark.parametrize(
    ("was", "now", "told"), [("one", "one\ntwo", "+two"), ("one\n", "two", "file")]
)
def test_a_last_line_without_an_end_is_told_only_where_the_other_has_one(
    tmp_path: Path, was: str, now: str, told: str
) -> None:
    before, after = (
        replace(known(asked(tmp_path / name)), body=text.encode())
        for name, text in (("a", was), ("b", now))
    )
    assert compared(before, after).changes.split(" ")[-1].splitlines()[-1] == told


def test_what_would_be_sent_now_is_told_as_a_receipt_tells_it(tmp_path: Path) -> None:
    run = asked(tmp_path)
    before = known(run)
    now = today(run.desk, run.send.after)
    assert now == replace(before, name="", pieces=now.pieces)
    assert [replace(one, commit="", dirty=False) for one in before.pieces] == list(now.pieces)
    assert compared(before, now).changes == ""


@pytest.mark.parametrize("same", [True, False])
def test_pieces_whose_text_is_not_known_are_held_by_their_objects(
    tmp_path: Path, same: bool
) -> None:
    one = replace(known(asked(tmp_path)), body=b"no json")
    changed = replace(one.pieces[1], object=one.pieces[1].object if same else "ff")
    other = replace(one, pieces=(one.pieces[0], changed, one.pieces[2]))
    assert [row.same for row in compared(one, other).rows] == [True, same, True]
