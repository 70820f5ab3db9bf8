"""What is known of models, and what an answer costs."""

from __future__ import annotations

import pytest

from vibekoder.core.models import ModelFacts, Prices, cost_of, merged


def test_what_a_nearer_source_knows_wins_and_the_rest_stays() -> None:
    table = ModelFacts("m", "Model", context=1000, images=False, prices=Prices(1, 2))
    server = ModelFacts("m", context=2000, images=True, tools=False)
    assert merged(table, server) == ModelFacts(
        "m", "Model", context=2000, images=True, tools=False, prices=Prices(1, 2)
    )


def test_a_source_that_says_no_is_not_one_that_says_nothing() -> None:
    assert merged(ModelFacts("m", tools=True), ModelFacts("m", tools=False)).tools is False


def test_an_answer_costs_its_input_and_its_output() -> None:
    assert cost_of({"input": 2_000_000, "output": 500_000}, Prices(1.5, 6)) == pytest.approx(6)


def test_cached_input_has_its_own_price() -> None:
    usage = {"input": 1_000_000, "output": 0, "cached": 400_000}
    assert cost_of(usage, Prices(1, 0, cached=0.1)) == pytest.approx(0.64)
    assert cost_of(usage, Prices(1, 0)) == pytest.approx(1)


def test_input_that_is_newly_cached_has_its_own_price() -> None:
    usage = {"input": 1_000_000, "output": 0, "cache_write": 1_000_000}
    assert cost_of(usage, Prices(1, 0, cache_write=1.25)) == pytest.approx(1.25)


@pytest.mark.parametrize("usage", [{}, {"input": 5}, {"output": 5}])
def test_a_cost_that_is_not_known_is_not_zero(usage: dict[str, int]) -> None:
    assert cost_of(usage, Prices(1, 1)) is None


def test_without_prices_there_is_no_cost() -> None:
    assert cost_of({"input": 1, "output": 1}, None) is None


def test_a_price_of_nothing_costs_nothing() -> None:
    assert cost_of({"input": 1, "output": 1}, Prices(0, 0)) == 0


def test_beyond_the_input_that_its_prices_are_for_a_cost_is_not_known() -> None:
    prices = Prices(1, 1, up_to=10)
    assert cost_of({"input": 10, "output": 0}, prices) == pytest.approx(1e-5)
    assert cost_of({"input": 11, "output": 0}, prices) is None
