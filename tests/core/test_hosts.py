"""Names of hosts, which of them are this computer, and addresses without secrets."""

from __future__ import annotations

import pytest

from vibekoder.core.hosts import is_here, name_of, plain_url, served_at


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://me:pw@API.Example:8443/v1?key=x", "api.example"),
        ("http://[::1]:11434/v1", "::1"),
        ("/v1", ""),
        ("http://[", ""),
    ],
)
def test_a_host_is_named_without_what_stands_around_it(url: str, name: str) -> None:
    assert name_of(url) == name


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LocalHost:11434", "models.localhost"),
        *("127.0.0.1", "127.8.9.10:80", "[::1]", "0.0.0.0:8000"),
    ],
)
def test_this_computer_is_known_by_each_of_its_names(host: str) -> None:
    assert is_here(f"http://{host}/v1")


@pytest.mark.parametrize(
    "host",
    [
        *("api.example", "localhost.example", "notlocalhost", "127.0.0.1.example"),
        *("192.168.1.5", "10.0.0.1", "[fe80::1]", "", "["),
    ],
)
def test_other_computers_are_not_here_however_near(host: str) -> None:
    assert not is_here(f"http://{host}/v1")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://host:8000/v1/", "https://host:8000/v1/"),
        ("http://u:p/w?@host/v1#x", "http://host/v1"),
        ("u:p@host/v1?key=k", "host/v1"),
        ("https://host/v1?user=me@there.example&key=k", "https://host/v1"),
        ("https://u/n:p@host/v1?by=me@there", "https://host/v1"),
        ("http://[::1]:80/v1?a@b", "http://[::1]:80/v1"),
        ("", ""),
        ("http://[", "http://["),
    ],
)
def test_an_address_loses_its_secrets(url: str, plain: str) -> None:
    assert plain_url(url) == plain


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("127.0.0.1:11435", "http://127.0.0.1:11435"),
        ("gpu.house", "http://gpu.house:11434"),
        (":9999", "http://localhost:9999"),
        ("http://gpu.house", "http://gpu.house"),
        ("https://gpu.house:8443/models/", "https://gpu.house:8443/models"),
        ("[::]:1", "http://[::1]:1"),
        ("http://", "http://localhost"),
        ("http://[", "http://["),
        ("gpu:99999999", "gpu:99999999"),
    ],
)
def test_where_a_server_listens_tells_where_it_is_asked(written: str, address: str) -> None:
    assert served_at(written, "http://localhost:11434") == address
