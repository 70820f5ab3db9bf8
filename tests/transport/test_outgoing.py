from __future__ import annotations

import pytest

from vibekoder.core.errors import Code
from vibekoder.transport.outgoing import complete, unsendable
from vibekoder.wire.http import HttpRequest


def request(*headers: tuple[str, str], url: str = "https://h/v1", body: bytes = b"") -> HttpRequest:
    return HttpRequest("POST", url, headers, body)


def test_what_every_request_has_is_added() -> None:
    names = [name for name, _ in complete(request(body=b"x"))]
    assert names == [b"Accept-Encoding", b"User-Agent", b"Content-Type"]


def test_what_a_request_brings_itself_is_left_alone() -> None:
    headers = dict(complete(request(("ACCEPT-ENCODING", "gzip"), ("x", " y "))))
    assert headers[b"ACCEPT-ENCODING"] == b"gzip"
    assert headers[b"x"] == b"y"
    assert b"Accept-Encoding" not in headers


def test_values_beyond_ascii_can_leave() -> None:
    assert unsendable(request(("x", "\u00fcber"))) is None
    assert dict(complete(request(("x", "\u00fcber"))))[b"x"] == "\u00fcber".encode()


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "a\x7fb"])
def test_control_characters_in_a_header_are_refused_without_repeating_them(value: str) -> None:
    failure = unsendable(request(("Authorization", f"Bearer sk-secret{value}")))
    assert failure is not None
    assert failure.code is Code.BAD_REQUEST
    assert "Authorization" in failure.message
    assert "sk-secret" not in repr(failure)


def test_a_line_end_after_a_pasted_key_is_no_harm() -> None:
    assert unsendable(request(("Authorization", "Bearer sk-secret\r\n"))) is None


@pytest.mark.parametrize("url", ["", "x", "ftp://h/", "file:///etc", "http://", "http://h:bad/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    failure = unsendable(request(url=url))
    assert failure is not None
    assert failure.code is Code.UNREACHABLE
