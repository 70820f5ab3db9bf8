"""When a second try may help, and how long to wait before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite

from vibekoder.wire import loose

LONGEST_WAIT = 60.0  # seconds; what a server wants beyond that is reported, not waited for

ALWAYS = frozenset({408, 425, 429, 498, 500, 502, 503, 504, 529, *range(520, 525)})
LIMITED = frozenset({429, 503})  # here a limit that is used up is why
ONCE = frozenset({409})

_LIMIT = re.compile(r"(x-|anthropic-)?ratelimit(bysize)?-(\S+-)?reset(-\S+)?$")
_EPOCH = 1e9  # no pause is as long; a moment is later
_UNITS = {"d": 86_400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PART = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)(ms|[dhms])")
_PARTS = re.compile(rf"(?:{_PART.pattern}){{1,5}}")

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


def limit_wait(headers: Sequence[tuple[str, str]], wall: float) -> float | None:
    """The seconds until a limit that is used up counts anew; None where no header tells it.

    Headers of many spellings: ``x-ratelimit-reset-requests``, ``anthropic-ratelimit-tokens-reset``,
    ``ratelimit-reset``; the one with ``remaining`` in place of ``reset`` tells what is used up.
    Times are durations (``1m2.5s``, ``36ms``, seconds), moments since the epoch in seconds or
    milliseconds, or RFC 3339. ``wall`` is now, in seconds since the epoch.
    """
    found = {name.lower(): value.strip() for name, value in headers}
    resets = {name: value for name, value in found.items() if _LIMIT.match(name)}
    left = {name: found.get(name.replace("reset", "remaining")) for name in resets}
    used_up = [name for name in resets if _seconds(left[name] or "") == 0]
    alone = [name for name in resets if left[name] is None and len(resets) == 1]
    waits = [_until(resets[name], wall) for name in (*used_up, *alone)]
    known = [wait for wait in waits if wait is not None and wait > 0]
    return max(known, default=None)


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


def _until(value: str, wall: float) -> float | None:
    """Seconds until a time that is told in any way."""
    seconds = _seconds(value)
    if seconds is not None:
        for unit in (1000, 1):
            if seconds > _EPOCH * unit:
                return seconds / unit - wall
        return seconds
    if _PARTS.fullmatch(value):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp() - wall


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
