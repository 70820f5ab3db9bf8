"""Whose turn it is at one backend: so many at once, and no new one while it wants a pause."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Gate:
    """Ids in, ids that may go out, strictly in the order in which they came.

    ``at_once`` is the most that may be under way, None for any number. The clock is the caller's;
    after each call it lets those go that ``let`` names, and calls again when ``due`` has come.
    """

    at_once: int | None = None
    _queue: list[str] = field(default_factory=list[str])
    _gone: set[str] = field(default_factory=set[str])
    _closed_until: float | None = None

    @property
    def due(self) -> float | None:
        """When somebody may go because a pause is over; None where nobody waits for that."""
        return self._closed_until if self._queue else None

    def enter(self, one: str) -> None:
        """Stand at the end of the queue."""
        self._queue.append(one)

    def leave(self, one: str) -> None:
        """It has ended, or waits no longer; unknown ones are let be."""
        self._gone.discard(one)
        if one in self._queue:
            self._queue.remove(one)

    def hold(self, until: float) -> None:
        """The server wants nothing new before this time; what is under way is not touched."""
        self._closed_until = max(until, self._closed_until or until)

    def let(self, now: float) -> list[str]:
        """Those that may go now; they count as under way until they leave."""
        if self._closed_until is not None:
            if now < self._closed_until:
                return []
            self._closed_until = None
        free = len(self._queue) if self.at_once is None else max(0, self.at_once - len(self._gone))
        going, self._queue = self._queue[:free], self._queue[free:]
        self._gone.update(going)
        return going

    def waiting(self, now: float) -> dict[str, tuple[int, float]]:
        """Who waits: how many stand before it, and the seconds of a pause that are left."""
        left = max(0.0, (self._closed_until or now) - now)
        return {one: (place, left) for place, one in enumerate(self._queue)}
