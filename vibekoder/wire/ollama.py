"""Ollama's own protocol: ``/api/chat``, answered in JSON lines.

The server cuts a prompt that does not fit its window, silently, unless it is told not to; and its
window is small unless one is asked for. So each request asks for a window of the size it needs, in
few steps, because the server loads the model anew whenever the size changes.

Quirks of an endpoint, beside those of `vibekoder.wire.outward`: ``context``: the model's window in
tokens, where it is known; ``counted``: by what an estimate of tokens is multiplied for it;
``thinking`` True: its template has already opened ``<think>``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vibekoder.core import hosts, tokens
from vibekoder.core.errors import Code, Failure
from vibekoder.core.messages import Message
from vibekoder.core.models import ModelFacts
from vibekoder.wire import complaints, failures, listing, loose, outward, redaction, wishes
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.ndjson import Ndjson
from vibekoder.wire.ollama_lines import Lines

LOCAL = "http://localhost:11434"
CLOUD = "ollama.com"

RESERVED = frozenset({"model", "messages", "options", "stream"})

# What the body itself holds; every other parameter goes among the options.
TOP = frozenset({"think", "format", "keep_alive", "tools", "logprobs", "top_logprobs"}) | frozenset(
    {"truncate", "shift"}
)

# The program's names, and what they are among the options.
OPTIONS = {"max_tokens": "num_predict", "max_completion_tokens": "num_predict"}

# Set by someone, and this server has nothing like it.
MISSING = frozenset({"logit_bias", "user", "reasoning_budget", "n", "tool_choice"})

_MEANT = frozenset({"reasoning_effort", "show_reasoning", "response_format"})
_LEVELS: Mapping[str, bool | str] = {
    "none": False,
    "minimal": "low",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "max",
    "max": "max",
}

JSON = "application/json"
_PATHS = ("/chat", "/generate", "/tags", "/api", "/chat/completions", "/v1")
_SMALLEST = 8192  # tokens of a window; below, a smaller one saves next to nothing
_ROOM = 4096  # tokens for the answer where nobody set a limit
_NO_MODEL = re.compile(r"model ['\"]?([^'\"\s]+)['\"]? not found")
_NO_MEMORY = re.compile(r"requires more system memory|out of memory", re.IGNORECASE)


class Ollama:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter ``stream`` says otherwise."""
        url = _address(endpoint, "/api/chat")
        params = outward.own_params(endpoint, request.params, {"model", "messages"} | MISSING)
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message) for message in request.messages],
            "stream": params.get("stream", True),
            # a request that is too long is to be refused, not shortened
            "truncate": False,
            "shift": False,
            **_meant(params),
            **{name: value for name, value in params.items() if name in TOP},
        }
        if {"think", "thinking"} & set(endpoint.quirks.get("drop", ())):
            body.pop("think", None)
        options = _options(endpoint, request, params)
        if options:
            body["options"] = options
        return HttpRequest(
            "POST",
            url,
            outward.headers(endpoint, "application/x-ndjson"),
            outward.json_body(body),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """What this server has nothing like; it cannot think and keep that to itself."""
        params = outward.own_params(endpoint, request.params)
        thinks = {**_meant(params), **params}.get("think") is not False
        hides = params.get("show_reasoning") is False and thinks
        lost = MISSING | {"show_reasoning"} if hides else MISSING
        return tuple(name for name in params if name in lost)

    def framer(self) -> Ndjson:
        """JSON lines; a whole answer is taken too."""
        return Ndjson()

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Lines:
        """A reader of lines."""
        thinking = endpoint is not None and bool(endpoint.quirks.get("thinking", False))
        return Lines(_place(endpoint, model), thinking=thinking)

    def failure(
        self,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        endpoint: Endpoint | None = None,
        model: str = "",
    ) -> Failure:
        """What an answer that is no success means; a missing model can be fetched."""
        failure = failures.of_status(status, headers, body, _place(endpoint, model))
        missing = _NO_MODEL.search(complaints.in_body(body).words)
        if failure.code is Code.NOT_FOUND and missing is not None:
            hint = f"Fetch it with “ollama pull {missing[1]}”, then retry."
            failure = replace(failure, hint=hint)
        elif _NO_MEMORY.search(failure.message):
            # it would not fit the next time either
            hint = "Choose a smaller model, or set a smaller num_ctx."
            failure = replace(failure, hint=hint, retryable=False)
        return redaction.redacted(failure, endpoint)

    def models(self, endpoint: Endpoint) -> HttpRequest:
        """The request for the list of models that are here."""
        headers = outward.headers(endpoint, JSON, sends=False)
        return HttpRequest("GET", _address(endpoint, "/api/tags"), headers)

    def read_models(self, body: bytes, asked: bytes = b"") -> list[ModelFacts]:
        """What the list tells of each model, or the answer about one of them."""
        told = listing.fields(body)
        if "models" not in told:
            name = loose.text(listing.fields(asked).get("model"))
            return [_facts(name, told)] if name and told else []
        found: dict[str, ModelFacts] = {}
        for name, entry in _listed(told):
            found.setdefault(name, _facts(name, entry))
        return list(found.values())

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """Most lists do not tell how long a window is: then each model is asked for."""
        url, headers = _address(endpoint, "/api/show"), outward.headers(endpoint, JSON)
        return tuple(
            HttpRequest("POST", url, headers, outward.json_body({"model": name}))
            for name, entry in _listed(listing.fields(body))
            if _context(entry) is None
        )


def host_url(written: str) -> str:
    """The base URL that a person means: it may lack scheme, port or host, as ``OLLAMA_HOST`` may.

    The provider's own cloud is never asked without encryption.
    """
    text = written.strip()
    if re.match(rf"([\w-]+\.)*{re.escape(CLOUD)}(/|$)", text):
        return f"https://{text}"
    return text if "@" in text or "?" in text else hosts.served_at(text, LOCAL)


def window(endpoint: Endpoint, request: ChatRequest) -> int | None:
    """Tokens of the window to ask for: what is said, and room for the answer.

    None where the server gives the whole window by itself.
    """
    if _is_cloud(endpoint, request.model):
        return None
    limit = request.params.get("max_tokens", request.params.get("max_completion_tokens"))
    room = limit if isinstance(limit, int) and limit > 0 else _ROOM
    counted = loose.of(float, endpoint.quirks.get("counted")) or 1.0
    needed, size = tokens.at_most(request.messages, counted) + room, _SMALLEST
    while size < needed:
        size *= 2
    most = loose.of(int, endpoint.quirks.get("context"))
    return size if most is None else min(size, most)


def _message(message: Message) -> dict[str, Any]:
    images = [base64.b64encode(image.data).decode() for image in message.images]
    more = {"images": images} if images else {}
    return {"role": str(message.role), "content": message.text, **more}


def _meant(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that have another name and another form here."""
    found: dict[str, Any] = {}
    effort, shown = params.get("reasoning_effort"), params.get("show_reasoning")
    if effort is not None:
        found["think"] = _LEVELS.get(str(effort), effort)
    elif shown is True:
        found["think"] = True
    if (form := _format(params.get("response_format"))) is not None:
        found["format"] = form
    return found


def _format(wished: object) -> object:
    """A schema or the word "json", from OpenAI's form of either; None for plain text."""
    if wishes.wants_json(wished):
        return "json"
    return wishes.schema(wished) or (None if wishes.is_text(wished) else wished)


def _options(endpoint: Endpoint, request: ChatRequest, params: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (size := window(endpoint, request)) is not None:
        found["num_ctx"] = size
    found |= {
        OPTIONS.get(name, name): value
        for name, value in params.items()
        if name not in TOP | RESERVED | _MEANT
    }
    if isinstance(found.get("stop"), str):
        found["stop"] = [found["stop"]]
    return found | loose.fields(params.get("options"))


def _is_cloud(endpoint: Endpoint, model: str) -> bool:
    """Whether the model runs elsewhere, always with its whole window."""
    host = hosts.name_of(host_url(endpoint.base_url))
    return host == CLOUD or host.endswith(f".{CLOUD}") or model.endswith(("-cloud", ":cloud"))


def _address(endpoint: Endpoint, path: str) -> str:
    there = replace(endpoint, base_url=host_url(endpoint.base_url))
    return outward.address(there, path, known=_PATHS)


def _place(endpoint: Endpoint | None, model: str) -> Place:
    url = "" if endpoint is None else host_url(endpoint.base_url)
    return Place.of(endpoint, url, model)


def _facts(name: str, entry: Mapping[str, Any]) -> ModelFacts:
    told = loose.entries(entry.get("capabilities"))
    return ModelFacts(
        name,
        context=_context(entry),
        images="vision" in told if told else None,
        reasoning="thinking" in told if told else None,
        tools="tools" in told if told else None,
    )


def _listed(told: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The models of a list by name."""
    entries = map(loose.fields, loose.entries(told.get("models")))
    named = ((loose.text(one.get("name")) or loose.text(one.get("model")), one) for one in entries)
    return [(name, entry) for name, entry in named if name]


def _context(entry: Mapping[str, Any]) -> int | None:
    """The window, where it is told; about one model under the name of its architecture."""
    places = (entry, loose.fields(entry.get("details")), loose.fields(entry.get("model_info")))
    found = (
        listing.count(size)
        for place in places
        for name, size in place.items()
        if name.rpartition(".")[2] == "context_length"
    )
    return next((size for size in found if size), None)
