"""Stand-ins for the edges of the program: the network and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vibekoder.core.errors import Failure
from vibekoder.transport.base import Sink
from vibekoder.wire.http import HttpRequest


class FakeClock:
    """A monotonic clock that moves when a test says so; call it for the time."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> float:
        """Move on; the new time."""
        self.now += seconds
        return self.now


class FakeCall:
    """One request that a test answers by hand. Facts after ``cancel`` are dropped, as promised."""

    def __init__(self, request: HttpRequest, sink: Sink) -> None:
        self.request = request
        self.cancelled = False
        self.ended = False
        self._sink = sink

    def cancel(self) -> None:
        """The program closed the connection."""
        self.cancelled = True

    def connect(self) -> None:
        """Tell that the request has left."""
        if not self.cancelled:
            self._sink.connected()

    def open(
        self,
        status: int = 200,
        headers: Sequence[tuple[str, str]] = (("content-type", "text/event-stream"),),
    ) -> None:
        """Tell status and headers."""
        if not self.cancelled:
            self._sink.opened(status, headers)

    def receive(self, *pieces: bytes) -> None:
        """Tell bytes, one fact per piece."""
        for piece in pieces:
            if not self.cancelled:
                self._sink.received(piece)

    def close(self, failure: Failure | None = None) -> None:
        """Tell the end."""
        if not self.cancelled and not self.ended:
            self.ended = True
            self._sink.closed(failure)

    def play(self, pieces: Iterable[bytes], failure: Failure | None = None) -> None:
        """A whole answer with status 200."""
        self.open()
        self.receive(*pieces)
        self.close(failure)


class FakeTransport:
    """Keeps what is sent; nothing happens until the test makes it happen."""

    def __init__(self) -> None:
        self.calls: list[FakeCall] = []

    def send(self, request: HttpRequest, sink: Sink) -> FakeCall:
        """Remember the request."""
        call = FakeCall(request, sink)
        self.calls.append(call)
        return call

    @property
    def call(self) -> FakeCall:
        """The latest call."""
        return self.calls[-1]

    @property
    def open_calls(self) -> list[FakeCall]:
        """Those that neither ended nor were cancelled."""
        return [call for call in self.calls if not call.cancelled and not call.ended]
