"""How each kind of provider is spoken to; what is known of it stands in ``core.providers``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from vibekoder.backends.anthropic import AnthropicBackend
from vibekoder.backends.base import AIBackend, Probe
from vibekoder.backends.gemini import GeminiBackend
from vibekoder.backends.ollama import OllamaBackend
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.backends.openai_responses import OpenAIResponsesBackend
from vibekoder.backends.rehearsal import PLAYED, RehearsalBackend
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import (
    ANTHROPIC,
    GEMINI,
    OLLAMA,
    OPENAI,
    OPENAI_RESPONSES,
    PROVIDERS,
    REHEARSAL,
)
from vibekoder.core.ways import Way, proxy_for
from vibekoder.transport.base import Transport
from vibekoder.transport.nets import AIO, QNAM, through
from vibekoder.wire.abilities import abilities
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.heal import knowing
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses
from vibekoder.wire.rehearsal import body as rehearsed_body

Reach: TypeAlias = Callable[[str, Way], Transport]
"""Gives the transport of that name for a way to a server; the same for the same."""


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
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """How the providers of one dialect are spoken to.

    ``make`` builds a backend; ``body`` gives the exact bytes it would send, ``left_out`` the
    parameters that do not go, and ``capable`` what it can do with a model; these are pure. ``net``
    names the transport that it uses.
    """

    make: Callable[[Parts, QObject | None], AIBackend]
    body: Callable[[Endpoint, ChatRequest], bytes]
    left_out: Callable[[Endpoint, ChatRequest], tuple[str, ...]]
    capable: Callable[[Endpoint, ModelFacts], Capabilities]
    net: str = QNAM


def _spoken(backend: Callable[..., AIBackend], dialect: Dialect, net: str) -> Kind:
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
            at_once=parts.at_once,
            parent=parent,
        )

    def body(endpoint: Endpoint, request: ChatRequest) -> bytes:
        if request.body is not None:
            return request.body
        return dialect.build(*knowing(endpoint, request)).body

    def left_out(endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        endpoint, request = knowing(endpoint, request)
        dropped = endpoint.quirks.get("drop", ())
        refused = [name for name in request.params if name in dropped]
        return tuple(dict.fromkeys((*dialect.left_out(endpoint, request), *refused)))

    return Kind(make, body, left_out, partial(abilities, dialect), net)


def _rehearsal(parts: Parts, parent: QObject | None) -> AIBackend:
    return RehearsalBackend(
        parts.endpoint.backend, parts.defaults, parent, now=parts.now, at_once=parts.at_once
    )


KINDS: Mapping[str, Kind] = {
    OPENAI.dialect: _spoken(OpenAIBackend, OpenAI(), QNAM),
    OPENAI_RESPONSES.dialect: _spoken(OpenAIResponsesBackend, OpenAIResponses(), QNAM),
    ANTHROPIC.dialect: _spoken(AnthropicBackend, Anthropic(), AIO),
    GEMINI.dialect: _spoken(GeminiBackend, Gemini(), AIO),
    OLLAMA.dialect: _spoken(OllamaBackend, Ollama(), AIO),
    REHEARSAL.dialect: Kind(
        _rehearsal,
        lambda _, request: rehearsed_body(request),
        lambda _, request: (),
        lambda _, facts: PLAYED,
    ),
}


def net_of(kind: str) -> str:
    """The transport that a kind of provider is reached by."""
    return KINDS[PROVIDERS[kind].dialect].net


def net_through(kind: Kind, base_url: str, proxy: str, environ: Mapping[str, str]) -> str:
    """The transport for an address: the kind's own, unless only the other knows such a proxy."""
    return through(proxy_for(base_url, proxy, environ), kind.net)
