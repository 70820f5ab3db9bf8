"""The kinds of backends there are: the one table that app and ui read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from vibekoder.backends.base import AIBackend, Probe
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.backends.rehearsal import MODEL, RehearsalBackend
from vibekoder.transport.base import Transport
from vibekoder.wire.http import ChatRequest, Endpoint
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.rehearsal import body as rehearsed_body

Reach: TypeAlias = Callable[[float], Transport]
"""Gives the transport for a limit of connecting, in seconds; the same limit, the same one."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a backend is made of; each kind takes what it needs."""

    endpoint: Endpoint
    transport: Transport
    idle_limit: float | None = 600.0
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    jitter: Callable[[], float] = random.random
    now: Callable[[], float] = time.monotonic
    probe: Probe | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of backend.

    ``make`` builds it; ``body`` gives the exact bytes it would send, pure. ``model`` is what it
    answers with where nobody chose one, empty if a model must be named.
    """

    name: str
    title: str
    make: Callable[[Parts, QObject | None], AIBackend]
    body: Callable[[Endpoint, ChatRequest], bytes]
    base_url: str = ""
    key_variable: str = ""
    networked: bool = True
    model: str = ""
    note: str = ""


def _openai(parts: Parts, parent: QObject | None) -> AIBackend:
    return OpenAIBackend(
        parts.endpoint,
        parts.transport,
        idle_limit=parts.idle_limit,
        jitter=parts.jitter,
        now=parts.now,
        probe=parts.probe,
        parent=parent,
    )


def _rehearsal(parts: Parts, parent: QObject | None) -> AIBackend:
    return RehearsalBackend(parts.endpoint.backend, parts.defaults, parent, now=parts.now)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "openai",
            "OpenAI and compatible servers",
            _openai,
            lambda endpoint, request: OpenAI().build(endpoint, request).body,
            base_url="https://api.openai.com/v1",
            key_variable="OPENAI_API_KEY",
        ),
        Kind(
            "rehearsal",
            "Rehearsal",
            _rehearsal,
            lambda _, request: rehearsed_body(request),
            networked=False,
            model=MODEL,
            note="no key, no network",
        ),
    )
}
