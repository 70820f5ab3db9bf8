"""What is known of each provider."""

from __future__ import annotations

import pytest

from vibekoder.core.providers import PROVIDERS, Provider, key_variable_for


@pytest.mark.parametrize("one", PROVIDERS.values(), ids=lambda one: one.name)
def test_each_provider_says_what_a_person_needs_to_choose_it(one: Provider) -> None:
    assert one.title
    assert bool(one.base_url) == bool(one.key_variable) == one.networked


def test_each_provider_stands_under_its_own_name() -> None:
    assert all(one.name == name for name, one in PROVIDERS.items())


@pytest.mark.parametrize(
    ("base_url", "variable"),
    [
        ("https://api.openai.com/v1", "OPENAI_API_KEY"),
        ("https://API.OpenAI.com:443", "OPENAI_API_KEY"),
        ("https://api.openai.com.example/v1", ""),
        ("http://localhost:1234/v1", ""),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_a_providers_key_goes_to_its_own_address_alone(base_url: str, variable: str) -> None:
    assert key_variable_for(base_url) == variable
