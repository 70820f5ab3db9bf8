"""A backend: where strikes go, as an object with signals."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any, Final, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vibekoder.core import events
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.errors import Code, Failure, Refused
from vibekoder.core.events import Event
from vibekoder.core.messages import Message
from vibekoder.core.models import ModelFacts
from vibekoder.wire.gate import Gate
from vibekoder.wire.http import ChatRequest, HttpRequest

Tell: TypeAlias = Callable[[Sequence[Event]], None]
Probe: TypeAlias = Callable[[str, str, int], None]
Models: TypeAlias = Callable[[Sequence[ModelFacts] | Failure], None]

LONGEST_TIMER: Final = 2**31 - 1  # milliseconds that a QTimer can count

STATUSES: Final = {
    events.CREATED: "connecting",
    events.DELTA: "answering",
    events.COMPLETED: "completed",
    events.CANCELLED: "cancelled",
    events.ERROR: "failed",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A request without body and key; ``secrets`` names the headers whose values are left out."""

    request: HttpRequest
    secrets: tuple[str, ...] = ()


class Talk(Protocol):
    """One request under way inside a backend; it tells events, the last one terminal."""

    @property
    def due(self) -> float | None:
        """When ``tick`` is to be called, by the backend's clock; None for never."""
        ...

    def start(self, now: float) -> None:
        """Begin."""
        ...

    def tick(self, now: float) -> None:
        """The time of ``due`` has come."""
        ...

    def resume(self, now: float) -> None:
        """What was changed may go."""
        ...

    def cancel(self, now: float) -> None:
        """End it now, by ``thread.run.cancelled``."""
        ...


@dataclass(eq=False, slots=True)
class _Asked:
    """One request from ``start_request`` to its end."""

    request: ChatRequest
    talk: Talk | None = None
    status: str = ""
    waiting: deque[Event] = field(default_factory=deque[Event])
    place: tuple[int, bool] | None = None
    emitting: bool = False


