"""The way through a proxy, and whose certificates are believed, with real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.nets import NETS, Net, fetch, open_net
from tests.support.proxy import LoopbackProxy
from tests.support.server import (
    CERTIFICATE,
    FAR_CERTIFICATE,
    FAR_CERTIFICATE_NAME,
    FAR_HOST,
    Answer,
    ScriptedServer,
    refusing_port,
)
from tests.transport.test_base import KEY, post
from vibekoder.core.errors import Code
from vibekoder.core.ways import Way

Opens = Callable[..., Net]
PASSWORD = "me:s3cret-of-the-proxy"


@pytest.fixture(params=NETS)
def opens(request: pytest.FixtureRequest) -> Iterator[Opens]:
    """Makes the transport for a way and an environment; nothing of this machine's own counts."""
    if "Qt" in request.param:
        request.getfixturevalue("qt_loop")  # it must outlive the net
    with ExitStack() as stack:

        def start(way: Way | None = None, **environ: str) -> Net:
            return stack.enter_context(
                open_net(request.param, request, way=way or Way(), environ=environ)
            )

        yield start


@pytest.fixture
def far() -> Iterator[ScriptedServer]:
    """A TLS server that stands for a machine far away."""
    with ScriptedServer(tls=True, certificate=FAR_CERTIFICATE) as server:
        yield server


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
def test_a_stream_comes_through_the_proxy_that_a_variable_names(
    opens: Opens, far: ScriptedServer, variable: str
) -> None:
    far.reply(Answer(body=(b"one", 0.01, b"two")))
    with LoopbackProxy(far) as proxy:
        net = opens(Way(ca_file=str(FAR_CERTIFICATE)), **{variable: proxy.url})
        got = fetch(net, post(f"https://{FAR_HOST}/v1"))
    assert (got.status, got.body, got.failure) == (200, b"onetwo", None)
    assert got.connections == 1
    assert proxy.asked == [f"CONNECT {FAR_HOST}:443 HTTP/1.1"]


def test_plain_http_goes_through_the_proxy_with_its_whole_address(
    opens: Opens, server: ScriptedServer
) -> None:
    server.reply(Answer(body=(b"far",)))
    with LoopbackProxy(server) as proxy:
        got = fetch(opens(http_proxy=proxy.place), post(f"http://{FAR_HOST}/v1"))
    assert got.body == b"far"
    assert proxy.asked == [f"POST http://{FAR_HOST}/v1 HTTP/1.1"]


def test_a_backend_may_have_a_proxy_of_its_own(opens: Opens, server: ScriptedServer) -> None:
    server.reply(Answer(body=(b"far",)))
    with LoopbackProxy(server) as proxy, refusing_port() as nobody:
        net = opens(Way(proxy=proxy.url), http_proxy=f"http://127.0.0.1:{nobody}")
        assert fetch(net, post(f"http://{FAR_HOST}/v1")).body == b"far"


@pytest.mark.parametrize("exempt", ["*", FAR_HOST, "example.test", ".example.test:80"])
def test_no_proxy_takes_a_host_out(opens: Opens, server: ScriptedServer, exempt: str) -> None:
    with LoopbackProxy(server) as proxy:
        net = opens(Way(connect_limit=1), http_proxy=proxy.url, no_proxy=exempt)
        got = fetch(net, post(f"http://{FAR_HOST}/v1"))
    assert proxy.asked == []
    assert got.failure is not None


@pytest.mark.parametrize("own", [True, False])
def test_this_computer_is_reached_directly_whatever_is_set(
    opens: Opens, server: ScriptedServer, own: bool
) -> None:
    server.reply(Answer(body=(b"here",)))
    with refusing_port() as nobody:
        proxy = f"http://127.0.0.1:{nobody}"
        net = opens(Way(proxy=proxy)) if own else opens(all_proxy=proxy)
        assert fetch(net, post(server.url)).body == b"here"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_gets_the_password_of_its_address(
    opens: Opens, far: ScriptedServer, server: ScriptedServer, scheme: str
) -> None:
    target = far if scheme == "https" else server
    target.reply(Answer(body=(b"let in",)))
    with LoopbackProxy(target, password=PASSWORD) as proxy:
        way = Way(proxy=f"http://{PASSWORD}@{proxy.place}", ca_file=str(FAR_CERTIFICATE))
        got = fetch(opens(way), post(f"{scheme}://{FAR_HOST}/v1"))
    assert got.body == b"let in"
    assert "proxy-authorization" not in target.visits[0].headers or scheme == "http"


