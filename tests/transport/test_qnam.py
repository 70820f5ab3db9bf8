"""What is Qt's alone; the promises of the seam are in test_base."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkCookie,
    QNetworkCookieJar,
    QNetworkReply,
)

from tests.support.nets import Net, fetch, open_net
from tests.support.server import ScriptedServer, json_answer
from vibekoder.core.errors import Code
from vibekoder.transport.qnam import QnamTransport, failure_of
from vibekoder.wire.http import HttpRequest

Error = QNetworkReply.NetworkError
URL = "https://example.com/v1"


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (Error.ConnectionRefusedError, Code.UNREACHABLE, True),
        (Error.RemoteHostClosedError, Code.UNREACHABLE, True),
        (Error.HostNotFoundError, Code.UNREACHABLE, False),
        (Error.TemporaryNetworkFailureError, Code.UNREACHABLE, True),
        (Error.UnknownNetworkError, Code.UNREACHABLE, True),
        (Error.ProtocolUnknownError, Code.UNREACHABLE, False),
        (Error.ProtocolFailure, Code.UNREACHABLE, True),
        (Error.ProxyConnectionRefusedError, Code.PROXY, False),
        (Error.ProxyAuthenticationRequiredError, Code.PROXY, False),
        (Error.ProxyTimeoutError, Code.PROXY, False),
    ],
)
def test_each_error_of_the_way_has_its_name(error: Error, code: Code, retryable: bool) -> None:
    failure = failure_of(error, URL)
    assert (failure.code, failure.retryable) == (code, retryable)
    assert "example.com" in failure.message


def test_no_error_of_the_way_is_without_a_name() -> None:
    for error in Error:
        assert failure_of(error, URL).hint


def test_a_transport_may_have_a_parent(qapp: object) -> None:
    parent = QnamTransport()
    assert QnamTransport(parent).parent() is parent
    parent.deleteLater()


@pytest.fixture
def far(request: pytest.FixtureRequest) -> Iterator[Net]:
    """The transport of this module alone."""
    with open_net("qnam", request) as opened:
        yield opened


def cookies_of(net: Net) -> QNetworkCookieJar:
    """Where Qt would keep cookies."""
    assert isinstance(net.transport, QnamTransport)
    [manager] = net.transport.findChildren(QNetworkAccessManager)
    return manager.cookieJar()


def test_no_cookie_is_put_aside(far: Net, server: ScriptedServer) -> None:
    server.reply(json_answer({}, headers=(("Set-Cookie", "who=me; Path=/"),)))
    fetch(far, HttpRequest("GET", server.url, ()))
    assert not cookies_of(far).cookiesForUrl(QUrl(server.url))


def test_no_cookie_is_sent_though_there_be_one(far: Net, server: ScriptedServer) -> None:
    server.reply(json_answer({}), json_answer({}))
    fetch(far, HttpRequest("GET", server.url, ()))
    url = QUrl(server.url)
    assert cookies_of(far).setCookiesFromUrl([QNetworkCookie(b"who", b"me")], url)
    fetch(far, HttpRequest("GET", server.url, ()))
    assert "cookie" not in {name.lower() for name in server.visits[1].headers}
