"""What is known of models, from wherever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.store.catalog import FILE, Catalog, Listed, Source, read_facts
from vibekoder.store.paths import resources

HERE = "https://api.vendor.test/v1"
TABLE = """
[vendor]
title = "Vendor"
hosts = ["api.vendor.test"]
source = "https://vendor.test/prices"
read = 2026-11-05
[vendor.models]
"big" = { aliases = ["large"], context = 1000, output = 100, input_price = 2, output_price = 8 }
"small" = { title = "Small", images = true, input_price = 1, output_price = 1, price_limit = 9 }
"""
ODD = ModelFacts("odd", "Odd", 5, 6, Prices(1, 2, 3), True, False, None, ("seed",))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / FILE).write_text(TABLE, encoding="utf-8")
    return again(tmp_path)


def again(folder: Path) -> Catalog:
    """The catalog as the program finds it the next time."""
    return Catalog(folder / FILE, folder / "state" / "models")


def test_a_model_of_the_table_is_known(catalog: Catalog) -> None:
    assert catalog.facts(HERE, "big") == ModelFacts(
        "big", context=1000, output=100, prices=Prices(2, 8)
    )
    assert catalog.facts(HERE, "small").prices == Prices(1, 1, up_to=9)


@pytest.mark.parametrize(
    "name", ["large", "big-2026-01-31", "big-20260131", "big-latest", "models/big"]
)
def test_a_model_is_known_by_its_other_names(catalog: Catalog, name: str) -> None:
    facts = catalog.facts(HERE, name)
    assert (facts.name, facts.context) == (name, 1000)


@pytest.mark.parametrize("name", ["big-2", "bigger", "big-1999-01-31", ""])
def test_another_model_is_not_taken_for_it(catalog: Catalog, name: str) -> None:
    assert catalog.facts(HERE, name) == ModelFacts(name)


@pytest.mark.parametrize("address", ["http://localhost:8080/v1", "https://proxy.test/v1", ""])
def test_the_same_model_elsewhere_costs_something_else(catalog: Catalog, address: str) -> None:
    assert catalog.facts(address, "big") == ModelFacts("big")
    assert catalog.source(address) is None
    assert catalog.known(address) == ()


def test_prices_say_where_they_come_from(catalog: Catalog) -> None:
    assert catalog.source(HERE) == Source("Vendor", "https://vendor.test/prices", "2026-11-05")


def test_what_a_server_tells_counts_more_and_survives(catalog: Catalog, tmp_path: Path) -> None:
    catalog.keep(HERE, [ODD, ModelFacts("big", context=2000)], 7.5)
    for one in (catalog, again(tmp_path)):
        assert one.facts(HERE, "odd") == ODD
        assert one.facts(HERE, "big").context == 2000
        assert one.facts(HERE, "big").prices == Prices(2, 8)
        assert one.listed(HERE).when == 7.5
        assert one.known(HERE) == ("odd", "big")


def test_without_a_servers_list_the_table_is_offered(catalog: Catalog) -> None:
    assert catalog.known(HERE) == ("big", "large", "small")


def test_what_the_project_says_counts_most(catalog: Catalog) -> None:
    catalog.keep(HERE, [ModelFacts("big", context=2000)], 7.5)
    own = {"big": ModelFacts("big", prices=Prices(0, 0))}
    facts = catalog.facts(HERE, "big", own)
    assert (facts.context, facts.output, facts.prices) == (2000, 100, Prices(0, 0))


def test_a_list_is_known_although_the_disk_refuses(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    with pytest.raises(StoreError):
        catalog.keep(HERE, [ODD], 1.0)
    assert catalog.facts(HERE, "odd") == ODD


@pytest.mark.parametrize(
    "damaged", [b"", b"[]", b'{"models": 3}', b'{"models": [{}]}', b'{"models": []}']
)
def test_a_list_that_cannot_be_read_is_as_if_it_were_not_there(
    catalog: Catalog, tmp_path: Path, damaged: bytes
) -> None:
    catalog.keep(HERE, [ODD], 7.5)
    (file,) = (tmp_path / "state" / "models").iterdir()
    file.write_bytes(damaged)
    assert again(tmp_path).listed(HERE) == Listed()


def test_without_a_folder_a_list_is_known_for_this_run(tmp_path: Path) -> None:
    one = Catalog(tmp_path / FILE)
    assert one.listed(HERE) == Listed()
    one.keep(HERE, [ODD], 1.0)
    assert one.facts(HERE, "odd") == ODD


def test_an_address_is_kept_without_its_secrets(catalog: Catalog, tmp_path: Path) -> None:
    catalog.keep("https://me:secret@api.vendor.test/v1?key=secret", [ODD], 1.0)
    (file,) = (tmp_path / "state" / "models").iterdir()
    assert b"secret" not in file.read_bytes()
    assert catalog.facts(HERE, "odd") == ODD


def test_a_program_without_its_table_knows_nothing(tmp_path: Path) -> None:
    assert again(tmp_path).facts(HERE, "big") == ModelFacts("big")


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ({"context": 0}, "tokens"),
        ({"output": 1.5}, "tokens"),
        ({"context": True}, "tokens"),
        ({"input_price": -1, "output_price": 1}, "USD"),
        ({"input_price": "dear"}, "USD"),
        ({"input_price": 1}, "output_price"),
        ({"cached_price": 1}, "input_price"),
        ({"images": "yes"}, "true or false"),
        ({"contxt": 1}, "contxt"),
    ],
)
def test_what_cannot_be_meant_of_a_model_is_told(table: dict[str, Any], word: str) -> None:
    with pytest.raises(FormatError, match=word):
        read_facts("m", table)


def test_all_that_can_be_said_of_a_model_is_read() -> None:
    table = {"title": "M", "context": 5, "output": 4, "tools": False, "reasoning": True}
    prices = {"input_price": 1, "output_price": 2.5, "cached_price": 0.1, "write_price": 1.25}
    assert read_facts("m", {**table, **prices, "price_limit": 9}) == ModelFacts(
        "m", "M", 5, 4, Prices(1, 2.5, 0.1, 1.25, 9), None, True, False
    )


@pytest.mark.parametrize(
    ("address", "model"),
    [
        ("https://api.openai.com/v1", "gpt-5-2025-08-07"),
        ("https://api.anthropic.com", "claude-haiku-4-5-20251001"),
        ("https://generativelanguage.googleapis.com/v1beta", "models/gemini-2.5-flash"),
        ("https://api.mistral.ai/v1", "devstral-medium-latest"),
        ("https://api.x.ai/v1", "grok-4.5"),
        ("https://api.groq.com/openai/v1", "openai/gpt-oss-120b"),
        ("https://api.together.xyz/v1", "openai/gpt-oss-120b"),
    ],
)
def test_the_table_that_ships_knows_the_vendors(tmp_path: Path, address: str, model: str) -> None:
    shipped = Catalog(resources() / FILE, tmp_path)
    facts, source = shipped.facts(address, model), shipped.source(address)
    assert facts.prices is not None
    assert 0 < facts.prices.input <= facts.prices.output
    assert source is not None
    assert source.url.startswith("https://")
    assert source.read.startswith("2026-")
