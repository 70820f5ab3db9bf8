"""Bytes over QNetworkAccessManager, in Qt's own loop."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtNetwork import (
    QHttp1Configuration,
    QNetworkAccessManager,
    QNetworkProxy,
    QNetworkProxyFactory,
    QNetworkProxyQuery,
    QNetworkReply,
    QNetworkRequest,
    QSslCertificate,
    QSslConfiguration,
    QSslError,
)

from vibekoder.core.errors import Failure
from vibekoder.core.ways import Proxy, Way, proxy_for
from vibekoder.transport import failures
from vibekoder.transport.base import Call, Sink
from vibekoder.transport.encoding import BrokenEncodingError, Inflate, Plain, undoing
from vibekoder.transport.outgoing import complete, unsendable
from vibekoder.transport.trust import AuthorityError, authorities
from vibekoder.wire.http import HttpRequest

CONNECTIONS: Final = 64  # with Qt's own six the seventh request to a host would never start
BUFFER: Final = 1 << 20  # back-pressure, and a first byte that is not behind a full socket
PIECE: Final = 65536  # read at once: a frame's time must not hang on how much has come
PASSWORD_WANTED: Final = 407  # by a proxy
STRAIGHT: Final = Way()

_Error = QNetworkReply.NetworkError
_Attribute = QNetworkRequest.Attribute


class QnamTransport(QObject):
    """Sends requests over QNetworkAccessManager; any number at once.

    HTTP/1.1, no redirects, no cookies, no cache. Certificates are the system's and those of
    ``way`` and the environment; proxies are those of `core.ways`.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        way: Way = STRAIGHT,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__(parent)
        self._way = way
        self._environ = environ
        self._trusted: QSslConfiguration | None = None
        # a proxy belongs to a manager; a factory of our own would be freed twice, by Qt and by
        # its wrapper
        self._managers: dict[Proxy | None, QNetworkAccessManager] = {}

    def send(self, request: HttpRequest, sink: Sink) -> Call:
        """Start; returns before any fact."""
        failure = unsendable(request)
        if failure is not None:
            return _Unsent(failure, sink, self)
        proxy = proxy_for(request.url, self._way.proxy, self._environ, _of_system)
        if proxy is not None and (not proxy.host or proxy.scheme not in SCHEMES):
            return _Unsent(failures.no_proxy(request.url, proxy, SCHEMES), sink, self)
        prepared = _prepared(request)
        if request.url.lower().startswith("https:"):
            try:
                prepared.setSslConfiguration(self._trust())
            except AuthorityError as problem:
                failure = failures.no_authorities(request.url, problem.path, problem.reason)
                return _Unsent(failure, sink, self)
        elif proxy is not None and proxy.user:
            # Qt would not tell it of itself, because nothing is reused; elsewhere CONNECT tells it
            secret = b64encode(f"{proxy.user}:{proxy.password}".encode())
            prepared.setRawHeader(b"Proxy-Authorization", b"Basic " + secret)
        reply = self._manager(proxy).sendCustomRequest(
            prepared, request.method.encode(), request.body
        )
        shown = "" if proxy is None else proxy.shown
        return _QnamCall(request.url, reply, sink, self._way.connect_limit, shown, self)

    def _manager(self, proxy: Proxy | None) -> QNetworkAccessManager:
        known = self._managers.get(proxy)
        if known is None:
            known = self._managers[proxy] = QNetworkAccessManager(self)
            known.setProxy(_of_qt(proxy))
        return known

    def _trust(self) -> QSslConfiguration:
        if self._trusted is None:
            own = authorities(self._way.ca_file, self._environ)
            trusted = QSslConfiguration.defaultConfiguration()
            if own:
                known = QSslConfiguration.systemCaCertificates()
                read = QSslCertificate.fromData("\n".join(own).encode())
                trusted.setCaCertificates([*known, *read])
            self._trusted = trusted
        return self._trusted


