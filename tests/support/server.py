"""An HTTP server on a real socket that plays what a test wrote down.

Every request is answered by the next queued `Answer` (or by ``choose``, or by ``fallback``). An
answer's items are played in order: bytes go on the wire, a number is a pause in seconds, a
`threading.Event` is waited for, ``CLOSE`` ends the connection where it stands, ``RESET`` does so
with an RST, `Raw` bytes go out without any framing. Lives in its own thread, so it works beside
Qt, asyncio or nothing; ``python -m tests.support.server`` runs it as a process.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import gzip
import itertools
import json
import signal
import socket
import ssl
import struct
import sys
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

CERTIFICATE: Final = Path(__file__).with_name("self_signed.pem")
CERTIFICATE_NAME: Final = "VibeKoder test certificate"
FAR_CERTIFICATE: Final = Path(__file__).with_name("self_signed_far.pem")  # of FAR_HOST
FAR_CERTIFICATE_NAME: Final = "VibeKoder far certificate"
FAR_HOST: Final = "far.example.test"
POLL: Final = 0.002  # how often an awaited threading.Event is looked at, in seconds
NO_LINGER: Final = struct.pack("ii", 1, 0)  # closing with this sends RST

REASONS: Final = {200: "OK", 302: "Found", 307: "Temporary Redirect", 401: "Unauthorized"}


class Cut:
    """A way to end a connection in the middle."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


CLOSE: Final = Cut("CLOSE")
RESET: Final = Cut("RESET")


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that go on the wire without chunk framing or compression."""

    data: bytes


Item = bytes | int | float | threading.Event | Cut | Raw
Framing = Literal["chunked", "length", "raw"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request gets.

    ``before`` is played before the status line, ``body`` after the headers. ``body`` may be a
    function that makes an iterator, for streams without end. ``framing``: chunks, a
    Content-Length (needs a body that ends), or raw bytes until the connection closes.
    ``encoding`` is named in the header; gzip and deflate are applied, others are only claimed.
    """

    body: Sequence[Item] | Callable[[], Iterable[Item]] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/event-stream"),)
    framing: Framing = "chunked"
    encoding: str = ""
    before: Sequence[Item] = ()
    keep_alive: bool = True
    version: str = "HTTP/1.1"

    def items(self) -> Iterable[Item]:
        """The body's items, from their beginning."""
        return self.body() if callable(self.body) else self.body

    def but(self, **changes: Any) -> Answer:
        """The same answer with something changed."""
        return replace(self, **changes)


