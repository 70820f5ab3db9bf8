"""OpenAI's chat completions, and every server that speaks them.

Messages go as they are: one per slice, in order, each a plain string; nothing is joined or moved.
Parameters go as they were set, unknown ones too.

Quirks of an endpoint, beside those of `vibekoder.wire.outward`: ``stream_options`` False: the
server refuses that member; ``thinking`` True: its template has already opened ``<think>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vibekoder.core.errors import Failure
from vibekoder.core.models import ModelFacts
from vibekoder.wire import failures, listing, outward, redaction
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.openai_chunks import Chunks
from vibekoder.wire.sse import Sse

RESERVED = frozenset({"model", "messages"})

_PATHS = ("/chat/completions", "/completions", "/responses", "/models")


class OpenAI:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter ``stream`` says otherwise."""
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [
                {"role": str(message.role), "content": message.text} for message in request.messages
            ],
            "stream": True,
        }
        if endpoint.quirks.get("stream_options", True) and request.params.get("stream", True):
            body["stream_options"] = {"include_usage": True}
        body |= outward.own_params(endpoint, request.params, RESERVED)
        return HttpRequest(
            "POST",
            _address(endpoint, "/chat/completions"),
            outward.headers(endpoint, "text/event-stream"),
            outward.json_body(body),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """Nothing: what someone set goes."""
        return ()

    def framer(self) -> Sse:
        """Server-sent events; bare JSON is taken too."""
        return Sse()

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Chunks:
        """A reader of chunks."""
        thinking = endpoint is not None and bool(endpoint.quirks.get("thinking", False))
        return Chunks(Place.of(endpoint, model=model), thinking=thinking)

    def failure(
        self,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        endpoint: Endpoint | None = None,
        model: str = "",
    ) -> Failure:
        """What an answer that is no success means; never with the endpoint's key in it."""
        failure = failures.of_status(status, headers, body, Place.of(endpoint, model=model))
        return failure if endpoint is None else redaction.redacted(failure, endpoint)

    def models(self, endpoint: Endpoint) -> HttpRequest:
        """The request for the list of models."""
        headers = outward.headers(endpoint, "application/json", sends=False)
        return HttpRequest("GET", _address(endpoint, "/models"), headers)

    def read_models(self, body: bytes) -> list[ModelFacts]:
        """What the list tells of each model."""
        return listing.read(body)


def _address(endpoint: Endpoint, path: str) -> str:
    return outward.address(endpoint, path, known=_PATHS, prefix="/v1")
