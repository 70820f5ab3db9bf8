"""Ollama's own protocol over httpx."""

from __future__ import annotations

from typing import Any

from vibekoder.backends.http import HttpBackend
from vibekoder.transport.base import Transport
from vibekoder.wire.http import Endpoint
from vibekoder.wire.ollama import Ollama


class OllamaBackend(HttpBackend):
    """Any base URL; its signals are those of ``AIBackend``."""

    def __init__(self, endpoint: Endpoint, transport: Transport, **options: Any) -> None:
        super().__init__(endpoint, Ollama(), transport, **options)
