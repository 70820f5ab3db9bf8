"""The values between a dialect and a transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibekoder.core.messages import Message


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a backend lives. The key is hidden from repr and is never part of a receipt.

    ``base_url`` is as the person wrote it; dialects clean it. ``quirks`` are differences of a
    compatible server, as data.
    """

    backend: str
    base_url: str
    key: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    quirks: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One strike: what is said, to which model, with which parameters (only those someone set)."""

    id: str
    model: str
    messages: Sequence[Message]
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request, complete; headers and body are hidden from repr (they hold key and prompt)."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
