"""Sums in words: never more than is known."""

from __future__ import annotations

import pytest

from vibekoder.core.totals import NOTHING, Totals
from vibekoder.store.catalog import Source
from vibekoder.ui import sums

LIST = Source("House", "https://house.test/prices", "2026-11-05")


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (NOTHING, ""),
        (Totals(1000, 200, cost=0.5, answers=1), "1.2k tokens · $0.50"),
        (Totals(1000, 200, cost=0.5, unknown=1, answers=2), "1.2k tokens · ~$0.50"),
        (Totals(1000, 200, local=2, answers=2), "1.2k tokens · local"),
        (Totals(1000, 200, unknown=2, answers=2), "1.2k tokens"),
        (Totals(1000, 200, unknown=1, local=1, answers=2), "1.2k tokens"),
        (Totals(1000, 200, cost=0.5, local=1, answers=2), "1.2k tokens · $0.50"),
    ],
)
def test_a_sum_in_a_few_words(totals: Totals, said: str) -> None:
    assert sums.short(totals) == said


def test_everything_that_is_known_is_told() -> None:
    totals = Totals(12000, 800, 300, 4000, 1.25, unknown=1, local=2, answers=5)
    assert sums.lines(totals, [LIST]) == [
        "5 answers, variants too",
        "Sent: 12,000 tokens, 4,000 of them from a provider's cache",
        "Answered: 800 tokens, 300 of them reasoning",
        "Cost: ~$1.25 as the provider tells, or by the list prices of their days",
        "The cost of one answer is not known and not in it",
        "2 answers cost nothing: the model ran here",
        "List price: House of 2026-11-05, https://house.test/prices",
    ]


def test_what_ran_here_needs_no_prices() -> None:
    told = sums.lines(Totals(10, 20, local=1, answers=1), [LIST])
    assert told == [
        "1 answer",
        "Sent: 10 tokens",
        "Answered: 20 tokens",
        "One answer cost nothing: the model ran here",
    ]


def test_where_no_cost_is_known_none_is_named() -> None:
    told = sums.lines(Totals(unknown=2, answers=2), [LIST])
    assert told == ["2 answers, variants too", "The cost of 2 answers is not known and not in it"]


def test_before_the_first_answer_that_is_said() -> None:
    assert sums.lines(NOTHING) == ["Nothing has been answered yet."]


def test_a_short_sum_names_only_what_was_paid() -> None:
    assert sums.paid(Totals(9, 9, cost=0.5, unknown=1, answers=2)) == "~$0.50"
    assert sums.paid(Totals(9, 9, local=1, answers=1)) == ""
