from __future__ import annotations

import pytest

from vibekoder.core.ways import DIRECT, Proxy, Way, is_exempt, proxy_for, read_proxy

URL = "https://api.example.com/v1"


def shown(proxy: Proxy | None) -> str:
    return "" if proxy is None else proxy.shown


@pytest.mark.parametrize(
    ("url", "environ", "expected"),
    [
        (URL, {}, ""),
        (URL, {"https_proxy": "http://one:1"}, "one:1"),
        (URL, {"HTTPS_PROXY": "http://one:1"}, "one:1"),
        (URL, {"https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:1"}, "small:1"),
        (URL, {"http_proxy": "http://one:1"}, ""),
        (URL, {"all_proxy": "http://all:1"}, "all:1"),
        (URL, {"all_proxy": "http://all:1", "https_proxy": "http://one:1"}, "one:1"),
        (URL, {"https_proxy": "http://one:1", "no_proxy": "example.com"}, ""),
        (URL, {"https_proxy": "http://one:1", "NO_PROXY": "other.com"}, "one:1"),
        ("http://api.example.com", {"http_proxy": "one:1"}, "one:1"),
        ("http://localhost:1", {"all_proxy": "http://all:1"}, ""),
        ("http://127.3.4.5:1", {"all_proxy": "http://all:1"}, ""),
        ("http://[::1]:1", {"all_proxy": "http://all:1"}, ""),
    ],
)
def test_the_environment_names_the_proxy(url: str, environ: dict[str, str], expected: str) -> None:
    assert shown(proxy_for(url, "", environ)) == expected


def test_the_system_is_asked_only_where_the_environment_names_no_proxy() -> None:
    def system(_: str) -> str:
        return "http://system:1"

    assert shown(proxy_for(URL, "", {}, system)) == "system:1"
    assert proxy_for(URL, "", {"http_proxy": "http://one:1"}, system) is None
    assert proxy_for(URL, "", {"no_proxy": "*"}, system) is None


def test_a_backends_own_proxy_wins_over_all_but_this_computer() -> None:
    environ = {"https_proxy": "http://one:1", "no_proxy": "*"}
    assert shown(proxy_for(URL, "http://own:2", environ)) == "own:2"
    assert proxy_for(URL, DIRECT, {"https_proxy": "http://one:1"}) is None
    assert proxy_for("http://127.0.0.1:1", "http://own:2", {}) is None


@pytest.mark.parametrize(
    ("exempt", "url", "expected"),
    [
        ("*", URL, True),
        ("", URL, False),
        (" , ,", URL, False),
        ("api.example.com", URL, True),
        ("example.com", URL, True),
        (".example.com", URL, True),
        ("*.example.com", URL, True),
        ("ample.com", URL, False),
        ("EXAMPLE.com.", URL, True),
        ("other.org example.com", URL, True),
        ("example.com:443", URL, True),
        ("example.com:8443", URL, False),
        ("example.com:8443", "https://example.com:8443/", True),
        (":443", URL, False),
        ("10.0.0.0/8", "http://10.2.3.4/", True),
        ("10.0.0.0/8", "http://11.2.3.4/", False),
        ("10.0.0.0/8", URL, False),
        ("10.2.3.4", "http://10.2.3.4:80/", True),
        ("10.2.3.4:81", "http://10.2.3.4/", False),
        ("fd00::/8", "http://[fd00::1]/", True),
        ("fd00::1", "http://[fd00:0::1]/", True),
        ("[fd00::1]", "http://[fd00::1]/", True),
        ("[fd00::1]:80", "http://[fd00::1]/", True),
        ("[fd00::1]:81", "http://[fd00::1]/", False),
        ("nonsense/99", URL, False),
        ("example.com:443", "https://example.com:port/", False),
    ],
)
def test_no_proxy_names_hosts_nets_and_ports(exempt: str, url: str, expected: bool) -> None:
    assert is_exempt(url, exempt) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("proxy", Proxy("http", "proxy", 80)),
        ("proxy:3128", Proxy("http", "proxy", 3128)),
        ("https://proxy", Proxy("https", "proxy", 443)),
        ("socks5://proxy", Proxy("socks5", "proxy", 1080)),
        ("gopher://proxy", Proxy("gopher", "proxy", 0)),
        ("http://me:a%40b@proxy:1", Proxy("http", "proxy", 1, "me", "a@b")),
        ("http://proxy:many", Proxy("", "", 0)),
        ("http://", Proxy("http", "", 80)),
    ],
)
def test_a_proxy_is_read_from_its_address(address: str, expected: Proxy) -> None:
    assert read_proxy(address) == expected


def test_a_proxy_is_shown_without_its_password() -> None:
    proxy, way = read_proxy("http://me:secret@[fd00::1]:1"), Way(proxy="http://me:secret@p:1")
    assert proxy.shown == "[fd00::1]:1"
    assert "secret" not in repr((proxy, way))
    assert read_proxy("http://").shown == "an address that makes no sense"
