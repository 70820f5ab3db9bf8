"""How a request ended, in words: why it left no answer, or what is to be known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vibekoder.app.tongue import tr
from vibekoder.core import events
from vibekoder.core.errors import Code, Failure
from vibekoder.core.events import Event
from vibekoder.core.fitting import Heavy


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a request left no answer, or only a part, in words.

    ``code`` as in the events, or ``stopped``; ``not_before`` where the server asks for a pause;
    ``largest`` is what to drop of a request that was too long.
    """

    code: str
    message: str
    hint: str = ""
    detail: str = ""
    not_before: datetime | None = None
    largest: Heavy | None = None


def failed_of(event: Event, now: datetime) -> Failed:
    """Why an end left nothing, where it did."""
    data = event.data
    if event.event == events.ERROR:
        return replace(told(data), not_before=_later(now, data.get("retry_after")))
    if event.event == events.CANCELLED:
        return Failed("stopped", tr("Stopped before any text came"))
    return Failed("empty", tr("The model answered with nothing"))


def unkept(why: str) -> Failure:
    """The end of a request whose change could not be put on file: it did not leave."""
    return Failure(
        Code.BAD_REQUEST,
        tr("The server refused a parameter, and the changed request cannot be kept: {why}.").format(
            why=why
        ),
        tr("Your text is kept. Nothing was sent again. Make room on the disk, then retry."),
    )


def told(data: Mapping[str, Any]) -> Failed:
    """What an error event says."""
    named = ("code", "message", "hint", "detail")
    code, message, hint, detail = (str(data.get(key) or "") for key in named)
    return Failed(code, message, hint, detail)


def _later(now: datetime, seconds: float | None) -> datetime | None:
    """The moment so many seconds from now; None where that is never."""
    if not seconds:
        return None
    try:
        return now.astimezone() + timedelta(seconds=seconds)
    except OverflowError:
        return None


def warning_of(event: Event) -> str:
    """What a person must know of an answer besides its end: what was unreadable in it, and of one
    that came whole all the same its warning."""
    if event.event != events.COMPLETED and not event.data.get("content"):
        return ""
    skipped = event.data.get("skipped") or 0
    said = [tr("%n pieces of the answer were unreadable.", skipped)] if skipped else []
    return " ".join([*said, str(event.data.get("warning") or "")]).strip()
