"""Places of the document move with what stands there."""

from __future__ import annotations

import pytest

from vibekoder.ui.editor.mirror import Change
from vibekoder.ui.editor.view import kept_caret, moved


@pytest.mark.parametrize(
    ("place", "change", "goes"),
    [
        (5, Change(9, 0, "abc"), 5),
        (5, Change(5, 0, "abc"), 8),
        (5, Change(2, 0, "😀"), 7),
        (5, Change(2, 3, ""), 2),
        (5, Change(4, 4, "a"), 5),
        (6, Change(4, 4, "a"), 5),
        (5, Change(5, 2, "abc"), 5),
    ],
)
def test_what_stands_at_a_place_stays_there(place: int, change: Change, goes: int) -> None:
    assert moved(place, [change]) == goes


def test_a_caret_stays_before_what_is_put_in_behind_it() -> None:
    assert kept_caret(5, [Change(5, 0, "abc")]) == 5
    assert kept_caret(6, [Change(5, 0, "abc")]) == 9


def test_changes_are_followed_one_after_the_other() -> None:
    assert moved(10, [Change(0, 0, "ab"), Change(4, 2, "")]) == 10
