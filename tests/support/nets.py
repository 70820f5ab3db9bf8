"""The transports as tests run them: each with the loop it lives in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from vibekoder.core.errors import Failure
from vibekoder.transport.aio import AioTransport
from vibekoder.transport.base import Call, Sink, Transport
from vibekoder.transport.qnam import QnamTransport
from vibekoder.wire.http import HttpRequest

T = TypeVar("T")
Fact = tuple[str, object]
NETS = ("qnam", "aio", "aio on Qt's loop")


class Net(Protocol):
    """A transport and the loop that moves it."""

    name: str
    transport: Transport

    def run(self, action: Callable[[], T]) -> T:
        """Do something inside the loop."""
        ...

    def settle(self, condition: Callable[[], object], timeout: float = 10.0) -> None:
        """Run the loop until the condition holds."""
        ...


class QtNet:
    """A transport in Qt's loop: QNetworkAccessManager, or httpx where asyncio runs on Qt."""

    def __init__(self, name: str, transport: Transport) -> None:
        self.name = name
        self.transport = transport

    def run(self, action: Callable[[], T]) -> T:
        return action()

    def settle(self, condition: Callable[[], object], timeout: float = 10.0) -> None:
        loop, end = QEventLoop(), time.monotonic() + timeout
        timer = QTimer(interval=1)
        timer.timeout.connect(
            lambda: loop.quit() if condition() or time.monotonic() > end else None
        )
        timer.start()
        if not condition():
            loop.exec()
        assert condition(), "it did not come about"


class AsyncNet:
    """httpx in a loop of asyncio's own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: Transport) -> None:
        self.name = "aio"
        self.transport = transport
        self._loop = loop

    def run(self, action: Callable[[], T]) -> T:
        async def inside() -> T:
            return action()

        return self._loop.run_until_complete(inside())

    def settle(self, condition: Callable[[], object], timeout: float = 10.0) -> None:
        async def watch() -> None:
            end = time.monotonic() + timeout
            while not condition() and time.monotonic() < end:  # noqa: ASYNC110  # any condition
                await asyncio.sleep(0.001)

        self._loop.run_until_complete(watch())
        assert condition(), "it did not come about"


@contextmanager
def open_net(name: str, request: pytest.FixtureRequest, **options: Any) -> Iterator[Net]:
    """One of NETS, closed at the end."""
    if name == "qnam":
        request.getfixturevalue("qapp")
        transport = QnamTransport(**options)
        yield QtNet(name, transport)
        transport.deleteLater()
    elif name == "aio":
        loop, client = asyncio.new_event_loop(), AioTransport(**options)
        yield AsyncNet(loop, client)
        loop.run_until_complete(client.aclose())
        loop.close()
    else:
        loop, client = request.getfixturevalue("qt_loop"), AioTransport(**options)
        net = QtNet(name, client)
        yield net
        closing = loop.create_task(client.aclose())
        net.settle(closing.done)


@dataclass
class Recorder:
    """A sink that writes down what it is told, and complains about broken promises."""

    facts: list[Fact] = field(default_factory=list)
    on_fact: Callable[[str], None] = lambda _: None
    closed_to_facts: bool = False
    connections: int = 0

    def connected(self) -> None:
        assert not self.facts, "connected comes first"
        assert not self.closed_to_facts
        self.connections += 1

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        assert not self.facts, "opened comes first, once"
        self._note("opened", (status, tuple(headers)))

    def received(self, data: bytes) -> None:
        assert self.facts, "bytes before the status"
        self._note("received", data)

    def closed(self, failure: Failure | None) -> None:
        self._note("closed", failure)

    def _note(self, kind: str, value: object) -> None:
        assert not self.closed_to_facts, f"{kind} where no fact may come"
        assert not self.ended, f"{kind} after the end"
        self.facts.append((kind, value))
        self.on_fact(kind)

    @property
    def ended(self) -> bool:
        return bool(self.facts) and self.facts[-1][0] == "closed"

    @property
    def failure(self) -> Failure | None:
        kind, value = self.facts[-1]
        assert kind == "closed"
        assert value is None or isinstance(value, Failure)
        return value

    @property
    def status(self) -> int | None:
        kind, value = self.facts[0]
        return value[0] if kind == "opened" else None

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.facts[0][1][1])

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def pieces(self) -> list[bytes]:
        return [value for kind, value in self.facts if kind == "received"]


def start(net: Net, request: HttpRequest, sink: Sink) -> Call:
    """Send from inside the loop."""
    return net.run(lambda: net.transport.send(request, sink))


def fetch(net: Net, request: HttpRequest) -> Recorder:
    """Send and wait for the end."""
    recorder = Recorder()
    start(net, request, recorder)
    net.settle(lambda: recorder.ended)
    return recorder
