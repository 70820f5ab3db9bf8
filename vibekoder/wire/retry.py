"""When a second try may help, and how long to wait before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from math import isfinite

from vibekoder.wire import loose

LONGEST_WAIT = 60.0  # seconds; what a server wants beyond that is reported, not waited for

ALWAYS = frozenset({408, 425, 429, 498, 500, 502, 503, 504, 529, *range(520, 525)})
ONCE = frozenset({409})

_DURATION = re.compile(r"^([0-9]{1,12}(?:\.[0-9]{1,12})?)s$")


def may_help(status: int) -> bool:
    """Whether the same request may succeed a moment later."""
    return status in ALWAYS or status in ONCE


def backoff(tries: int, jitter: float) -> float:
    """Seconds before the try after ``tries`` retries; ``jitter`` is between 0 and 1."""
    return min(8.0, 0.5 * 2**tries) * (0.75 + 0.25 * jitter)


def named_wait(headers: Sequence[tuple[str, str]], wall: float | None = None) -> float | None:
    """The seconds a server asks to wait; None where it names none that can be read.

    ``retry-after-ms`` counts before ``retry-after``, which may be seconds or a date. A date is
    compared with the server's own ``date``, else with ``wall`` (seconds since the epoch).
    """
    found = {name.lower(): value.strip() for name, value in headers}
    milliseconds = _seconds(found.get("retry-after-ms", ""))
    if milliseconds:
        return milliseconds / 1000
    value = found.get("retry-after", "")
    seconds = _seconds(value)
    if seconds is None and (until := _moment(value)) is not None:
        now = _moment(found.get("date", ""))
        now = wall if now is None else now
        seconds = None if now is None or until <= now else until - now
    return seconds or None


def wait_in_body(body: Mapping[str, object]) -> float | None:
    """The seconds that an error object itself names (``retryDelay``, ``retry_after``)."""
    named = loose.fields(body.get("availability")).get("retry_after")
    if named is not None:
        return _seconds(str(named)) or None
    for detail in loose.entries(body.get("details")):
        delay = loose.text(loose.fields(detail).get("retryDelay"))
        if found := _DURATION.match(delay):
            return float(found[1])
    return None


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def _moment(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
