"""OpenAI's chat completions, and every server that speaks them.

Messages go as they are: one per slice, in order; nothing is joined or moved. Each is a plain
string, which servers without eyes insist on; only one with pictures becomes a list of parts.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from vibekoder.core import echo
from vibekoder.core.errors import Failure
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire import failures, listing, openai_params, outward, redaction
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.openai_chunks import Chunks
from vibekoder.wire.sse import Sse

_PATHS = ("/chat/completions", "/completions", "/responses", "/models")
_DEPLOYMENTS = "/openai/deployments/"  # Azure's older form: the model is in the path


class OpenAI:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter or the quirk ``stream`` says otherwise."""
        quirks = endpoint.quirks
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [
                one for message in request.messages for one in _messages(message, endpoint)
            ],
            "stream": True,
        }
        body |= openai_params.spelt(endpoint, request.model, request.params)
        if not quirks.get("stream", True):
            body["stream"] = False
        if body["stream"] and quirks.get("stream_options", True):
            body.setdefault("stream_options", {"include_usage": True})
        accept = "text/event-stream" if body["stream"] else "application/json"
        return HttpRequest(
            "POST",
            _address(endpoint, "/chat/completions"),
            outward.headers(endpoint, accept),
            outward.json_body(body),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """What the server has no member for."""
        return openai_params.left_out(endpoint, request.model, request.params)

    def framer(self) -> Sse:
        """Server-sent events; bare JSON is taken too."""
        return Sse()

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Chunks:
        """A reader of chunks."""
        quirks: Mapping[str, Any] = {} if endpoint is None else endpoint.quirks
        return Chunks(
            Place.of(endpoint, model=model),
            thinking=bool(quirks.get("thinking")),
            charges=bool(quirks.get("charges")),
            echoes=str(quirks.get("echoes", "")),
        )

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
        return redaction.redacted(failure, endpoint)

    def models(self, endpoint: Endpoint) -> HttpRequest:
        """The request for the list of models."""
        headers = outward.headers(endpoint, "application/json", sends=False)
        own = endpoint.quirks.get("models", "")
        url = outward.address(endpoint, own, root=True) if own else _address(endpoint, "/models")
        return HttpRequest("GET", url, headers)

    def read_models(self, body: bytes, asked: bytes = b"") -> list[ModelFacts]:
        """What the list tells of each model."""
        return listing.read(body)

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """Lists are whole."""
        return ()


def _address(endpoint: Endpoint, path: str) -> str:
    """The address, with the version that Azure's older form must have."""
    version = endpoint.quirks.get("api_version", "")
    written = endpoint.base_url
    needed = version and _DEPLOYMENTS in written and "api-version=" not in written
    query = f"api-version={version}" if needed else ""
    return outward.address(endpoint, path, known=_PATHS, prefix="/v1", query=query)


def _messages(message: Message, endpoint: Endpoint) -> list[dict[str, Any]]:
    """One message; where its provider wants calls back, also their results, formally."""
    if message.echo is None:
        return [_message(message, endpoint)]
    (members,) = message.echo.listed()
    results = [
        {"role": "tool", "tool_call_id": call["id"], "content": echo.RESULT}
        for call in members["tool_calls"]
    ]
    return [{"role": "assistant", "content": message.text, **members}, *results]


def _message(message: Message, endpoint: Endpoint) -> dict[str, Any]:
    role = str(message.role)
    if message.role is Role.SYSTEM:
        role = endpoint.quirks.get("system_role", role)
    content: object = message.text
    if message.images:
        said = [{"type": "text", "text": message.text}] if message.text else []
        content = [*said, *(_part(image) for image in message.images)]
    return {"role": role, "content": content}


def _part(image: Image) -> dict[str, Any]:
    data = base64.b64encode(image.data).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{data}"}}
