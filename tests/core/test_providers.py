"""What is known of each provider."""

from __future__ import annotations

import pytest

from vibekoder.core.providers import (
    AZURE,
    COMPATIBLE,
    MISTRAL,
    OLLAMA,
    OPENAI,
    OPENAI_RESPONSES,
    OPENROUTER,
    PROVIDERS,
    Provider,
    key_variable_for,
    provider_of,
)


@pytest.mark.parametrize("one", PROVIDERS.values(), ids=lambda one: one.name)
def test_each_provider_says_what_a_person_needs_to_choose_it(one: Provider) -> None:
    assert one.title
    assert one.networked or not (one.base_url or one.key_variables)
    needs_one = one.networked and not one.local and one is not COMPATIBLE
    assert bool(one.key_variable) == needs_one


def test_each_provider_stands_under_its_own_name() -> None:
    assert all(one.name == name for name, one in PROVIDERS.items())


@pytest.mark.parametrize(
    ("base_url", "variable"),
    [
        ("https://api.openai.com/v1", "OPENAI_API_KEY"),
        ("https://API.OpenAI.com:443", "OPENAI_API_KEY"),
        ("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        ("https://mine.openai.azure.com/openai/v1", "AZURE_OPENAI_API_KEY"),
        ("https://api.openai.com.example/v1", ""),
        ("https://openai.azure.com.example", ""),
        ("http://localhost:1234/v1", ""),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_a_providers_key_goes_to_its_own_address_alone(base_url: str, variable: str) -> None:
    assert key_variable_for(base_url) == variable


@pytest.mark.parametrize(
    ("kind", "base_url", "known"),
    [
        ("openai", "https://api.openai.com/v1", OPENAI),
        ("openai", "", OPENAI),
        ("openai", "https://openrouter.ai/api/v1", OPENROUTER),
        ("openai", "https://llm.house.example/v1", COMPATIBLE),
        ("openai", "http://localhost:8080/v1", COMPATIBLE),
        ("mistral", "https://gateway.example/v1", MISTRAL),
        ("openai-responses", "https://gateway.example/v1", OPENAI_RESPONSES),
    ],
)
def test_a_server_is_known_by_its_kind_or_by_its_host(
    kind: str, base_url: str, known: Provider
) -> None:
    assert provider_of(kind, base_url) is known


def test_the_environment_moves_a_provider_from_its_own_address() -> None:
    environ = {"OPENAI_BASE_URL": " https://gateway.example/v1 "}
    assert OPENAI.address("", environ) == "https://gateway.example/v1"
    assert OPENAI.address("https://api.openai.com/v1", environ) == "https://gateway.example/v1"


def test_an_address_that_a_person_wrote_is_not_moved() -> None:
    environ = {"OPENAI_BASE_URL": "https://gateway.example/v1"}
    assert OPENAI.address("https://other.example", environ) == "https://other.example"


@pytest.mark.parametrize("environ", [{}, {"OPENAI_BASE_URL": " "}])
def test_without_a_word_from_the_environment_the_address_stays(environ: dict[str, str]) -> None:
    assert OPENAI.address("https://api.openai.com/v1", environ) == "https://api.openai.com/v1"
    assert MISTRAL.address("", environ) == ""


def test_azure_has_no_address_but_the_one_that_is_told() -> None:
    assert AZURE.address("", {}) == ""
    told = {"AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com"}
    assert AZURE.address("", told) == "https://mine.openai.azure.com"


def test_a_server_on_this_computer_is_asked_where_it_listens() -> None:
    own = OLLAMA.base_url
    assert OLLAMA.address(own, {"OLLAMA_HOST": "0.0.0.0"}) == "http://127.0.0.1:11434"
