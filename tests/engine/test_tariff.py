"""What an answer costs, and that a journal remembers it."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.core.models import Prices
from vibekoder.engine.tariff import Tariff

USED = {"input": 1_000_000, "output": 100_000}


def test_an_answer_costs_what_its_tokens_cost() -> None:
    assert Tariff(Prices(0.25, 2)).cost(USED) == "0.45"


def test_what_runs_on_this_computer_is_local() -> None:
    assert Tariff(local=True).cost({}) == "local"


@pytest.mark.parametrize("tariff", [Tariff(), Tariff(Prices(1, 1))])
def test_a_cost_that_is_not_known_is_left_out(tariff: Tariff) -> None:
    assert tariff.cost({}) == ""


@pytest.mark.parametrize("tariff", [Tariff(), Tariff(local=True), Tariff(Prices(1, 2, 0.5))])
def test_a_journal_remembers_it(tariff: Tariff) -> None:
    assert Tariff.from_json(tariff.as_json()) == tariff


@pytest.mark.parametrize("damaged", ["what", {"dear": 1}, [1], 3])
def test_prices_that_cannot_be_read_are_not_known(damaged: Any) -> None:
    assert Tariff.from_json(damaged) == Tariff()


def test_what_the_provider_tells_counts_more_than_the_list() -> None:
    assert Tariff(Prices(0.25, 2)).cost(USED, 0.0125) == "0.0125"
    assert Tariff().cost({}, 0.0) == "0"
    assert Tariff(local=True).cost(USED, 1.0) == "local"