class AIBackend(QObject):
    """Any number of requests at once, stateless between them.

    ``start_request`` returns before any signal. Of one event the signals come in this order:
    ``runEvent``, ``statusChanged``, then the one of its content; an event that a slot causes
    follows when all of these have been told. A request has exactly one terminal event, last; then
    it is silent. Subclasses say what a ``Talk`` is and emit nothing.

    No more than ``at_once`` requests are under way, None for any number, and no new one while the
    server wants a pause; the others wait in their order. A step ``waiting`` with ``queued`` says
    how many are before it (``position``) and how long a pause lasts (``after``).

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

    def __init__(
        self,
        name: str,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        at_once: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._gate = Gate(at_once)
        self.now = now
        self._asked: dict[str, _Asked] = {}
        self._known: set[str] = set()
        # one for all requests: each talk tells when it is due
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start_request(
        self,
        messages: Sequence[Message],
        params: Mapping[str, Any],
        request_id: str,
        *,
        quirks: Mapping[str, Any] | None = None,
        body: bytes | None = None,
    ) -> None:
        """Send; ``params`` holds the ``model`` beside what is passed on to it.

        ``body`` goes as it is, instead of what the messages would make.

        ``quirks`` is what was found out before about this model. A step that says ``dropped``
        means that the server refused a parameter: nothing goes until ``resume_request``.

        Raises ValueError for an id that was used before.
        """
        if request_id in self._known:
            raise ValueError(f"the request id {request_id} was used before")
        self._known.add(request_id)
        rest = {name: value for name, value in params.items() if name != "model"}
        model = str(params.get("model") or "")
        known = dict(quirks or {})
        self._asked[request_id] = _Asked(
            ChatRequest(request_id, model, tuple(messages), rest, known, body)
        )
        QTimer.singleShot(0, self, partial(self._begin, request_id))

    def cancel_request(self, request_id: str | None = None) -> None:
        """Stop one request, or all; an ended or unknown one is let be.

        The connection is closed and the end is told before this returns, unless a slot of the
        same request called it: then the end follows the signals that are under way.
        """
        # those that wait go first: else each end would let the next of them leave
        waiting_first = sorted(self._asked, key=lambda one: self._asked[one].talk is not None)
        for name in waiting_first if request_id is None else [request_id]:
            asked = self._asked.get(name)
            if asked is None:
                continue
            if asked.talk is not None:
                asked.talk.cancel(self.now())
                continue
            begun = [] if asked.status else [self._created(asked.request)]
            self._tell(name, [*begun, events.cancelled("")])

    def resume_request(self, request_id: str) -> None:
        """Let a changed request go; any other, an ended or an unknown one is let be."""
        asked = self._asked.get(request_id)
        if asked is not None and asked.talk is not None:
            asked.talk.resume(self.now())

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as far as it is known without a model."""
        return self.capable(ModelFacts(""))

    @abstractmethod
    def capable(self, facts: ModelFacts) -> Capabilities:
        """What it can do with the model of which these facts are known."""

    @property
    def running(self) -> tuple[str, ...]:
        """The ids of the requests that have not ended, oldest first."""
        return tuple(self._asked)

    def outline(self, model: str) -> Outline | None:
        """Where and how a request goes, without its body and without a key; None for nowhere."""
        return None

    @abstractmethod
    def list_models(self, answer: Models) -> None:
        """Ask for the models; ``answer`` is called later with their facts, or with a Failure."""

    @abstractmethod
    def _talk(self, request: ChatRequest, tell: Tell) -> Talk:
        """What carries one request. Raises Refused where nothing can be sent."""

    def _created(self, request: ChatRequest) -> Event:
        return events.created(self.name, request.model, request.id)

    def _begin(self, request_id: str) -> None:
        asked = self._asked.get(request_id)
        if asked is None:
            return
        self._tell(request_id, [self._created(asked.request)])
        if request_id in self._asked:  # a slot may have stopped it
            self._gate.enter(request_id)
            self._advance()

    def _advance(self) -> None:
        """Let those go whose turn it is; the others hear where they stand."""
        for request_id in self._gate.let(self.now()):
            self._go(request_id)
        for request_id, (position, left) in self._gate.waiting(self.now()).items():
            asked, after = self._asked.get(request_id), left or None
            place = (position, after is None)
            if asked is not None and asked.place != place:
                asked.place = place
                told = events.step("waiting", after=after, queued=True, position=position)
                self._tell(request_id, [told])
        self._arm()

    def _go(self, request_id: str) -> None:
        asked = self._asked.get(request_id)
        if asked is None:
            return
        try:
            asked.talk = self._talk(asked.request, partial(self._tell, request_id))
        except Refused as problem:
            self._tell(request_id, [events.error(failure_of(problem))])
        else:
            asked.talk.start(self.now())

    def _tell(self, request_id: str, told: Sequence[Event]) -> None:
        asked = self._asked.get(request_id)
        if asked is None:
            return
        asked.waiting.extend(told)
        if not asked.emitting:
            asked.emitting = True
            while asked.waiting:
                self._emit(asked, asked.waiting.popleft())
            asked.emitting = False
        if request_id not in self._asked:
            self._gate.leave(request_id)
            self._advance()
        self._arm()

    def _emit(self, asked: _Asked, event: Event) -> None:
        request_id, before = asked.request.id, asked.status
        asked.status = STATUSES.get(event.event) or str(event.data["step"])
        if event.event in events.TERMINAL:
            del self._asked[request_id]
            asked.waiting.clear()
        elif event.data.get("code") == Code.RATE_LIMITED and asked.status == "retrying":
            self._gate.hold(self.now() + event.data["after"])
        self.runEvent.emit(request_id, event)
        if asked.status != before:
            self.statusChanged.emit(request_id, asked.status)
        if event.event == events.DELTA:
            self.partialResponse.emit(request_id, event.data["content"])
        elif event.event == events.COMPLETED:
            self.finished.emit(request_id, event.data["content"])
        elif event.event == events.ERROR:
            self.error.emit(request_id, event.data["message"])

    def _arm(self) -> None:
        dues = [asked.talk.due for asked in self._asked.values() if asked.talk is not None]
        due = min((due for due in (*dues, self._gate.due) if due is not None), default=None)
        if due is None:
            self._timer.stop()
            return
        wait = min(max(0, ceil((due - self.now()) * 1000)), LONGEST_TIMER)
        # the idle limit moves with every piece of text: a timer that fires early is armed again
        if not self._timer.isActive() or wait < self._timer.remainingTime():
            self._timer.start(wait)

    @Slot()
    def _tick(self) -> None:
        now = self.now()
        for asked in list(self._asked.values()):
            talk = asked.talk
            if talk is not None and talk.due is not None and talk.due <= now:
                talk.tick(now)
        self._advance()


def failure_of(problem: Refused) -> Failure:
    """A refusal in the form of an ``error`` event."""
    return Failure(problem.code or Code.BAD_REQUEST, problem.sentence, problem.hint)
