"""Sessions in order, filtered, and as the list of the project tells them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from vibekoder.store.about import About
from vibekoder.store.sessions import SessionRow as Listed
from vibekoder.ui.panels.session_rows import SessionRow, arranged, in_trees, matching, row_of

NOW = datetime(2026, 11, 20, 14, 2).astimezone()
ROWS = [
    SessionRow(
        Path(f"/p/{name}.md"),
        title,
        1,
        NOW - timedelta(hours=hours),
        size,
        about=About(title, said, tags),
        created=NOW - timedelta(hours=begun),
    )
    for name, title, hours, size, said, tags, begun in (
        ("003", "beta", 3, 5, "Two notes on one tick", ("audio", "midi"), 4),
        ("001", "Alpha", 2, 9, "", ("release-0.9",), 9),
        ("002", "gamma", 1, 7, "", (), 6),
    )
]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("changed", ["gamma", "Alpha", "beta"]),
        ("created", ["beta", "gamma", "Alpha"]),
        ("title", ["Alpha", "beta", "gamma"]),
        ("name", ["Alpha", "gamma", "beta"]),
        ("size", ["Alpha", "gamma", "beta"]),
        ("?", ["gamma", "Alpha", "beta"]),
    ],
)
def test_sessions_are_put_in_order(order: str, titles: list[str]) -> None:
    assert [row.title for row in arranged(ROWS, order)] == titles


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("", ["beta", "Alpha", "gamma"]),
        ("ALPH", ["Alpha"]),
        ("tick notes", ["beta"]),
        ("tick alpha", []),
        ("#audio", ["beta"]),
        ("#0.9", ["Alpha"]),
        ("#tick", []),
        ("midi", ["beta"]),
        ("002.md", ["gamma"]),
    ],
)
def test_every_word_must_be_in_what_is_said_of_a_session(wanted: str, titles: list[str]) -> None:
    assert [row.title for row in matching(ROWS, wanted)] == titles


def test_a_fork_whose_origin_is_filtered_out_stands_for_itself() -> None:
    fork = SessionRow(Path("/p/004.md"), "fork", 1, NOW, 1, origin=ROWS[0].path)
    rows = in_trees(matching([*ROWS, fork], "fork"))
    assert [(row.title, row.branch.rails) for row in rows] == [("fork", ())]


def test_a_listed_session_is_told_with_all_that_is_known() -> None:
    listed = Listed(Path("/p/1.md"), "Ties", 3, 60.0, 9, "stopped", about=About("Ties"), created=5)
    row = row_of(listed, "answering")
    assert (row.title, row.state, row.about.title) == ("Ties", "answering", "Ties")
    assert (row.modified.timestamp(), row.begun.timestamp()) == (60.0, 5.0)


def test_what_has_no_beginning_began_with_its_last_change() -> None:
    assert SessionRow(Path("/p/1.md"), "Ties", 3, NOW, 9).begun == NOW
