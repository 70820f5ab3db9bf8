"""The values between a dialect and a transport."""

from __future__ import annotations

import pytest

from tests.wire.driven import KEY, endpoint, request
from vibekoder.wire.http import HttpRequest, host_of, is_credential, origin_of
from vibekoder.wire.openai import OpenAI


def test_a_key_is_in_no_repr() -> None:
    place = endpoint(headers=(("x-secret", "also-a-secret"),))
    made = OpenAI().build(place, request("my prompt"))
    assert KEY not in repr(place) + repr(made)
    assert "also-a-secret" not in repr(place) + repr(made)
    assert "my prompt" not in repr(made)


def test_neither_query_nor_password_of_an_address_is_in_a_repr() -> None:
    place = endpoint(f"https://me:{KEY}@h.example/v1?key={KEY}", key=None, quirks={"v1": False})
    made = OpenAI().build(place, request())
    assert KEY in made.url
    assert KEY not in repr(place) + repr(made)
    assert "'https://h.example/v1'" in repr(place)
    assert "quirks={'v1': False}" in repr(place)
    assert repr(made) == "HttpRequest(method='POST', url='https://h.example/v1/chat/completions')"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com/v1", "api.example.com"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("https://user:password@example.com/", "example.com"),
        ("localhost:11434", "localhost:11434"),
        ("", ""),
    ],
)
def test_a_server_is_named_by_host_and_port(url: str, host: str) -> None:
    assert host_of(url) == host


def test_the_standard_port_is_the_same_origin() -> None:
    assert origin_of("https://a.example/x") == origin_of("https://a.example:443/y")


def test_another_scheme_port_or_host_is_another_origin() -> None:
    one = origin_of("https://a.example/")
    others = ("http://a.example/", "https://a.example:8443/", "https://b.example/")
    assert all(origin_of(other) != one for other in others)


def test_a_request_without_a_body_has_an_empty_one() -> None:
    assert HttpRequest("GET", "https://a.example/", ()).body == b""


def test_the_headers_that_carry_a_key_are_known_by_their_names() -> None:
    names = ("Authorization", "X-Api-Key", "x-functions-key", "Cookie", "X-Org", "HTTP-Referer")
    assert [is_credential(name) for name in names] == [True] * 4 + [False] * 2
