"""Estimates of tokens are corrected by what providers counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.calibration import BOUNDS, ERROR, KEPT, UNKNOWN, Calibration, family_of


def test_nothing_known_corrects_nothing_and_is_uncertain() -> None:
    assert (UNKNOWN.tokens(1000), UNKNOWN.error) == (1000, ERROR)


def test_what_was_counted_corrects_the_next_estimate() -> None:
    known = UNKNOWN.learned(1000, 1200).learned(2000, 2400)
    assert known.tokens(500) == 600
    assert known.error == ERROR / 2


def test_an_odd_request_moves_nothing() -> None:
    steady = Calibration((1.1,) * 9)
    assert steady.learned(1000, 4000).ratio == 1.1


def test_requests_that_differ_leave_an_error() -> None:
    assert Calibration((0.9, 1.0, 1.1) * 8).error == pytest.approx(0.148, abs=0.001)


def test_many_that_agree_leave_hardly_any() -> None:
    assert Calibration((1.1,) * KEPT).error == 0.01


@pytest.mark.parametrize(("estimated", "counted"), [(100, 900), (900, 100), (1000, 9000)])
def test_small_requests_and_wild_counts_teach_nothing(estimated: int, counted: int) -> None:
    assert UNKNOWN.learned(estimated, counted) is UNKNOWN


@given(st.lists(st.integers(200, 10**7), max_size=50))
def test_whatever_is_counted_the_correction_is_bounded_and_little_is_kept(
    counts: list[int],
) -> None:
    known = UNKNOWN
    for count in counts:
        known = known.learned(1000, count)
    assert BOUNDS[0] <= known.ratio <= BOUNDS[1]
    assert len(known.found) <= KEPT


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("openai/gpt-4o-mini", "gpt-4"),
        ("gpt-5.1-2026-01-01", "gpt-5.1"),
        ("claude-sonnet-4-5", "claude"),
        ("Llama3.1:8b", "llama3.1"),
        ("", ""),
        ("漢字", ""),
    ],
)
def test_models_of_one_family_share_what_is_known(model: str, family: str) -> None:
    assert family_of(model) == family
