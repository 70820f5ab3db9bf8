"""The seam: how bytes come and go, whatever carries them.

Facts of one call, in order: ``connected`` at most once, ``opened`` at most once, ``received`` any
number of times, ``closed`` exactly once, then nothing. ``closed(None)`` is the end of the body as
far as the transport can tell (only an end mark proves an answer); ``closed(failure)`` tells why
the bytes stopped (``unreachable``, ``tls``, ``proxy``, ``timeout``, ``encoding``, ``cut_off``).
After ``Call.cancel`` no fact comes at all. No fact comes from inside ``send`` or ``cancel``.
Redirects are never followed; cookies are never kept; the body of a status of 400 and
above is delivered like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vibekoder.core.errors import Failure
from vibekoder.wire.http import HttpRequest


class Sink(Protocol):
    """Who is told the facts of one call."""

    def connected(self) -> None:
        """The connection stands and the request has left; the server's turn. May be left out."""
        ...

    def opened(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        """Status and headers have come; header names are lower case."""
        ...

    def received(self, data: bytes) -> None:
        """Some bytes of the body, content encoding undone."""
        ...

    def closed(self, failure: Failure | None) -> None:
        """The last fact."""
        ...


class Call(Protocol):
    """One request under way."""

    def cancel(self) -> None:
        """Close the connection; the server sees it. Safe to repeat, safe after the end."""
        ...


class Transport(Protocol):
    """Sends requests; any number at once."""

    def send(self, request: HttpRequest, sink: Sink) -> Call:
        """Start; returns before any fact."""
        ...
