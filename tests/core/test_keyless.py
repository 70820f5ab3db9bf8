"""Keys where none may stand: told by their names and by what they look like, and never repeated."""

from __future__ import annotations

from typing import Any

import pytest

from vibekoder.core import keyless

KEY = "sk-proj-0123456789abcdefABCDEF0123abcdEF"


@pytest.mark.parametrize(
    "name",
    [
        *("Authorization", "Proxy-Authorization", "X-Api-Key", "api_key", "X-ApiKey", "Key"),
        *("Ocp-Apim-Subscription-Key", "x-functions-key", "X-Auth-Token", "X-Token-Id", "Cookie"),
    ],
)
def test_a_header_may_tell_by_its_name_that_it_is_a_secret(name: str) -> None:
    assert f"The header {name} holds a secret" in keyless.header(name, "0123")


@pytest.mark.parametrize(
    "name", ["X-Max-Tokens", "X-Team", "X-Author", "X-Monkey", "anthropic-beta"]
)
def test_other_headers_may_be_sent(name: str) -> None:
    assert keyless.header(name, "5") == ""


@pytest.mark.parametrize("value", [KEY, "Basic bWU6d29yZA==", f"Bearer {KEY}"])
def test_a_header_of_a_harmless_name_holds_no_key(value: str) -> None:
    told = keyless.header("X-Team", value)
    assert "The header X-Team holds" in told
    assert "abcdef" not in told


@pytest.mark.parametrize(
    "url",
    [
        *("https://x.example/v1?key=abc", "https://x.example/v1?a=1&api-key=abc"),
        *("https://x.example/?code=abc", f"https://x.example/{KEY}/v1"),
    ],
)
def test_an_address_holds_no_key(url: str) -> None:
    told = keyless.address("base URL", url)
    assert "base URL holds" in told
    assert "abc" not in told


@pytest.mark.parametrize(
    "url", ["https://x.example/openai?api-version=2024-10-21", "https://[", "", "http://x/?key="]
)
def test_another_query_is_fine(url: str) -> None:
    assert keyless.address("base URL", url) == ""


@pytest.mark.parametrize(
    "params",
    [
        *({"api_key": "abc"}, {"key": 5}, {"token": "abc"}, {"Authorization": "abc"}),
        *({"user": KEY}, {"metadata": {"note": [KEY]}}, {"metadata": {"access_token": "abc"}}),
    ],
)
def test_a_parameter_holds_no_key(params: dict[str, Any]) -> None:
    told = keyless.parameters(params)
    assert "set it as the key" in told
    assert "abc" not in told


@pytest.mark.parametrize(
    "params",
    [
        *({"max_tokens": 5, "stop": ["key"]}, {"prompt_cache_key": "one"}, {"key": None}, {}),
        {"response_format": {"schema": {"properties": {"key": {"type": "string"}}}}},
    ],
)
def test_what_models_are_told_is_no_key(params: dict[str, Any]) -> None:
    assert keyless.parameters(params) == ""
