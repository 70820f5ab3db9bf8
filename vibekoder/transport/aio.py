"""Bytes over httpx, in an asyncio loop; the only module that imports httpx."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import ssl
from base64 import b64encode
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import truststore

from vibekoder.core.errors import Failure
from vibekoder.core.hosts import name_of
from vibekoder.core.ways import Proxy, Way, proxy_for
from vibekoder.transport import failures
from vibekoder.transport.base import Call, Sink
from vibekoder.transport.certificate import name_of as subject_of
from vibekoder.transport.encoding import BrokenEncodingError, Inflate, Plain, undoing
from vibekoder.transport.outgoing import complete, unsendable
from vibekoder.transport.trust import AuthorityError, authorities
from vibekoder.wire.http import HttpRequest

STRAIGHT: Final = Way()
SCHEMES: Final = frozenset({"http", "https"})  # of the proxies that it can go through
PASSWORD_WANTED: Final = 407  # by a proxy
LOOK_LIMIT: Final = 3.0  # for a second look at a certificate that was not trusted


class AioTransport:
    """Sends requests over httpx; any number at once. Close it with ``aclose``.

    HTTP/1.1, no redirects, no cookies. Certificates are the system's and those of ``way`` and
    the environment; proxies are those of `core.ways`. Facts are handed to the sink from the loop,
    never from inside a task.
    """

    def __init__(self, way: Way = STRAIGHT, environ: Mapping[str, str] = os.environ) -> None:
        self._way = way
        self._environ = environ
        self._calls: dict[asyncio.Task[None], _AioCall] = {}
        self._trusted: ssl.SSLContext | None = None
        self._clients: dict[tuple[Proxy | None, bool], httpx.AsyncClient] = {}

    def send(self, request: HttpRequest, sink: Sink) -> Call:
        """Start; returns before any fact. Needs a running loop."""
        loop = asyncio.get_running_loop()
        failure, proxy = unsendable(request), None
        if failure is None:
            proxy = proxy_for(request.url, self._way.proxy, self._environ, _of_system)
        client = failure or self._client(request.url, proxy)
        call = _AioCall(request, sink, loop, proxy, self._way.connect_limit)
        task = loop.create_task(call.run(client))
        call.task = task
        self._calls[task] = call
        task.add_done_callback(self._done)
        return call

    async def aclose(self) -> None:
        """Cancel what runs and close every connection."""
        tasks = list(self._calls)
        for call in list(self._calls.values()):
            call.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()

    def _client(self, url: str, proxy: Proxy | None) -> httpx.AsyncClient | Failure:
        """The client for this way, made once; or why there is none."""
        if proxy is not None and (not proxy.host or proxy.scheme not in SCHEMES):
            return failures.no_proxy(url, proxy, SCHEMES)
        secure = url.lower().startswith("https:") or (proxy is not None and proxy.scheme == "https")
        known = self._clients.get((proxy, secure))
        if known is not None:
            return known
        try:
            # what goes without TLS must not fail for a file that it does not need
            trust = self._trust() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        except AuthorityError as problem:
            return failures.no_authorities(url, problem.path, problem.reason)
        client = self._clients[proxy, secure] = _client(trust, self._way.connect_limit, proxy)
        return client

    def _trust(self) -> ssl.SSLContext:
        if self._trusted is None:
            own = authorities(self._way.ca_file, self._environ)
            trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if own:
                trusted.load_verify_locations(cadata="\n".join(own))
            self._trusted = trusted
        return self._trusted

    def _done(self, task: asyncio.Task[None]) -> None:
        self._calls.pop(task, None)
        if not task.cancelled() and (exc := task.exception()) is not None:
            # a fault of ours, not of the wire: it must be seen
            task.get_loop().call_exception_handler({"message": "a call failed", "exception": exc})


class _AioCall:
    """One response of httpx's, told as facts."""

    def __init__(
        self,
        request: HttpRequest,
        sink: Sink,
        loop: asyncio.AbstractEventLoop,
        proxy: Proxy | None,
        limit: float,
    ) -> None:
        self.task: asyncio.Task[None] | None = None
        self._request = request
        self._sink = sink
        self._loop = loop
        self._proxy = proxy
        self._limit = limit
        self._clock = asyncio.timeout(None)
        self._asking = False  # the request itself is on its way, no longer a proxy's CONNECT
        self._opened = False
        self._cancelled = False
        self._facts: deque[Callable[[], None]] = deque()
        self._taken = asyncio.Event()

    def cancel(self) -> None:
        """Close the connection; no fact comes any more."""
        self._facts.clear()
        # a second cancel would interrupt the closing that the first one began
        if self.task is not None and not self._cancelled:
            self._cancelled = True
            self.task.cancel()

    async def run(self, client: httpx.AsyncClient | Failure) -> None:
        """The whole call; everything that can go wrong on the way becomes the last fact."""
        if isinstance(client, Failure):
            failure = client
        else:
            try:
                failure = await self._talk(client)
            except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as exc:
                failure = await self._failure(exc)
        self._tell(partial(self._sink.closed, failure))

    async def _talk(self, client: httpx.AsyncClient) -> Failure | None:
        request = httpx.Request(
            self._request.method,
            self._request.url,
            headers=complete(self._request),
            content=self._request.body,
            extensions={"trace": self._trace},
        )
        async with asyncio.timeout(None) as self._clock:
            response = await client.send(request, stream=True)
        body = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
        try:
            if response.status_code == PASSWORD_WANTED and self._proxy is not None:
                # what goes without TLS has no CONNECT: this is the proxy's own answer
                url, shown = self._request.url, self._proxy.shown
                return failures.proxy(url, shown, wants_password=True)
            headers = [(name.lower(), value) for name, value in response.headers.multi_items()]
            self._opened = True
            self._tell(partial(self._sink.opened, response.status_code, headers))
            return await self._read(body, undoing(headers))
        finally:
            # In this order, and not left to the collector: asyncio on Qt's loop has no hook for
            # generators that are dropped half way, and theirs wait while they are being closed.
            await response.aclose()
            await body.aclose()

    async def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name == "http11.send_request_headers.started":
            self._asking = info["request"].method != b"CONNECT"
            if not self._asking:
                # what a proxy takes for its answer is part of connecting; httpx has no limit for it
                self._clock.reschedule(self._loop.time() + self._limit)
        elif name == "http11.receive_response_headers.complete":
            self._clock.reschedule(None)
        elif name == "http11.send_request_body.complete" and self._asking:
            self._tell(self._sink.connected)

    async def _read(
        self, body: AsyncIterator[bytes], undo: Plain | Inflate | str
    ) -> Failure | None:
        if isinstance(undo, str):
            return failures.unreadable(self._request.url, undo)
        try:
            async for data in body:
                for piece in undo.feed(data):
                    self._tell(partial(self._sink.received, piece))
                    # the next read waits until this piece is taken: back-pressure
                    await self._taken.wait()
        except BrokenEncodingError:
            return failures.unreadable(self._request.url, "broken compression")
        return None

    def _tell(self, fact: Callable[[], None]) -> None:
        # never from inside the task: a loop that a slot runs of its own would stop all tasks
        self._facts.append(fact)
        self._taken.clear()
        self._loop.call_soon(self._next)

    def _next(self) -> None:
        if self._facts:
            fact = self._facts.popleft()
            if not self._facts:
                self._taken.set()
            fact()

    async def _failure(self, exc: Exception) -> Failure:
        url, causes, proxy = self._request.url, list(_causes(exc)), self._proxy
        if self._opened:
            return failures.cut_off(url)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                shown = await _certificate(url, proxy)
                return failures.untrusted(url, cause.verify_message, shown)
        if isinstance(exc, httpx.ProxyError):
            # the status is told in the sentence alone
            shown = "" if proxy is None else proxy.shown
            return failures.proxy(url, shown, wants_password=str(exc).startswith("407"))
        if isinstance(exc, httpx.ConnectTimeout | TimeoutError):
            return failures.too_slow(url, self._limit)
        secure = any(isinstance(cause, ssl.SSLError) for cause in causes)
        if proxy is not None and not self._asking and not secure:
            return failures.proxy(url, proxy.shown, wants_password=False)
        return failure_of(causes, url)