@pytest.mark.parametrize("wrong", ["", "me:wrong-secret@"])
def test_a_proxy_that_wants_another_password_is_named_and_no_secret_is_said(
    opens: Opens, far: ScriptedServer, wrong: str
) -> None:
    with LoopbackProxy(far, password=PASSWORD) as proxy:
        way = Way(proxy=f"http://{wrong}{proxy.place}", ca_file=str(FAR_CERTIFICATE))
        got = fetch(opens(way), post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert (got.failure.code, got.failure.status) == (Code.PROXY, 407)
    assert f"The proxy {proxy.place}" in got.failure.message
    assert "password" in got.failure.message
    assert "secret" not in repr((got.failure, way))
    assert not far.visits


def test_a_proxy_that_wants_a_password_for_plain_http_is_named_too(
    opens: Opens, server: ScriptedServer
) -> None:
    with LoopbackProxy(server, password=PASSWORD) as proxy:
        got = fetch(opens(http_proxy=proxy.url), post(f"http://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert (got.failure.code, got.failure.status) == (Code.PROXY, 407)
    assert f"The proxy {proxy.place}" in got.failure.message
    assert not server.visits


def test_a_proxy_that_is_not_there_is_named_and_not_the_server(opens: Opens) -> None:
    with refusing_port() as nobody:
        got = fetch(opens(Way(proxy=f"127.0.0.1:{nobody}")), post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert got.failure.code is Code.PROXY
    assert f"The proxy 127.0.0.1:{nobody}" in got.failure.message


def test_a_proxy_that_lets_nothing_through_is_named(opens: Opens, far: ScriptedServer) -> None:
    with LoopbackProxy(far, status=403) as proxy:
        got = fetch(opens(Way(proxy=proxy.url)), post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert got.failure.code is Code.PROXY
    assert "did not let the request through" in got.failure.message


def test_a_proxy_that_says_nothing_is_given_up_as_a_connection(
    opens: Opens, far: ScriptedServer
) -> None:
    with LoopbackProxy(far, mute=True) as proxy:
        net = opens(Way(connect_limit=0.3, proxy=proxy.url))
        got = fetch(net, post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert got.failure.code is Code.TIMEOUT


@pytest.mark.parametrize("address", ["gopher://127.0.0.1:1", "http://:1", "http://[::1", "http://"])
def test_a_proxy_that_makes_no_sense_is_said_and_nothing_is_sent(
    opens: Opens, address: str
) -> None:
    got = fetch(opens(Way(proxy=address)), post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert got.failure.code is Code.PROXY
    assert "Nothing was sent" in got.failure.message


def test_a_certificate_behind_a_proxy_is_named_and_nothing_is_sent(
    opens: Opens, far: ScriptedServer
) -> None:
    with LoopbackProxy(far, password=PASSWORD) as proxy:
        net = opens(Way(proxy=f"http://{PASSWORD}@{proxy.place}"))
        got = fetch(net, post(f"https://{FAR_HOST}/v1"))
    assert got.failure is not None
    assert got.failure.code is Code.TLS
    assert FAR_CERTIFICATE_NAME in got.failure.message
    assert KEY not in repr(got.failure)
    assert not far.visits


@pytest.mark.parametrize("how", ["ca_file", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_certificate_of_ones_own_can_be_believed(opens: Opens, tmp_path: Path, how: str) -> None:
    (tmp_path / "own.crt").write_bytes(CERTIFICATE.read_bytes())
    (tmp_path / "notes.txt").write_text("no certificate")
    place = str(tmp_path if how == "SSL_CERT_DIR" else tmp_path / "own.crt")
    net = opens(Way(ca_file=place)) if how == "ca_file" else opens(**{how: place})
    with ScriptedServer(tls=True) as secure:
        secure.reply(Answer(body=(b"safe",)))
        assert fetch(net, post(secure.url)).body == b"safe"


def test_believing_one_certificate_believes_no_other(opens: Opens) -> None:
    with ScriptedServer(tls=True) as secure:
        got = fetch(opens(Way(ca_file=str(FAR_CERTIFICATE))), post(secure.url))
        assert not secure.visits
    assert got.failure is not None
    assert got.failure.code is Code.TLS


def test_a_certificate_counts_for_its_own_name_alone(opens: Opens, far: ScriptedServer) -> None:
    got = fetch(opens(Way(ca_file=str(FAR_CERTIFICATE))), post(far.url))
    assert got.failure is not None
    assert got.failure.code is Code.TLS
    assert FAR_CERTIFICATE_NAME in got.failure.message
    assert not far.visits


def test_a_ca_file_that_cannot_be_used_is_named_until_it_can(opens: Opens, tmp_path: Path) -> None:
    file = tmp_path / "own.pem"
    net = opens(Way(ca_file=str(file)))
    with ScriptedServer(tls=True) as secure:
        secure.reply(Answer(body=(b"safe",)))
        got = fetch(net, post(secure.url))
        assert got.failure is not None
        assert (got.failure.code, secure.accepted) == (Code.TLS, 0)
        assert str(file) in got.failure.message
        file.write_bytes(CERTIFICATE.read_bytes())
        assert fetch(net, post(secure.url)).body == b"safe"


def test_what_goes_without_tls_needs_no_ca_file(opens: Opens, server: ScriptedServer) -> None:
    server.reply(Answer(body=(b"plain",)))
    assert fetch(opens(Way(ca_file="nowhere.pem")), post(server.url)).body == b"plain"
