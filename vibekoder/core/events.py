"""The events of a request: one shape in signals, journal, log and tests.

Names follow the OpenAI Assistants stream. ``content`` is answer text; reasoning travels as the
``details`` of a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vibekoder.core.errors import Failure

CREATED = "thread.run.created"
STEP = "thread.run.step.in_progress"
DELTA = "thread.message.delta"
COMPLETED = "thread.run.completed"
CANCELLED = "thread.run.cancelled"
ERROR = "error"
TERMINAL = frozenset({COMPLETED, CANCELLED, ERROR})

STEPS = ("connecting", "waiting", "reasoning", "tool_calls", "retrying")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a request; ``data`` is plain JSON and is not changed after."""

    event: str
    data: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The form in journals and traces: ``{"event": …, "data": …}``."""
        return {"event": self.event, "data": dict(self.data)}


def created(backend: str, model: str, request_id: str) -> Event:
    """The request exists; nothing has left yet."""
    return Event(CREATED, {"backend": backend, "model": model, "request_id": request_id})


def step(
    name: str, /, details: str | None = None, after: float | None = None, **more: Any
) -> Event:
    """A stage before or between text; ``details`` is a delta (reasoning), ``after`` in seconds.

    ``more`` may carry what a stage needs to be understood: a retry's ``code`` and ``message``.
    """
    data: dict[str, Any] = {"step": name}
    if details is not None:
        data["details"] = details
    if after is not None:
        data["after"] = after
    data.update(more)
    return Event(STEP, data)


def delta(content: str) -> Event:
    """A piece of the answer, in Unicode code points as they came."""
    return Event(DELTA, {"content": content})


def completed(
    content: str,
    finish: str,
    *,
    raw: str | None = None,
    usage: Mapping[str, int] | None = None,
    skipped: int = 0,
    warning: str = "",
    cost: float | None = None,
    echo: Sequence[Mapping[str, Any]] = (),
) -> Event:
    """The end that the server proved; ``finish`` as in the wire reference, ``raw`` its own word.

    ``usage`` has input, output, reasoning, cached; unknown ones are absent. ``skipped`` counts
    unreadable pieces. ``warning``, absent if empty, is a sentence about an error that came after
    the answer was already whole. ``cost``, absent if the provider does not tell it, is in USD.
    ``echo``, absent if empty, is what the provider may want back, in its own form.
    """
    data: dict[str, Any] = {
        "content": content,
        "finish": finish,
        "raw": raw,
        "usage": dict(usage or {}),
        "skipped": skipped,
    }
    if warning:
        data["warning"] = warning
    if cost is not None:
        data["cost"] = cost
    if echo:
        data["echo"] = list(echo)
    return Event(COMPLETED, data)


def cancelled(content: str) -> Event:
    """The user stopped it; not an error."""
    return Event(CANCELLED, {"content": content})


def error(
    failure: Failure,
    content: str = "",
    *,
    finish: str = "",
    raw: str | None = None,
    usage: Mapping[str, int] | None = None,
    cost: float | None = None,
    skipped: int = 0,
) -> Event:
    """A failed end with the text that had come.

    ``finish``, ``raw``, ``usage``, ``cost`` and ``skipped`` as in `completed`, absent if there is
    none: an answer without a word has them too, and may have cost a lot.
    """
    data: dict[str, Any] = {
        "code": str(failure.code),
        "message": failure.message,
        "hint": failure.hint,
        "content": content,
        "retry_after": failure.retry_after,
        "status": failure.status,
        "detail": failure.detail,
    }
    told = {"finish": finish, "raw": raw, "usage": dict(usage or {}), "skipped": skipped}
    data |= {name: value for name, value in told.items() if value}
    return Event(ERROR, data if cost is None else {**data, "cost": cost})
