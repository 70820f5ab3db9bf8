"""A request as it leaves: whether it can, and with which headers."""

from __future__ import annotations

from vibekoder import __version__
from vibekoder.core.errors import Failure
from vibekoder.transport import failures
from vibekoder.wire.http import HttpRequest, origin_of

USER_AGENT = f"VibeKoder/{__version__}"
CONTROL = frozenset(range(32)) - {9} | {127}


def unsendable(request: HttpRequest) -> Failure | None:
    """Why this request cannot leave at all; a pasted key with a line break is the usual case."""
    try:
        scheme, host, _ = origin_of(request.url)
    except ValueError:
        scheme, host = "", ""
    if scheme not in ("http", "https") or not host:
        return failures.bad_address(request.url)
    for name, value in request.headers:
        if not CONTROL.isdisjoint(value.strip().encode()):
            return failures.bad_header(name)
    return None


def complete(request: HttpRequest) -> list[tuple[bytes, bytes]]:
    """The request's headers and those that every request has, unless it brings its own.

    ``identity``, because a proxy that compresses a stream holds text back.
    """
    always = [("Accept-Encoding", "identity"), ("User-Agent", USER_AGENT)]
    if request.body:
        # Qt would otherwise say that it is a form
        always.append(("Content-Type", "application/octet-stream"))
    named = {name.lower() for name, _ in request.headers}
    headers = [*request.headers, *(pair for pair in always if pair[0].lower() not in named)]
    return [(name.encode(), value.strip().encode()) for name, value in headers]
