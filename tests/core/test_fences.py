"""Where a fence is open; what it means for directives is tested with them."""

from __future__ import annotations

from vibekoder.core.fences import Fences


def test_the_lines_of_a_fence_belong_to_it():
    fences = Fences()
    assert [fences.holds(line) for line in ["a", "```py", "b", "```", "c"]] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_fence_that_was_not_closed_is_open():
    fences = Fences()
    fences.holds("~~~")
    assert fences.open
    fences.holds("~~~~")
    assert not fences.open
