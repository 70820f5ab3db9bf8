"""A server of this computer that cannot be reached: mostly it does not run."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.core import hosts
from vibekoder.core.errors import Code, Failure
from vibekoder.wire.http import Endpoint, host_of


def not_running(failure: Failure, endpoint: Endpoint, url: str) -> Failure:
    """The failure in the words that help here; any other as it is.

    The quirk ``program`` tells what should be running there.
    """
    program = endpoint.quirks.get("program", "")
    unreachable = failure.code is Code.UNREACHABLE and failure.retryable
    if not program or not unreachable or not hosts.is_here(url):
        return failure
    return replace(
        failure,
        message=f"{program} is not running at {host_of(url)}.",
        hint=f"Your text is kept. Start {program}, then try again.",
        detail=failure.message,
    )
