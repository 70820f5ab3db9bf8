"""Proxies on a real socket, of HTTP and SOCKS: every name leads to one server of the test."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from tests.support.server import ScriptedServer

NAMED = 3  # how SOCKS says that a name follows, not an address


@dataclass
class LoopbackProxy:
    """A context manager; ``url`` is its address. ``asked`` holds the first line of each request.

    With a ``password`` (``user:password``) it lets nobody else through. ``status`` other than 200
    is what it answers to every CONNECT.
    """

    target: ScriptedServer
    password: str = ""
    status: int = 200
    mute: bool = False
    asked: list[str] = field(default_factory=list)
    place: str = field(default="", init=False)

    def __enter__(self) -> LoopbackProxy:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._live: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, _: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._live:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    @property
    def url(self) -> str:
        """As a variable names it."""
        return f"http://{self.place}"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._live.append(client)
            self._start(self._serve, client)

    def _start(self, what: object, *arguments: object) -> None:
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            while head := self._head(client):
                first, _, rest = head.partition(b"\r\n")
                self.asked.append(first.decode())
                if not self._may(rest):
                    said = b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    said += b'Proxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'
                    client.sendall(said)
                    continue
                if self.mute:
                    client.recv(1)
                    return
                if first.startswith(b"CONNECT") and self.status != 200:
                    client.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.status)
                    return
                self._pass_on(client, first, head)
                return

    def _pass_on(self, client: socket.socket, first: bytes, head: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.target.port)) as server:
            self._live.append(server)
            if first.startswith(b"CONNECT"):
                client.sendall(b"HTTP/1.1 200 Established\r\n\r\n")
            else:
                server.sendall(head)
            self._start(self._pour, client, server)
            self._pour(server, client)

    @staticmethod
    def _pour(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _head(client: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(1) if not head.endswith(b"\r\n\r\n") else b""
            if not data:
                return b""
            head += data
        return head

    def _may(self, headers: bytes) -> bool:
        named = dict(line.partition(b": ")[::2] for line in headers.lower().split(b"\r\n"))
        shown = named.get(b"proxy-authorization", b"")
        wanted = b"basic " + b64encode(self.password.encode()).lower()
        return not self.password or shown == wanted


@dataclass
class SocksProxy(LoopbackProxy):
    """The same, spoken to in SOCKS 5; ``asked`` holds the places that it is asked for."""

    @property
    def url(self) -> str:
        """As a variable names it."""
        return f"socks5://{self.place}"

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            _, count = _exactly(client, 2)
            _exactly(client, count)
            client.sendall(b"\x05\x00")
            *_, kind = _exactly(client, 4)
            size = {1: 4, 4: 16}.get(kind) or _exactly(client, 1)[0]
            name, port = _exactly(client, size), int.from_bytes(_exactly(client, 2))
            host = name.decode() if kind == NAMED else socket.inet_ntop(socket.AF_INET, name)
            self.asked.append(f"{host}:{port}")
            with socket.create_connection(("127.0.0.1", self.target.port)) as server:
                self._live.append(server)
                client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
                self._start(self._pour, client, server)
                self._pour(server, client)


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise OSError
        data += more
    return data
