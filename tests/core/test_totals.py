"""What answers used and cost together."""

from __future__ import annotations

import pytest

from tests.support.builders import session
from vibekoder.core.session import Session
from vibekoder.core.totals import Totals, totals_of

FIRST = "a model=x/y usage=9/2/1/4 cost=0.5: one"


def test_the_answers_of_a_session_are_summed() -> None:
    one = session("u: Hello", FIRST, "u: so", "a model=x/y usage=10/3// cost=0.25: two")
    assert totals_of(one) == Totals(19, 5, 1, 4, 0.75, answers=2)


def test_a_variant_was_paid_for_too() -> None:
    one = session("u: Hello", FIRST, "a alt model=x/y usage=1/1// cost=1: two")
    assert totals_of(one).cost == pytest.approx(1.5)
    assert totals_of(one).answers == 2


def test_what_nobody_knows_is_counted_apart() -> None:
    one = session("u: Hello", FIRST, "a alt model=x/y status=stopped: two")
    assert (totals_of(one).cost, totals_of(one).unknown) == (0.5, 1)


def test_what_ran_here_is_local() -> None:
    one = session("u: Hello", "a model=x/y usage=5/6// cost=local: one")
    assert totals_of(one) == Totals(5, 6, local=1, answers=1)


@pytest.mark.parametrize("slices", [("a: mine",), ("a model=x/y status=streaming: so",), ("u: a",)])
def test_what_no_model_has_written_yet_is_no_answer(slices: tuple[str, ...]) -> None:
    assert totals_of(session(*slices)) == totals_of(Session()) == Totals()


def test_sums_of_sessions_are_added() -> None:
    assert Totals(1, 2, 3, 4, 0.5, 1, 1, 3) + Totals(1, cost=0.25, answers=1) == Totals(
        2, 2, 3, 4, 0.75, 1, 1, 4
    )
