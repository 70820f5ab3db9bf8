"""A backend that is a server: a dialect over a transport, to one endpoint."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer

from vibekoder.backends.base import (
    AIBackend,
    Models,
    Outline,
    Probe,
    Talk,
    Tell,
    failure_of,
)
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.errors import Code, Failure, Refused
from vibekoder.core.events import Event
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts, merged
from vibekoder.transport.base import Call, Transport
from vibekoder.wire.abilities import abilities
from vibekoder.wire.exchange import Exchange
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint, HttpRequest

PLACE: Final = "the-place-of-the-key"
SOMETHING: Final = (Message(Role.USER, "-"),)
MODELS_LIMIT_MS: Final = 30_000
LARGEST_LIST: Final = 8 << 20  # bytes of a list of models
MOST_QUESTIONS: Final = 100  # pages of a list, and models that are asked for


class HttpBackend(AIBackend):
    """A dialect over a transport; its signals are those of ``AIBackend``.

    ``key`` is asked at each request for what the endpoint's key is by now; it never waits.
    ``idle_limit`` in seconds, None for never. ``probe`` is told (request id, "connected",
    "opened" or "received", bytes of the body so far).
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
        key: Callable[[], str | None] | None = None,
        at_once: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(endpoint.backend, parent, now=now, at_once=at_once)
        self.endpoint = endpoint
        self._key = key
        self.dialect = dialect
        self.transport = transport
        self.probe = probe
        self._idle_limit = idle_limit
        self._jitter = jitter
        self._listings: set[_Listing] = set()

    def capable(self, facts: ModelFacts) -> Capabilities:
        """What protocol, endpoint and model can do together."""
        return abilities(self.dialect, self.endpoint, facts)

    def list_models(self, answer: Models) -> None:
        """Ask the server for its models."""
        listing = _Listing(self, answer, self._listings.discard)
        # held here: a timer does not keep the object whose method it calls
        self._listings.add(listing)
        QTimer.singleShot(0, self, listing.start)
        QTimer.singleShot(MODELS_LIMIT_MS, self, listing.give_up)

    def outline(self, model: str) -> Outline:
        """Where and how a request goes, without its body and without a key."""
        endpoint = replace(self.endpoint, key=PLACE)
        # some protocols have no request in which nobody says anything
        built = self.dialect.build(endpoint, ChatRequest("", model, SOMETHING, {}))
        own = {name.lower() for name, _ in endpoint.headers}
        hidden = [name for name, value in built.headers if PLACE in value or name.lower() in own]
        headers = [(name, "" if name in hidden else value) for name, value in built.headers]
        return Outline(replace(built, headers=tuple(headers), body=b""), tuple(hidden))

    def keyed(self) -> Endpoint:
        """The endpoint with the key of this moment."""
        return self.endpoint if self._key is None else replace(self.endpoint, key=self._key())

    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        exchange = Exchange(
            self.dialect,
            self.keyed(),
            request,
            jitter=self._jitter,
            idle_limit=self._idle_limit,
        )
        return _HttpTalk(self, request.id, exchange, tell)


class _HttpTalk:
    """Drives one exchange: facts of the transport and of the clock in, events out."""

    def __init__(
        self, backend: HttpBackend, request_id: str, exchange: Exchange, tell: Tell
    ) -> None:
        self._backend = backend
        self._id = request_id
        self._exchange = exchange
        self._tell = tell
        self._call: Call | None = None
        self._received = 0

    @property
    def due(self) -> float | None:
        return self._exchange.due

    def start(self, now: float) -> None:
        self._go(self._exchange.start(now), now)

    def tick(self, now: float) -> None:
        self._go(self._exchange.tick(now), now)

    def cancel(self, now: float) -> None:
        self._go(self._exchange.cancel(now), now)

    def resume(self, now: float) -> None:
        self._go(self._exchange.resume(now), now)

    def connected(self) -> None:
        self._note("connected")
        now = self._backend.now()
        self._go(self._exchange.connected(now), now)

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        self._note("opened")
        now = self._backend.now()
        self._go(self._exchange.opened(status, headers, now), now)

    def received(self, data: bytes) -> None:
        self._received += len(data)
        self._note("received")
        now = self._backend.now()
        self._go(self._exchange.received(data, now), now)

    def closed(self, failure: Failure | None) -> None:
        now = self._backend.now()
        self._go(self._exchange.closed(failure, now), now)

    def _go(self, made: list[Event], now: float) -> None:
        """Do what the exchange asks for; a connection is closed before its end is told."""
        exchange = self._exchange
        if exchange.state in ("pause", "heal", "ended") and self._call is not None:
            self._call.cancel()
            self._call = None
        self._tell(made)
        # asked anew: a slot may have stopped it
        if exchange.state == "send":
            self._received = 0
            self._call = self._backend.transport.send(exchange.http, self)
            self._tell(exchange.sent(now))

    def _note(self, fact: str) -> None:
        if self._backend.probe is not None:
            self._backend.probe(self._id, fact, self._received)


class _Listing:
    """The list of models, page after page, and what is asked of single ones; small bodies."""

    def __init__(
        self, backend: HttpBackend, answer: Models, ended: Callable[[_Listing], None]
    ) -> None:
        self._backend = backend
        self._answer: Models | None = answer
        self._ended = ended
        self._endpoint = backend.keyed()
        self._found: dict[str, ModelFacts] = {}
        self._todo: deque[HttpRequest] = deque()
        self._asked = 0
        self._call: Call | None = None

    def start(self) -> None:
        try:
            self._todo.append(self._backend.dialect.models(self._endpoint))
        except Refused as problem:
            self._end(failure_of(problem))
        else:
            self._ask()

    def give_up(self) -> None:
        self._end(
            Failure(
                Code.TIMEOUT,
                f"{self._backend.name} did not send its list of models in time.",
                "Type the model's name, or try again.",
            )
        )

    def connected(self) -> None:
        """Nothing is shown while it lasts."""

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        self._status, self._headers = status, headers

    def received(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > LARGEST_LIST:
            self.closed(None)

    def closed(self, failure: Failure | None) -> None:
        dialect, endpoint, body = self._backend.dialect, self._endpoint, bytes(self._body)
        if self._status and self._status != 200:
            failure = dialect.failure(self._status, self._headers, body, endpoint)
        if failure is not None:
            self._end(failure)
            return
        for facts in dialect.read_models(body, self._request.body):
            known = self._found.get(facts.name)
            self._found[facts.name] = facts if known is None else merged(known, facts)
        self._todo.extend(dialect.next_models(endpoint, body))
        self._ask()

    def _ask(self) -> None:
        self._cancel()
        if not self._todo or self._asked == MOST_QUESTIONS:
            self._end(list(self._found.values()))
            return
        self._asked += 1
        self._status, self._headers, self._body = 0, (), bytearray()
        self._request = self._todo.popleft()
        self._call = self._backend.transport.send(self._request, self)

    def _cancel(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.cancel()

    def _end(self, result: Sequence[ModelFacts] | Failure) -> None:
        """Tell the list as far as it came, or why there is none."""
        answer, self._answer = self._answer, None
        self._ended(self)
        self._cancel()
        if answer is not None:
            answer(list(self._found.values()) or result)