class _QnamCall(QObject):
    """One reply of Qt's, told as facts."""

    def __init__(
        self,
        url: str,
        reply: QNetworkReply,
        sink: Sink,
        limit: float,
        proxy: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._url = url
        self._reply = reply
        self._sink = sink
        self._limit = limit
        self._proxy = proxy
        self._connected = False
        self._opened = False
        self._over = False
        self._finished = False
        self._missing = 0
        self._undo: Plain | Inflate = Plain()
        self._pieces: Iterator[bytes] = iter(())
        self._certificate = ("", "")
        # before Qt's own first step the limit would be forgotten, and nothing be held back
        QTimer.singleShot(0, self, self._limit_buffer)
        reply.metaDataChanged.connect(self._open)
        reply.readyRead.connect(self._pump)
        reply.finished.connect(self._finish)
        reply.sslErrors.connect(self._distrust)
        # the reply has a limit for bytes only; a server may be silent long before its first one
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._give_up)
        reply.requestSent.connect(self._connect)
        self._clock.start(int(limit * 1000))
        # what the timer and the pump below share: at most one is waiting to run
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._pump)

    def cancel(self) -> None:
        """Close the connection; no fact comes any more."""
        if not self._over:
            self._let_go()

    @Slot()
    def _limit_buffer(self) -> None:
        if not self._over:
            self._reply.setReadBufferSize(BUFFER)

    @Slot()
    def _connect(self) -> None:
        self._clock.stop()
        if not self._over and not self._opened and not self._connected:
            self._connected = True
            self._sink.connected()

    @Slot()
    def _open(self) -> None:
        status = self._reply.attribute(_Attribute.HttpStatusCodeAttribute)
        if self._over or self._opened or status is None:
            return
        if status == PASSWORD_WANTED and self._proxy:
            # what goes without TLS has no CONNECT: this is the proxy's own answer
            self._end(failures.proxy(self._url, self._proxy, wants_password=True))
            return
        self._opened = True
        self._clock.stop()
        headers = [
            (bytes(name.data()).decode("latin-1").lower(), bytes(value.data()).decode("latin-1"))
            for name, value in self._reply.rawHeaderPairs()
        ]
        undo = undoing(headers)
        length = dict(headers).get("content-length", "")
        self._missing = int(length) if length.isdecimal() else 0
        self._sink.opened(int(status), headers)
        if isinstance(undo, str):
            self._end(failures.unreadable(self._url, undo))
        else:
            self._undo = undo

    @Slot()
    def _pump(self) -> None:
        self._open()
        # a slot further up may run a loop of its own (a drag): what is left goes first
        if self._pour() and not self._over:
            data = bytes(self._reply.read(PIECE).data())
            self._missing -= len(data)
            if data:
                self._pieces = self._undo.feed(data)
                self._pour()
        if self._over:
            return
        if self._reply.bytesAvailable():
            self._again.start()
        elif self._finished:
            self._end(self._failure())

    def _pour(self) -> bool:
        try:
            for piece in self._pieces:
                self._sink.received(piece)
                if self._over:
                    return False
        except BrokenEncodingError:
            self._end(failures.unreadable(self._url, "broken compression"))
        return not self._over

    @Slot()
    def _finish(self) -> None:
        self._finished = True
        if not self._over:
            self._pump()

    @Slot(list)
    def _distrust(self, errors: list[QSslError]) -> None:
        first = errors[0]
        self._certificate = first.errorString(), first.certificate().subjectDisplayName()

    @Slot()
    def _give_up(self) -> None:
        if not self._over:
            self._end(failures.too_slow(self._url, self._limit))

    def _end(self, failure: Failure | None) -> None:
        if self._over:
            return
        sink = self._sink
        self._let_go()
        sink.closed(failure)

    def _let_go(self) -> None:
        self._over = True
        self._clock.stop()
        self._again.stop()
        if self._reply.isRunning() and self._reply.error() is _Error.NoError:
            # emits from inside the call; by now nobody listens to what it says
            self._reply.abort()
        self._reply.deleteLater()
        self.deleteLater()

    def _failure(self) -> Failure | None:
        error = self._reply.error()
        if self._opened:
            # now and then Qt takes a closed connection for the end of a body that it is not
            broken = self._missing > 0 or _breaks(error)
            return failures.cut_off(self._url) if broken else None
        if error is _Error.SslHandshakeFailedError:
            reason, name = self._certificate
            if not reason:
                return failures.no_tls(self._url, self._reply.errorString())
            return failures.untrusted(self._url, reason, name)
        if error is _Error.TimeoutError:
            return failures.too_slow(self._url, self._limit)
        if self._proxy and not self._connected and error.value < 100:
            # Qt has many names for a proxy that does not lead on
            return failures.proxy(self._url, self._proxy, wants_password=False)
        return failure_of(error, self._url, self._proxy)


