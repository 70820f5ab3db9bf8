"""Secrets of an endpoint, taken out of what is shown or logged: servers echo parts of them."""

from __future__ import annotations

import re
from dataclasses import replace

from vibekoder.core.errors import Failure
from vibekoder.wire.http import Endpoint

REDACTED = "[key]"

_MASKED = re.compile(r"[^\s\"'`“”(),;:]*\*{3,}[^\s\"'`“”(),;:]*")


def redacted(failure: Failure, endpoint: Endpoint) -> Failure:
    """The failure without any trace of the endpoint's secrets."""
    return replace(
        failure,
        message=redact(failure.message, endpoint),
        hint=redact(failure.hint, endpoint),
        detail=redact(failure.detail, endpoint),
    )


def redact(text: str, endpoint: Endpoint) -> str:
    """The text without the endpoint's key, without parts of it, and without its secret headers."""
    for _, value in endpoint.headers:
        secret = value.strip().removeprefix("Bearer ")
        if len(secret) >= 8:
            text = text.replace(secret, REDACTED)
    key = (endpoint.key or "").strip()
    if len(key) < 4:
        return text
    text = text.replace(key, REDACTED)
    return _MASKED.sub(REDACTED, _without_parts(text, key))


def _without_parts(text: str, key: str, part: int = 8) -> str:
    """Runs of the key's characters, eight or more, are taken out: servers echo parts of it."""
    parts = {key[i : i + part] for i in range(len(key) - part + 1)}
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at : at + part] not in parts:
            out.append(text[at])
            at += 1
            continue
        end = at + part
        while end < len(text) and text[end - part + 1 : end + 1] in parts:
            end += 1
        out.append(REDACTED)
        at = end
    return "".join(out)
