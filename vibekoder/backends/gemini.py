"""Google's Gemini over httpx."""

from __future__ import annotations

from typing import Any

from vibekoder.backends.http import HttpBackend
from vibekoder.transport.base import Transport
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Endpoint


class GeminiBackend(HttpBackend):
    """Any base URL; its signals are those of ``AIBackend``."""

    def __init__(self, endpoint: Endpoint, transport: Transport, **options: Any) -> None:
        super().__init__(endpoint, Gemini(), transport, **options)
