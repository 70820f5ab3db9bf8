"""How each kind of provider is spoken to; what is known of it stands in ``core.providers``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from vibekoder.backends.base import AIBackend, Probe
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.backends.rehearsal import RehearsalBackend
from vibekoder.core.providers import OPENAI, REHEARSAL
from vibekoder.transport.base import Transport
from vibekoder.wire.heal import knowing
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
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
    key: Callable[[], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """How the providers of one dialect are spoken to.

    ``make`` builds a backend; ``body`` gives the exact bytes it would send, and ``left_out`` the
    parameters that do not go; both are pure.
    """

    make: Callable[[Parts, QObject | None], AIBackend]
    body: Callable[[Endpoint, ChatRequest], bytes]
    left_out: Callable[[Endpoint, ChatRequest], tuple[str, ...]]


def _spoken(backend: Callable[..., AIBackend], dialect: Dialect) -> Kind:
    """A dialect over HTTP."""

    def make(parts: Parts, parent: QObject | None) -> AIBackend:
        return backend(
            parts.endpoint,
            parts.transport,
            idle_limit=parts.idle_limit,
            jitter=parts.jitter,
            now=parts.now,
            probe=parts.probe,
            key=parts.key,
            parent=parent,
        )

    def body(endpoint: Endpoint, request: ChatRequest) -> bytes:
        return dialect.build(*knowing(endpoint, request)).body

    def left_out(endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        endpoint, request = knowing(endpoint, request)
        dropped = endpoint.quirks.get("drop", ())
        refused = [name for name in request.params if name in dropped]
        return tuple(dict.fromkeys((*dialect.left_out(endpoint, request), *refused)))

    return Kind(make, body, left_out)


def _rehearsal(parts: Parts, parent: QObject | None) -> AIBackend:
    return RehearsalBackend(parts.endpoint.backend, parts.defaults, parent, now=parts.now)


KINDS: Mapping[str, Kind] = {
    OPENAI.dialect: _spoken(OpenAIBackend, OpenAI()),
    REHEARSAL.dialect: Kind(
        _rehearsal, lambda _, request: rehearsed_body(request), lambda _, request: ()
    ),
}
