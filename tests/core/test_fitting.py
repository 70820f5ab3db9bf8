"""A request that a model cannot read is told from one that is only near its limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.calibration import Calibration
from vibekoder.core.compile import IMAGE, Piece
from vibekoder.core.fitting import NOTHING, Heavy, fit
from vibekoder.core.messages import Role


def piece(
    source: str = "", slice_id: str = "aaaaaa", kind: str = "include", path: str = ""
) -> Piece:
    return Piece(kind, Role.USER, 0, 0, slice_id, source, path)


OWN = piece(kind="text")
BIG = piece("<!-- include: big.py -->", path="big.py")


def test_what_is_far_too_long_is_refused() -> None:
    found = fit([(OWN, 10), (BIG, 20_000)], 8000)
    assert found.refused
    assert found.over == 12_010
    assert found.heaviest == Heavy("big.py", BIG.source, "aaaaaa", 20_000)


def test_what_is_a_little_over_by_an_estimate_is_not_refused() -> None:
    found = fit([(BIG, 9000)], 8000)
    assert found.over == 1000
    assert not found.refused


def test_the_better_a_family_is_known_the_nearer_to_the_limit_is_refused() -> None:
    known = Calibration((1.1,) * 30)
    assert not fit([(BIG, 12_000)], 8000).refused
    assert fit([(BIG, 12_000)], 8000, known).refused
    assert not fit([(BIG, 9900)], 8000, known).refused


def test_a_window_that_is_not_known_refuses_nothing() -> None:
    found = fit([(BIG, 10**9)], None)
    assert (found.refused, found.over) == (False, 0)


def test_pictures_refuse_nothing_because_nobody_knows_what_they_count() -> None:
    found = fit([(piece(kind=IMAGE), 10_000)], 8000)
    assert (found.tokens, found.least, found.refused) == (10_000, 0, False)


def test_the_files_of_a_folder_weigh_together() -> None:
    line = "<!-- include: src -->"
    files = [(piece(line, path=f"src/{n}.py"), 100) for n in range(30)]
    found = fit([(BIG, 2000), *files], None)
    assert found.heaviest == Heavy("src", line, "aaaaaa", 3000)


def test_own_words_are_named_where_nothing_is_included() -> None:
    found = fit([(OWN, 500)], 100)
    assert found.heaviest == Heavy("your own text in one slice", "", "aaaaaa", 500)
    assert (NOTHING.heaviest, NOTHING.refused) == (None, False)


def test_the_heaviest_is_named_and_only_what_is_enough_is_to_be_dropped() -> None:
    small = piece("<!-- include: s.py -->", path="s.py")
    own = fit([(OWN, 20_000), (small, 134)], 8000)
    assert own.heaviest == Heavy("your own text in one slice", "", "aaaaaa", 20_000)
    assert own.drop is None
    both = fit([(OWN, 7000), (BIG, 6000), (small, 134)], 5000)
    assert (both.refused, both.drop) == (True, Heavy("big.py", BIG.source, "aaaaaa", 6000))
    assert fit([(OWN, 7900), (small, 134)], 8000).drop == Heavy("s.py", small.source, "aaaaaa", 134)
    assert fit([(BIG, 10)], 8000).drop is None


@pytest.mark.parametrize("off", [0.67, 0.8, 1.0, 1.5])
@given(st.integers(1, 10**6))
def test_what_fits_is_never_refused_while_an_estimate_is_off_as_it_may_be(
    off: float, counted: int
) -> None:
    assert not fit([(OWN, round(counted / off))], counted).refused
