from __future__ import annotations

import inspect

import pytest

from vibekoder.core.errors import Failure
from vibekoder.core.ways import Proxy
from vibekoder.transport import failures

URL = "https://user:sk-secret@api.example.com:8443/v1/chat?key=sk-secret"
WAYS = [
    failures.bad_address(URL),
    failures.unknown_host(URL),
    failures.refused(URL),
    failures.reset(URL),
    failures.no_network(URL),
    failures.too_slow(URL, 15.0),
    failures.untrusted(URL, "self-signed", "Somebody"),
    failures.untrusted(URL, "", ""),
    failures.no_tls(URL, "wrong version"),
    failures.proxy(URL, wants_password=True),
    failures.proxy(URL, wants_password=False),
    failures.proxy(URL, "proxy:1", wants_password=False),
    failures.no_proxy(URL, Proxy("gopher", "proxy", 1), {"http"}),
    failures.no_authorities(URL, "own.pem", "no such file"),
    failures.cut_off(URL),
    failures.unreadable(URL, "br"),
]


@pytest.mark.parametrize("failure", WAYS, ids=lambda failure: failure.message[:40])
def test_each_sentence_names_the_host_and_never_more_of_the_address(failure: Failure) -> None:
    assert "api.example.com:8443" in failure.message
    assert "sk-secret" not in repr(failure)


@pytest.mark.parametrize("failure", WAYS, ids=lambda failure: failure.message[:40])
def test_each_says_what_is_safe_and_what_to_do(failure: Failure) -> None:
    assert failure.hint.startswith(("Your text is kept.", "What came is kept."))
    assert failure.message.endswith(".")


def test_every_way_of_going_wrong_is_looked_at() -> None:
    makers = inspect.getmembers(failures, inspect.isfunction)
    own = {name for name, made in makers if made.__module__ == failures.__name__}
    assert own - {"named", "bad_header"} == {
        *("bad_address", "unknown_host", "refused", "reset", "no_network", "too_slow"),
        *("untrusted", "no_tls", "no_authorities", "proxy", "no_proxy", "cut_off", "unreadable"),
    }


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
        ("https://[::1]:1/x", "[::1]:1"),
        ("https://example.com", "example.com"),
        ("nonsense", "nonsense"),
        ("http://[::1", "this address"),
        ("http://host:port/", "this address"),
    ],
)
def test_a_host_is_shown_as_people_name_it(url: str, shown: str) -> None:
    assert failures.named(url) == shown