@dataclass(eq=False, slots=True)
class Visit:
    """One request as it came, and what became of it. Times are ``time.monotonic()``."""

    number: int
    connection: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    sent: int = 0
    """Body bytes handed to the socket so far."""
    finished: threading.Event = field(default_factory=threading.Event)
    """The answer was played to its end."""
    disconnected: threading.Event = field(default_factory=threading.Event)
    """The client went away before the end of the answer."""
    disconnected_at: float | None = None

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class ScriptedServer:
    """A context manager: inside it, ``url`` answers.

    ``visits`` lists the requests in order. With ``tls`` the server shows a self-signed
    ``certificate`` of this folder. ``resets`` connections are reset right after they are accepted.
    """

    def __init__(
        self, *, tls: bool = False, port: int = 0, certificate: Path = CERTIFICATE
    ) -> None:
        self.answers: collections.deque[Answer] = collections.deque()
        self.choose: Callable[[Visit], Answer | None] | None = None
        self.fallback: Answer | None = None
        self.visits: list[Visit] = []
        self.accepted = 0
        self.resets = 0
        self.port = port
        self._changed = threading.Condition()
        self._tls = tls
        self._certificate = certificate
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._live: set[_Connection] = set()
        self._thread = threading.Thread(target=self._run, name="scripted-server", daemon=True)

    @property
    def url(self) -> str:
        """Scheme, host and port, without a final slash."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What a person would enter as an OpenAI-compatible base URL."""
        return f"{self.url}/v1"

    def reply(self, *answers: Answer) -> None:
        """Queue answers, one per request."""
        self.answers.extend(answers)

    def wait_visits(self, count: int, timeout: float = 10.0) -> list[Visit]:
        """Block until so many requests have come (not for use inside a Qt or asyncio loop)."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.visits) >= count, timeout):
                raise AssertionError(f"{len(self.visits)} of {count} requests came")
        return list(self.visits)

    @property
    def open_connections(self) -> int:
        """How many clients are connected now."""
        return len(self._live)

    def start(self) -> ScriptedServer:
        """Listen; the port is known when this returns."""
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the scripted server did not start")
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def __enter__(self) -> ScriptedServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def next_answer(self, visit: Visit) -> Answer:
        """The answer for a request that has just come."""
        chosen = self.choose(visit) if self.choose is not None else None
        if chosen is not None:
            return chosen
        with contextlib.suppress(IndexError):
            return self.answers.popleft()
        return self.fallback or json_answer({"error": {"message": "nothing is scripted"}}, 500)

    def note(self, visit: Visit) -> None:
        """Record a request."""
        with self._changed:
            self.visits.append(visit)
            self._changed.notify_all()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        context = None
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
        server = await self._loop.create_server(
            lambda: _Connection(self), "127.0.0.1", self.port, ssl=context, backlog=256
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        # clients that are being accepted just now must become connections before the end
        self._loop.remove_reader(server.sockets[0].fileno())
        await asyncio.sleep(POLL)
        while self._live or len(asyncio.all_tasks()) > 1:
            for connection in list(self._live):
                connection.abort()
                if connection.player is not None:
                    connection.player.cancel()
            await asyncio.sleep(POLL)
        server.close()

    def _came(self, connection: _Connection) -> int:
        self.accepted += 1
        self._live.add(connection)
        return self.accepted

    def _went(self, connection: _Connection) -> None:
        self._live.discard(connection)


class _Connection(asyncio.Protocol):
    """One client: reads requests, plays answers, notices when the client goes away."""

    def __init__(self, server: ScriptedServer) -> None:
        self.server = server
        self.player: asyncio.Task[None] | None = None
        self.number = 0
        self.transport: asyncio.Transport
        self.visit: Visit | None = None
        self.lost = asyncio.Event()
        self.arrived = asyncio.Event()
        self.writable = asyncio.Event()
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.writable.set()
        self.number = self.server._came(self)
        sock: socket.socket = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.server.resets > 0:
            self.server.resets -= 1
            self.reset()
            return
        self.player = asyncio.get_running_loop().create_task(self.play())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.arrived.set()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        now = time.monotonic()
        if self.visit is not None and not self.visit.finished.is_set():
            self.visit.disconnected_at = now
            self.visit.disconnected.set()
        self.server._went(self)
        self.lost.set()
        self.arrived.set()
        self.writable.set()

    def abort(self) -> None:
        self.transport.abort()

    def reset(self) -> None:
        sock: socket.socket = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.transport.abort()

    async def play(self) -> None:
        with contextlib.suppress(_GoneError):
            while True:
                self.visit = visit = await self.read_request()
                self.server.note(visit)
                answer = self.server.next_answer(visit)
                again = await self.answer(visit, answer)
                visit.finished.set()
                if not again:
                    break
        if not self.lost.is_set():
            self.transport.close()

    async def read_request(self) -> Visit:
        head, lines = b"", []
        while b"\r\n\r\n" not in self.buffer:
            await self.more()
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        length = int(headers.get("content-length", "0"))
        while len(self.buffer) < len(head) + 4 + length:
            await self.more()
        rest = bytes(self.buffer[len(head) + 4 :])
        self.buffer = bytearray(rest[length:])
        return Visit(
            len(self.server.visits),
            self.number,
            method,
            path,
            headers,
            rest[:length],
            time.monotonic(),
        )

    async def more(self) -> None:
        self.arrived.clear()
        if self.lost.is_set():
            raise _GoneError
        await self.arrived.wait()
        if self.lost.is_set():
            raise _GoneError

    async def answer(self, visit: Visit, answer: Answer) -> bool:
        async for data, _ in self.items(visit, answer.before):
            await self.write(data)
        keep = answer.keep_alive and answer.framing != "raw"
        head = [f"{answer.version} {answer.status} {REASONS.get(answer.status, 'Status')}"]
        head += [f"{name}: {value}" for name, value in answer.headers]
        if answer.encoding:
            head.append(f"Content-Encoding: {answer.encoding}")
        if answer.framing == "chunked":
            head.append("Transfer-Encoding: chunked")
        if answer.framing == "length":
            head.append(f"Content-Length: {length_of(answer)}")
        if not keep:
            head.append("Connection: close")
        await self.write(("\r\n".join(head) + "\r\n\r\n").encode("latin-1"))
        squeeze, rest = compressor(answer.encoding)
        async for data, raw in self.items(visit, answer.items()):
            if raw:
                await self.write(data)
                continue
            visit.sent += len(data)
            await self.frame(squeeze(data), answer.framing)
        await self.frame(rest(), answer.framing)
        if answer.framing == "chunked":
            await self.write(b"0\r\n\r\n")
        return keep

    async def frame(self, data: bytes, framing: Framing) -> None:
        if not data:
            return
        await self.write(b"%x\r\n%s\r\n" % (len(data), data) if framing == "chunked" else data)

    async def write(self, data: bytes) -> None:
        if self.lost.is_set():
            raise _GoneError
        self.transport.write(data)
        # without the second wait a fast stream would never let the loop notice the client's end
        await self.writable.wait()
        await asyncio.sleep(0)
        if self.lost.is_set():
            raise _GoneError

    async def items(self, visit: Visit, items: Iterable[Item]) -> AsyncIterator[tuple[bytes, bool]]:
        for item in items:
            if isinstance(item, bytes):
                yield item, False
            elif isinstance(item, Raw):
                yield item.data, True
            elif isinstance(item, Cut):
                visit.finished.set()
                if item is RESET:
                    # what was written must reach the client before the RST throws the rest away
                    while self.transport.get_write_buffer_size():
                        await self.or_lost(POLL)
                    await self.or_lost(0.05)
                    self.reset()
                else:
                    self.transport.close()
                await self.lost.wait()
                raise _GoneError
            elif isinstance(item, threading.Event):
                while not item.is_set():
                    await self.or_lost(POLL)
            else:
                await self.or_lost(item)

    async def or_lost(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.lost.wait(), seconds)
        if self.lost.is_set():
            raise _GoneError


class _GoneError(Exception):
    """The client is no longer there."""


def compressor(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """How a piece is compressed so that it can be read at once, and what ends the stream."""
    bits = {"gzip": 31, "x-gzip": 31, "deflate": 15, "raw-deflate": -15}.get(encoding)
    if bits is None:
        return lambda data: data, lambda: b""
    squeezer = zlib.compressobj(wbits=bits)
    return (
        lambda data: squeezer.compress(data) + squeezer.flush(zlib.Z_SYNC_FLUSH),
        lambda: squeezer.flush(zlib.Z_FINISH),
    )


def length_of(answer: Answer) -> int:
    """The Content-Length of an answer whose body ends: what it would have been without cuts."""
    squeeze, rest = compressor(answer.encoding)
    size = sum(len(squeeze(item)) for item in answer.items() if isinstance(item, bytes))
    size += len(rest())
    return size + sum(len(item.data) for item in answer.items() if isinstance(item, Raw))


# ------------------------------------------------------------------ answers in one line


def sse(data: Any) -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}\n\n".encode("utf-8", "surrogatepass")


def chunk(delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> bytes:
    """One chat completion chunk as a server-sent event."""
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
    return sse(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "test-model",
            "choices": [choice],
            **more,
        }
    )


def openai_stream(
    texts: Iterable[str],
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = None,
    *,
    reasoning: Iterable[str] = (),
    done: bool = True,
) -> list[bytes]:
    """A whole streamed answer, one event per piece; without finish and done it looks cut off."""
    pieces = [chunk({"role": "assistant", "content": ""})]
    pieces += [chunk({"reasoning_content": text}) for text in reasoning]
    pieces += [chunk({"content": text}) for text in texts]
    if finish is not None:
        pieces.append(chunk({}, finish))
    if usage is not None:
        pieces.append(sse({"id": "chatcmpl-1", "choices": [], "usage": dict(usage)}))
    if done:
        pieces.append(sse("[DONE]"))
    return pieces


def stream(texts: Iterable[str], **options: Any) -> Answer:
    """An answer that streams these texts and ends well; options as `openai_stream`."""
    return Answer(body=openai_stream(texts, **options))


def json_answer(value: Any, status: int = 200, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """A whole JSON body with its length."""
    return Answer(
        body=(json.dumps(value).encode(),),
        status=status,
        headers=(("Content-Type", "application/json"), *headers),
        framing="length",
    )


def failure(
    status: int,
    message: str = "the server's own words",
    *,
    code: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> Answer:
    """An error answer in the usual JSON form."""
    return json_answer({"error": {"message": message, "code": code}}, status, headers)


def rate_limited(retry_after: str | None) -> Answer:
    """429, with a Retry-After if one is given."""
    headers = () if retry_after is None else (("Retry-After", retry_after),)
    return failure(429, "too many requests", headers=headers)


def redirect(location: str, status: int = 307) -> Answer:
    """An answer that points elsewhere."""
    return Answer(status=status, headers=(("Location", location),), framing="length")


def web_page(title: str = "Hotel Wi-Fi", status: int = 200) -> Answer:
    """What a login page of a network sends."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>Hello</body></html>"
    return Answer(
        body=(page.encode(),),
        status=status,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        framing="length",
    )


