"""Bytes over httpx, in an asyncio loop; the only module that imports httpx."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx
import truststore

from vibekoder.core.errors import Failure
from vibekoder.core.hosts import is_here
from vibekoder.transport import failures
from vibekoder.transport.base import Call, Sink
from vibekoder.transport.certificate import name_of
from vibekoder.transport.encoding import BrokenEncodingError, Inflate, Plain, undoing
from vibekoder.transport.outgoing import complete, unsendable
from vibekoder.wire.http import HttpRequest

CONNECT_LIMIT: Final = 15.0
LOOK_LIMIT: Final = 3.0  # for a second look at a certificate that was not trusted


class AioTransport:
    """Sends requests over httpx; any number at once. Close it with ``aclose``.

    HTTP/1.1, no redirects, no cookies. Certificates are the system's, or those of ``trust``.
    Proxies are the system's and the environment's, never for this machine itself. Facts are
    handed to the sink from the loop, never from inside a task.
    """

    def __init__(
        self, *, connect_limit: float = CONNECT_LIMIT, trust: ssl.SSLContext | None = None
    ) -> None:
        self._connect_limit = connect_limit
        self._calls: dict[asyncio.Task[None], _AioCall] = {}
        trusted = trust or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._far = _client(trusted, connect_limit, proxies=True)
        self._here = _client(trusted, connect_limit, proxies=False)

    def send(self, request: HttpRequest, sink: Sink) -> Call:
        """Start; returns before any fact. Needs a running loop."""
        loop = asyncio.get_running_loop()
        call = _AioCall(request, sink, loop, self._connect_limit)
        task = loop.create_task(call.run(self._here if is_here(request.url) else self._far))
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
        await self._far.aclose()
        await self._here.aclose()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._calls.pop(task, None)
        if not task.cancelled() and (exc := task.exception()) is not None:
            # a fault of ours, not of the wire: it must be seen
            task.get_loop().call_exception_handler({"message": "a call failed", "exception": exc})


class _AioCall:
    """One response of httpx's, told as facts."""

    def __init__(
        self, request: HttpRequest, sink: Sink, loop: asyncio.AbstractEventLoop, limit: float
    ) -> None:
        self.task: asyncio.Task[None] | None = None
        self._request = request
        self._sink = sink
        self._loop = loop
        self._limit = limit
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

    async def run(self, client: httpx.AsyncClient) -> None:
        """The whole call; everything that can go wrong on the way becomes the last fact."""
        failure = unsendable(self._request)
        if failure is None:
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
        response = await client.send(request, stream=True)
        body = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
        try:
            headers = [(name.lower(), value) for name, value in response.headers.multi_items()]
            self._opened = True
            self._tell(partial(self._sink.opened, response.status_code, headers))
            return await self._read(body, undoing(headers))
        finally:
            # In this order, and not left to the collector: asyncio on Qt's loop has no hook for
            # generators that are dropped half way, and theirs wait while they are being closed.
            await response.aclose()
            await body.aclose()

    async def _trace(self, name: str, _: Mapping[str, Any]) -> None:
        if name == "http11.send_request_body.complete":
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
        url, causes = self._request.url, list(_causes(exc))
        if self._opened:
            return failures.cut_off(url)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return failures.untrusted(url, cause.verify_message, await _certificate(url))
        if isinstance(exc, httpx.ConnectTimeout):
            return failures.too_slow(url, self._limit)
        if isinstance(exc, httpx.ProxyError):
            # the status is told in the sentence alone
            return failures.proxy(url, wants_password=str(exc).startswith("407"))
        return failure_of(causes, url)


def _client(trust: ssl.SSLContext, connect_limit: float, *, proxies: bool) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=trust,
        timeout=httpx.Timeout(None, connect=connect_limit),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=proxies,
    )


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


async def _certificate(url: str) -> str:
    """The name in the certificate that was not trusted; asks once more, sends nothing."""
    parts = urlsplit(url)
    look = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    look.check_hostname = False
    look.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError, TimeoutError, ValueError):
        async with asyncio.timeout(LOOK_LIMIT):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=look)
            try:
                shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            finally:
                writer.transport.abort()
        return name_of(shown or b"")
    return ""
