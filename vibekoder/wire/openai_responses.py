"""OpenAI's Responses, and every server that speaks them.

The first system message goes as the instructions, every other message as an item in its order;
nothing is joined. Nothing is kept at the provider unless someone sets ``store``.

Quirks of an endpoint, beside those of `vibekoder.wire.outward`: ``thinking`` True: its template has
already opened ``<think>``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from vibekoder.core import echo
from vibekoder.core.errors import Failure
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire import failures, listing, loose, outward, redaction
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.responses_events import ResponseEvents
from vibekoder.wire.responses_tools import OURS
from vibekoder.wire.sse import Sse

RESERVED = frozenset({"model", "messages", "input"})

# The program's names, and what they are called here.
RENAMED: Mapping[str, str] = {
    "max_tokens": "max_output_tokens",
    "max_completion_tokens": "max_output_tokens",
    "user": "safety_identifier",
}

# What stands inside another member here: the program's name, the member, the name in it.
INSIDE: Mapping[str, tuple[str, str]] = {
    "reasoning_effort": ("reasoning", "effort"),
    "show_reasoning": ("reasoning", "summary"),
    "response_format": ("text", "format"),
    "verbosity": ("text", "verbosity"),
}

# Set by someone, and this protocol has nothing like it.
MISSING = frozenset(
    {"stop", "seed", "n", "top_k", "logit_bias", "presence_penalty", "frequency_penalty"}
    | {"reasoning_budget", "keep_alive", "num_ctx"}
)

# The families that reason; the others refuse to be asked for it.
_REASONS = re.compile(r"(^|/)(o[1-9]|gpt-([5-9]|[1-9]\d)|codex)")

_FORMATS = frozenset({"text", "json_object", "json_schema"})
_PATHS = ("/chat/completions", "/completions", "/responses", "/models")


class OpenAIResponses:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter ``stream`` says otherwise."""
        body: dict[str, Any] = {"model": request.model, "stream": True, "store": False}
        params = outward.own_params(endpoint, request.params, RESERVED | MISSING)
        body |= {
            RENAMED.get(name, name): value for name, value in params.items() if name not in INSIDE
        }
        if "tools" in body and not body["store"] and _REASONS.search(request.model):
            # without it the model would have to think anew after each call
            body.setdefault("include", ["reasoning.encrypted_content"])
        # a server may refuse what this program adds, and what has another name there
        for name in endpoint.quirks.get("drop", ()):
            body.pop(name, None)
        body = _said(endpoint, request.messages) | body
        for name, (member, inner) in INSIDE.items():
            value = _inner(name, params.get(name))
            if value is not None:
                # what someone wrote as the provider has it wins
                body[member] = {inner: value, **loose.fields(body.get(member))}
        return HttpRequest(
            "POST",
            _address(endpoint, "/responses"),
            outward.headers(endpoint, "text/event-stream"),
            outward.json_body(body),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """What this protocol has nothing like."""
        return tuple(
            name for name in outward.own_params(endpoint, request.params) if name in MISSING
        )

    def framer(self) -> Sse:
        """Server-sent events, each of which says its type; bare JSON is taken too."""
        return Sse(typed=True)

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> ResponseEvents:
        """A reader of events."""
        thinking = endpoint is not None and bool(endpoint.quirks.get("thinking", False))
        return ResponseEvents(Place.of(endpoint, model=model), thinking=thinking)

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
        return HttpRequest("GET", _address(endpoint, "/models"), headers)

    def read_models(self, body: bytes, asked: bytes = b"") -> list[ModelFacts]:
        """What the list tells of each model."""
        return listing.read(body)

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """Lists are whole."""
        return ()


def _address(endpoint: Endpoint, path: str) -> str:
    return outward.address(endpoint, path, known=_PATHS, prefix="/v1")


def _said(endpoint: Endpoint, messages: Sequence[Message]) -> dict[str, Any]:
    """The instructions, if there are any, and the items of the input."""
    first, rest = messages[:1], messages[1:]
    system = endpoint.quirks.get("system_role", str(Role.SYSTEM))
    told = rest and first[0].role is Role.SYSTEM and not first[0].images
    spoken = rest if told else messages
    items = {"input": [item for one in spoken for item in _items(one, system)]}
    return {"instructions": first[0].text, **items} if told else items


def _items(message: Message, system: str) -> list[dict[str, Any]]:
    """One item; where its provider wants calls back, also their results, formally."""
    if message.echo is None:
        return [_item(message, system)]
    items = message.echo.listed()
    calls = [(item["type"], item.get("call_id")) for item in items if item["type"] in OURS]
    results = [
        {"type": f"{kind}_output", "call_id": id_, "output": echo.RESULT} for kind, id_ in calls
    ]
    return [*items, *results]


def _item(message: Message, system: str) -> dict[str, Any]:
    kind = "output_text" if message.role is Role.ASSISTANT else "input_text"
    content: list[dict[str, Any]] = []
    if message.text or not message.images:
        content.append({"type": kind, "text": message.text})
    for image in message.images:
        data = base64.b64encode(image.data).decode()
        url = f"data:{image.media_type};base64,{data}"
        content.append({"type": "input_image", "image_url": url})
    role = system if message.role is Role.SYSTEM else str(message.role)
    return {"role": role, "content": content}


def _inner(name: str, value: object) -> object:
    """What a parameter of the program is in this protocol; None where it is nothing."""
    if name == "show_reasoning":
        return "auto" if value is True else None
    if name == "response_format" and value is not None:
        return _format(value)
    return value


def _format(wished: object) -> object:
    """The format without the member around it that chat completions have."""
    known = loose.fields(wished)
    kind = loose.text(wished) or loose.text(known.get("type"))
    if kind not in _FORMATS and known:
        return {"type": "json_schema", "name": "answer", "schema": wished}
    return {"type": kind, **loose.fields(known.get("json_schema") or known)}