def gzipped(data: bytes) -> bytes:
    """One gzip member."""
    return gzip.compress(data)


def token(number: int) -> str:
    """The text of one token of an endless answer; the answer is these, one after the other."""
    return f"w{number} " if number % 16 else f"w{number}\n"


def tokens_text(count: int) -> str:
    """What an endless answer has said after so many tokens."""
    return "".join(token(number) for number in range(count))


def endless(rate: float | None = None, count: int | None = None, finish: bool = True) -> Answer:
    """A stream of numbered tokens, ``rate`` of them a second (None: as fast as they are taken).

    ``count`` ends it properly; without it only the client ends it.
    """

    def items() -> Iterator[Item]:
        start = time.monotonic()
        yield chunk({"role": "assistant", "content": ""})
        for number in itertools.count() if count is None else range(count):
            ahead = 0.0 if rate is None else start + number / rate - time.monotonic()
            if ahead > 0:
                yield ahead
            yield chunk({"content": token(number)})
        if finish:
            yield chunk({}, "stop")
            yield sse("[DONE]")

    return Answer(body=items)


@contextlib.contextmanager
def refusing_port() -> Iterator[int]:
    """A port of this machine where nobody listens, for as long as the block runs."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the port, then stream numbered tokens to every request until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.server")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate", type=float, default=None, help="tokens a second; default: full")
    parser.add_argument("--tokens", type=int, default=None, help="how many; default: no end")
    parser.add_argument("--no-finish", action="store_true", help="end without an end mark")
    options = parser.parse_args(arguments)
    server = ScriptedServer(port=options.port)
    server.fallback = endless(options.rate, options.tokens, not options.no_finish)
    models = json_answer({"object": "list", "data": [{"id": "test-model", "object": "model"}]})
    server.choose = lambda visit: models if visit.path.endswith("/models") else None
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with server:
        print(server.port, flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
