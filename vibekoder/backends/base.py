"""A backend: where strikes go, as an object with signals."""

from __future__ import annotations

import logging
import random
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.core import events
from vibekoder.core.errors import Code, Failure, Refused
from vibekoder.core.events import Event
from vibekoder.core.messages import Message
from vibekoder.transport.base import Call, Transport
from vibekoder.wire.exchange import Exchange
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint

log = logging.getLogger(__name__)

Tell = Callable[[Sequence[Event]], None]
Probe = Callable[[str, str, int], None]
Models = Callable[[Sequence[str] | Failure], None]

_STATUS = {
    events.CREATED: "connecting",
    events.DELTA: "answering",
    events.COMPLETED: "completed",
    events.CANCELLED: "cancelled",
    events.ERROR: "failed",
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a backend can do, as far as it is known without asking."""

    streaming: bool = True
    reasoning: bool = True
    lists_models: bool = True
    needs_network: bool = True


class Talk(Protocol):
    """One request under way inside a backend; it tells events, the last one terminal."""

    def start(self) -> None:
        """Begin."""
        ...

    def cancel(self) -> None:
        """End it now, by ``thread.run.cancelled``."""
        ...


class AIBackend(QObject):
    """Any number of requests at once, stateless between them.

    ``start_request`` returns before any signal. Of one event the signals come in this order:
    ``runEvent``, ``statusChanged``, then the one of its content. A request has exactly one
    terminal event, last; then it is silent. Subclasses say what a ``Talk`` is and emit nothing.

    Signals:
        runEvent(request_id: str, event: Event): everything that happens, the source of the rest.
        partialResponse(request_id: str, text: str): a piece of the answer.
        finished(request_id: str, text: str): the whole answer, complete.
        error(request_id: str, message: str): it failed; the sentence for people.
        statusChanged(request_id: str, status: str): connecting, waiting, reasoning, tool_calls,
            answering, retrying, and last exactly one of completed, cancelled, failed.
    """

    runEvent = Signal(str, object)
    partialResponse = Signal(str, str)
    finished = Signal(str, str)
    error = Signal(str, str)
    statusChanged = Signal(str, str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._talks: dict[str, Talk] = {}
        self._statuses: dict[str, str] = {}
        self._known: set[str] = set()

    def start_request(
        self, messages: Sequence[Message], params: Mapping[str, Any], request_id: str
    ) -> None:
        """Send; ``params`` holds the ``model`` beside what is passed on to it.

        Raises ValueError for an id that was used before.
        """
        if request_id in self._known:
            raise ValueError(f"the request id {request_id} was used before")
        self._known.add(request_id)
        rest = {name: value for name, value in params.items() if name != "model"}
        request = ChatRequest(request_id, str(params.get("model", "")), tuple(messages), rest)
        self._statuses[request_id] = ""

        def tell(told: Sequence[Event]) -> None:
            self._tell(request_id, told)

        QTimer.singleShot(0, self, lambda: self._begin(request, tell))

    def cancel_request(self, request_id: str | None = None) -> None:
        """Stop one request, or all; an ended or unknown one is let be."""
        for name in [request_id] if request_id is not None else list(self._statuses):
            talk = self._talks.get(name)
            if talk is not None:
                talk.cancel()
            elif name in self._statuses:
                # it has not begun: it begins with its end
                self._statuses[name] = "cancelled"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities()

    @property
    def running(self) -> tuple[str, ...]:
        """The ids of the requests that have not ended."""
        return tuple(self._statuses)

    @abstractmethod
    def list_models(self, answer: Models) -> None:
        """Ask for the models; ``answer`` is called later with their ids, or with a Failure."""

    @abstractmethod
    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        """What carries one request."""

    def _begin(self, request: ChatRequest, tell: Tell) -> None:
        stopped = self._statuses[request.id] == "cancelled"
        self._statuses[request.id] = ""
        tell([events.created(self.name, request.model, request.id)])
        if stopped:
            tell([events.cancelled("")])
            return
        if request.id not in self._statuses:
            return
        talk = self._talks[request.id] = self._talk(request, tell)
        talk.start()

    def _tell(self, request_id: str, told: Sequence[Event]) -> None:
        for event in told:
            if request_id not in self._statuses:
                return
            self._emit(request_id, event)

    def _emit(self, request_id: str, event: Event) -> None:
        before = self._statuses[request_id]
        status = _STATUS.get(event.event) or str(event.data["step"])
        if event.event in events.TERMINAL:
            del self._statuses[request_id]
            self._talks.pop(request_id, None)
        else:
            self._statuses[request_id] = status
        self.runEvent.emit(request_id, event)
        if status != before:
            self.statusChanged.emit(request_id, status)
        if event.event == events.DELTA:
            self.partialResponse.emit(request_id, event.data["content"])
        elif event.event == events.COMPLETED:
            self.finished.emit(request_id, event.data["content"])
        elif event.event == events.ERROR:
            self.error.emit(request_id, event.data["message"])


class HttpBackend(AIBackend):
    """A dialect over a transport, to one endpoint; its signals are those of ``AIBackend``.

    ``idle_limit`` in seconds, None for never. ``probe`` is told (request id, "opened" or
    "received", bytes of the body so far).
    """

    def __init__(
        self,
        endpoint: Endpoint,
        dialect: Dialect,
        transport: Transport,
        *,
        idle_limit: float | None = 600.0,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], float] = time.monotonic,
        probe: Probe | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(endpoint.backend, parent)
        self.endpoint = endpoint
        self.dialect = dialect
        self.transport = transport
        self.idle_limit = idle_limit
        self.jitter = jitter
        self.now = now
        self.probe = probe

    def list_models(self, answer: Models) -> None:
        """Ask the server for its models."""
        _ModelsCall(self, answer).start()

    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        return _HttpTalk(self, request, tell)


class _HttpTalk(QObject):
    """Drives one exchange: facts of the transport and of the clock in, events out."""

    def __init__(self, backend: HttpBackend, request: ChatRequest, tell: Tell) -> None:
        super().__init__(backend)
        self._backend = backend
        self._request = request
        self._tell_events = tell
        self._exchange: Exchange | None = None
        self._call: Call | None = None
        self._received = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        backend = self._backend
        try:
            self._exchange = Exchange(
                backend.dialect,
                backend.endpoint,
                self._request,
                jitter=backend.jitter,
                idle_limit=backend.idle_limit,
            )
        except Refused as problem:
            self._refuse(problem)
            return
        self._go(self._exchange.start(backend.now()))

    def cancel(self) -> None:
        if self._exchange is not None:
            self._go(self._exchange.cancel(self._backend.now()))

    def connected(self) -> None:
        if self._exchange is not None:
            self._go(self._exchange.connected(self._backend.now()))

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        self._note("opened")
        if self._exchange is not None:
            self._go(self._exchange.opened(status, headers, self._backend.now()))

    def received(self, data: bytes) -> None:
        self._received += len(data)
        self._note("received")
        if self._exchange is not None:
            self._go(self._exchange.received(data, self._backend.now()))

    def closed(self, failure: Failure | None) -> None:
        self._call = None
        if self._exchange is not None:
            self._go(self._exchange.closed(failure, self._backend.now()))

    def _tick(self) -> None:
        if self._exchange is not None:
            self._go(self._exchange.tick(self._backend.now()))

    def _go(self, told: Sequence[Event]) -> None:
        """Do what the exchange asks for; the connection is closed before the end is told."""
        exchange = self._exchange
        if exchange is None:
            return
        if exchange.state in ("pause", "ended") and self._call is not None:
            self._call.cancel()
            self._call = None
        if exchange.state == "ended":
            self._timer.stop()
            self._exchange = None
            self._tell_events(told)
            self.deleteLater()
            return
        self._tell_events(told)
        # a slot may have cancelled meanwhile
        if self._exchange is None:
            return
        if exchange.state == "send":
            self._call = self._backend.transport.send(exchange.http, self)
            exchange.sent(self._backend.now())
        self._arm(exchange.due)

    def _arm(self, due: float | None) -> None:
        if due is None:
            self._timer.stop()
            return
        # a timer may fire a moment early: one millisecond more spares a second round
        wait = max(0, int((due - self._backend.now()) * 1000)) + 1
        remaining = self._timer.remainingTime()
        # the idle limit moves with every event; a timer that fires early is armed again
        if not self._timer.isActive() or wait < remaining:
            self._timer.start(min(wait, 2**31 - 1))

    def _refuse(self, problem: Refused) -> None:
        code = problem.code or Code.BAD_REQUEST
        failure = Failure(code, problem.sentence, problem.hint)
        self._tell_events([events.error(failure)])
        self.deleteLater()

    def _note(self, fact: str) -> None:
        if self._backend.probe is not None:
            self._backend.probe(self._request.id, fact, self._received)


class _ModelsCall(QObject):
    """One request for the list of models; its body is small and read whole."""

    def __init__(self, backend: HttpBackend, answer: Models) -> None:
        super().__init__(backend)
        self._backend = backend
        self._answer = answer
        self._status = 0
        self._headers: Sequence[tuple[str, str]] = ()
        self._body = bytearray()

    def start(self) -> None:
        backend = self._backend
        backend.transport.send(backend.dialect.models(backend.endpoint), self)

    def connected(self) -> None:
        """Nothing is shown while it lasts."""

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        self._status, self._headers = status, headers

    def received(self, data: bytes) -> None:
        self._body += data

    def closed(self, failure: Failure | None) -> None:
        dialect, endpoint, body = self._backend.dialect, self._backend.endpoint, bytes(self._body)
        if failure is None and self._status != 200:
            failure = dialect.failure(self._status, self._headers, body, endpoint)
        self._answer(dialect.read_models(body) if failure is None else failure)
        self.deleteLater()
