"""Everything a backend said, in order."""

from __future__ import annotations

from collections.abc import Callable

from vibekoder.backends.base import AIBackend
from vibekoder.core import events
from vibekoder.core.events import Event

Said = tuple[str, str, object]


class Heard:
    """Listens to the five signals; ``said`` is (signal, request id, value) as they came.

    ``react`` may be set to do something inside a slot.
    """

    def __init__(self, backend: AIBackend) -> None:
        self.said: list[Said] = []
        self.react: Callable[[Said], None] = lambda _: None
        backend.runEvent.connect(lambda i, value: self._note("runEvent", i, value))
        backend.statusChanged.connect(lambda i, value: self._note("statusChanged", i, value))
        backend.partialResponse.connect(lambda i, value: self._note("partialResponse", i, value))
        backend.finished.connect(lambda i, value: self._note("finished", i, value))
        backend.error.connect(lambda i, value: self._note("error", i, value))

    def _note(self, signal: str, request_id: str, value: object) -> None:
        self.said.append((signal, request_id, value))
        self.react((signal, request_id, value))

    def signals(self, request_id: str = "r1") -> list[str]:
        """The names of the signals of one request."""
        return [signal for signal, name, _ in self.said if name == request_id]

    def events(self, request_id: str = "r1") -> list[Event]:
        """The events of one request."""
        return [
            value
            for signal, name, value in self.said
            if signal == "runEvent" and name == request_id and isinstance(value, Event)
        ]

    def statuses(self, request_id: str = "r1") -> list[object]:
        """What ``statusChanged`` told."""
        return self._values("statusChanged", request_id)

    def text(self, request_id: str = "r1") -> str:
        """What ``partialResponse`` told, together."""
        return "".join(map(str, self._values("partialResponse", request_id)))

    def reasoning(self, request_id: str = "r1") -> str:
        """The reasoning that came."""
        steps = [event.data for event in self.events(request_id) if event.event == events.STEP]
        return "".join(data.get("details") or "" for data in steps if data["step"] == "reasoning")

    def end(self, request_id: str = "r1") -> Event:
        """The terminal event; fails if there is none, or more than one, or it is not the last."""
        made = self.events(request_id)
        ends = [event for event in made if event.event in events.TERMINAL]
        assert len(ends) == 1, ends
        assert made[-1] is ends[0]
        return ends[0]

    def ended(self, *request_ids: str) -> bool:
        """Whether all of these have told their end."""
        over = {
            name
            for signal, name, value in self.said
            if signal == "statusChanged" and value in ("completed", "cancelled", "failed")
        }
        return over.issuperset(request_ids or ("r1",))

    def _values(self, signal: str, request_id: str) -> list[object]:
        return [value for kind, name, value in self.said if (kind, name) == (signal, request_id)]
