"""OpenAI's chat completions, and every server that speaks them.

Messages go as they are: one per slice, in order, each a plain string; nothing is joined or moved.
Parameters go as they were set, unknown ones too; None, and the program's own (``rehearsal`` and
``vibekoder``, as a table or before a dot), stay here.

Quirks of an endpoint: ``v1`` False: a bare host gets no ``/v1``; ``stream_options`` False: the
server refuses that member; ``auth`` "api-key": the key goes in that header; ``thinking`` True: its
template has already opened ``<think>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vibekoder import __version__
from vibekoder.core.errors import Code, Failure, Refused
from vibekoder.wire import failures, loose, redaction
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.normal import whole
from vibekoder.wire.openai_chunks import Chunks
from vibekoder.wire.sse import Sse

OWN = frozenset({"rehearsal", "vibekoder"})
RESERVED = frozenset({"model", "messages"})

_PATHS = ("/chat/completions", "/completions", "/responses", "/models")
# where nobody wrote a scheme: this computer, private networks and bare names speak plain HTTP
_PLAIN = re.compile(
    r"^(localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[|[^./]+(:|/|$))"
)


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
        body |= {
            name: value
            for name, value in request.params.items()
            if value is not None and name not in RESERVED and name.partition(".")[0] not in OWN
        }
        headers = [
            ("Content-Type", "application/json"),
            ("Accept", "text/event-stream"),
            *_headers(endpoint),
        ]
        url = address(endpoint, "/chat/completions")
        return HttpRequest("POST", url, _merged(headers, endpoint), _json(body))

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
        headers = [("Accept", "application/json"), *_headers(endpoint)]
        return HttpRequest("GET", address(endpoint, "/models"), _merged(headers, endpoint))

    def read_models(self, body: bytes) -> list[str]:
        """Ids from ``data``, from ``models``, or from a bare list."""
        try:
            value = loose.read(body)
        except ValueError:
            return []
        known = loose.fields(value)
        listed = loose.entries(known.get("data") or known.get("models") or value)
        names = [_model_id(entry) for entry in listed]
        return list(dict.fromkeys(name for name in names if name))


def address(endpoint: Endpoint, path: str) -> str:
    """The full address of ``path``: the base URL as a person may have written it, made whole.

    A missing scheme, a last slash, a bare host without ``/v1`` and a full path to the chat are all
    accepted; a query (Azure's ``api-version``) stays. Raises Refused where no address can be made.
    """
    written = endpoint.base_url.strip()
    if "://" not in written:
        scheme = "http" if _PLAIN.match(written.lower()) else "https"
        written = f"{scheme}://{written}"
    try:
        parts = urlsplit(written)
        valid = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        parts, valid = urlsplit(""), False
    if not valid or re.search(r"\s", written):
        raise Refused(
            f"{endpoint.backend} has no address that can be reached: “{endpoint.base_url}”.",
            "Your text is kept. Set the base URL of this backend, such as https://HOST/v1.",
        )
    base = parts.path.rstrip("/")
    for known in _PATHS:
        base = base.removesuffix(known).rstrip("/")
    if not base and endpoint.quirks.get("v1", True):
        base = "/v1"
    return urlunsplit((parts.scheme, parts.netloc, base + path, parts.query, ""))


def _headers(endpoint: Endpoint) -> list[tuple[str, str]]:
    headers = [
        ("Accept-Encoding", "identity"),  # proxies that compress hold text back
        ("User-Agent", f"VibeKoder/{__version__}"),
    ]
    key = (endpoint.key or "").strip()
    if not key:
        return headers  # local servers want none, and a header with an empty key is refused
    if not key.isascii() or not key.isprintable() or " " in key:
        raise Refused(
            f"The key for {endpoint.backend} holds characters that no key has.",
            "Your text is kept. Set the key again, without quotes, blanks or line ends.",
            Code.AUTH,
        )
    if endpoint.quirks.get("auth") == "api-key":
        return [*headers, ("api-key", key)]
    return [*headers, ("Authorization", f"Bearer {key}")]


def _merged(headers: Sequence[tuple[str, str]], endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """The endpoint's own headers replace those of the same name."""
    own = {name.lower() for name, _ in endpoint.headers}
    return (*((n, v) for n, v in headers if n.lower() not in own), *endpoint.headers)


def _json(body: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as exc:
        raise Refused(
            f"A parameter cannot be sent: {exc}.",
            "Your text is kept. Correct the parameters, then send again.",
            Code.BAD_REQUEST,
        ) from exc
    return whole(text).encode()


def _model_id(entry: object) -> str:
    known = loose.fields(entry)
    return loose.text(entry) or loose.text(known.get("id")) or loose.text(known.get("name"))