def _client(trust: ssl.SSLContext, limit: float, proxy: Proxy | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=trust,
        proxy=None if proxy is None else _of_httpx(proxy, trust),
        timeout=httpx.Timeout(None, connect=limit),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # proxies are ours to choose, and a .netrc is nobody's to read
        trust_env=False,
    )


def _of_httpx(proxy: Proxy, trust: ssl.SSLContext) -> httpx.Proxy:
    auth = (proxy.user, proxy.password) if proxy.user else None
    secure = trust if proxy.scheme == "https" else None
    url = httpx.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port)
    return httpx.Proxy(url, auth=auth, ssl_context=secure)


def _of_system(url: str) -> str:
    """What the settings of macOS or Windows say; elsewhere the environment is all there is."""
    if proxy_bypass(name_of(url)):
        return ""
    return getproxies().get(urlsplit(url).scheme, "")


def failure_of(causes: Sequence[BaseException], url: str) -> Failure:
    """What an exception and its causes are called when no answer had begun."""
    for kinds, name in _NAMES:
        if any(isinstance(cause, kinds) for cause in causes):
            return name(url)
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return failures.no_tls(url, str(cause))
        if isinstance(cause, OSError) and cause.errno in _NO_WAY:
            return failures.no_network(url)
    return failures.reset(url)


_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_NAMES: Final[tuple[tuple[tuple[type[BaseException], ...], Callable[[str], Failure]], ...]] = (
    ((socket.gaierror,), failures.unknown_host),
    ((ConnectionRefusedError,), failures.refused),
    ((httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError), failures.bad_address),
)


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    """The exception and what it came from; httpx and anyio wrap the system's own twice."""
    while exc is not None:
        yield exc
        if isinstance(exc, BaseExceptionGroup):
            for one in cast("BaseExceptionGroup[BaseException]", exc).exceptions:
                yield from _causes(one)
        exc = exc.__cause__ or exc.__context__


async def _certificate(url: str, proxy: Proxy | None) -> str:
    """The name in the certificate that was not trusted; asks once more, sends nothing."""
    look = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    look.check_hostname = False
    look.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError, TimeoutError, ValueError, EOFError):
        async with asyncio.timeout(LOOK_LIMIT):
            writer = await _handshake(url, proxy, look)
            try:
                shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            finally:
                writer.transport.abort()
        return subject_of(shown or b"")
    return ""


async def _handshake(url: str, proxy: Proxy | None, look: ssl.SSLContext) -> asyncio.StreamWriter:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    if proxy is None:
        return (await asyncio.open_connection(host, port, ssl=look))[1]
    reader, writer = await asyncio.open_connection(proxy.host, proxy.port)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    ask = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n"
    if proxy.user:
        secret = b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        ask += f"Proxy-Authorization: Basic {secret}\r\n"
    try:
        writer.write(f"{ask}\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        await writer.start_tls(look, server_hostname=host)
    except BaseException:
        writer.transport.abort()
        raise
    return writer
