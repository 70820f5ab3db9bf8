"""The tree of forks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vibekoder.core.forest import Leaf, grown

FOUR = [
    Leaf("old", "", 1),
    Leaf("fork", "old", 5),
    Leaf("other", "old", 3),
    Leaf("deep", "fork", 4),
    Leaf("alone", "", 4.5),
]


def drawn(leaves: list[Leaf], *folded: str) -> list[str]:
    """Each row as its rails and name: ``|`` where a line goes on, ``.`` where none does."""
    return [
        "".join("|" if one else "." for one in row.rails) + row.name
        for row in grown(leaves, folded)
    ]


def test_forks_stand_below_what_they_come_from_the_newest_tree_first() -> None:
    assert drawn(FOUR) == ["old", "|fork", "|.deep", ".other", "alone"]


def test_a_tree_stands_where_the_last_change_in_it_puts_it() -> None:
    assert drawn([*FOUR, Leaf("late", "", 4.9)]) == [
        *("old", "|fork", "|.deep", ".other", "late", "alone"),
    ]


def test_a_folded_tree_shows_its_top_and_how_many_are_below() -> None:
    rows = grown(FOUR, ["old", "alone"])
    assert [(row.name, row.forks, row.folded) for row in rows] == [
        ("old", 3, True),
        ("alone", 0, False),
    ]


def test_a_fork_of_what_is_gone_stands_for_itself() -> None:
    assert drawn([Leaf("fork", "gone", 1)]) == ["fork"]


def test_sessions_that_name_each_other_are_all_there() -> None:
    ring = [Leaf("b", "c", 1), Leaf("c", "a", 2), Leaf("a", "b", 3), Leaf("tail", "c", 4)]
    assert drawn(ring) == ["a", ".c", ".|tail", "..b"]
    assert drawn([Leaf("self", "self", 1)]) == ["self"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=10))
def test_every_session_is_there_once_whatever_the_links_say(links: list[tuple[int, int]]) -> None:
    leaves = [Leaf(str(at), str(up), when) for at, (up, when) in enumerate(links)]
    assert sorted(row.name for row in grown(leaves)) == [one.name for one in leaves]