class _Unsent(QObject):
    """A request that cannot leave: one fact, later, like every fact."""

    def __init__(self, failure: Failure, sink: Sink, parent: QObject) -> None:
        super().__init__(parent)
        self._failure = failure
        self._sink: Sink | None = sink
        QTimer.singleShot(0, self, self._tell)

    def cancel(self) -> None:
        """No fact comes any more."""
        self._sink = None

    @Slot()
    def _tell(self) -> None:
        sink, self._sink = self._sink, None
        self.deleteLater()
        if sink is not None:
            sink.closed(self._failure)


def failure_of(error: QNetworkReply.NetworkError, url: str, proxy: str = "") -> Failure:
    """What an error of the way is called when no answer had begun."""
    if error in _SIMPLE:
        return _SIMPLE[error](url)
    if 100 < error.value < 200:
        wants_password = error is _Error.ProxyAuthenticationRequiredError
        return failures.proxy(url, proxy, wants_password=wants_password)
    return failures.reset(url)


_SIMPLE: Final = {
    _Error.ConnectionRefusedError: failures.refused,
    _Error.RemoteHostClosedError: failures.reset,
    _Error.HostNotFoundError: failures.unknown_host,
    _Error.TemporaryNetworkFailureError: failures.no_network,
    _Error.NetworkSessionFailedError: failures.no_network,
    _Error.UnknownNetworkError: failures.no_network,
    _Error.ProtocolUnknownError: failures.bad_address,
    _Error.ProtocolInvalidOperationError: failures.bad_address,
}


_TYPES: Final = {
    "http": QNetworkProxy.ProxyType.HttpProxy,
    "socks5": QNetworkProxy.ProxyType.Socks5Proxy,
    "socks5h": QNetworkProxy.ProxyType.Socks5Proxy,
}


SCHEMES: Final = frozenset(_TYPES)
"""The kinds of proxies that it can go through."""


def _of_qt(proxy: Proxy | None) -> QNetworkProxy:
    if proxy is None:
        return QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)
    kind = _TYPES[proxy.scheme]
    return QNetworkProxy(kind, proxy.host, proxy.port, proxy.user, proxy.password)


def _of_system(url: str) -> str:
    """What the system's settings say first; elsewhere the environment is all there is."""
    for found in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url))):
        scheme = next((name for name, kind in _TYPES.items() if kind is found.type()), "")
        return f"{scheme}://{found.hostName()}:{found.port()}" if scheme else ""
    return ""


def _breaks(error: QNetworkReply.NetworkError) -> bool:
    """Whether an error after the status means a broken body; the others only repeat the status."""
    if error in (_Error.NoError, _Error.ProxyAuthenticationRequiredError):
        return False
    return error.value < 200 or error is _Error.ProtocolFailure


def _prepared(request: HttpRequest) -> QNetworkRequest:
    prepared = QNetworkRequest(QUrl(request.url))
    for name, value in complete(request):
        prepared.setRawHeader(name, value)
    manual = QNetworkRequest.LoadControl.Manual
    # Qt would follow a 307 to another origin with key and prompt
    never = QNetworkRequest.RedirectPolicy.ManualRedirectPolicy
    for attribute, choice in (
        (_Attribute.RedirectPolicyAttribute, never),
        (_Attribute.CookieLoadControlAttribute, manual),
        (_Attribute.CookieSaveControlAttribute, manual),
        (_Attribute.AuthenticationReuseAttribute, manual),
        (_Attribute.Http2AllowedAttribute, False),
    ):
        prepared.setAttribute(attribute, choice)
    http = QHttp1Configuration()
    http.setNumberOfConnectionsPerHost(CONNECTIONS)
    prepared.setHttp1Configuration(http)
    return prepared
