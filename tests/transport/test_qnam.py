"""What is Qt's alone; the promises of the seam are in test_base."""

from __future__ import annotations

import pytest
from PySide6.QtNetwork import QNetworkReply

from vibekoder.core.errors import Code
from vibekoder.transport.qnam import QnamTransport, failure_of

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
