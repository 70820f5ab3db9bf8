"""The values between a dialect and a transport."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

from vibekoder.core.errors import Failure
from vibekoder.core.events import Event
from vibekoder.core.hosts import plain_url
from vibekoder.core.messages import Message
from vibekoder.core.models import ModelFacts

_CREDENTIAL = re.compile(r"auth|key|token|secret|passw|cookie", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a backend lives. Key, headers and the address's query are hidden from its repr.

    ``base_url`` is as the person wrote it; dialects clean it. ``quirks`` are differences of a
    compatible server, as data.
    """

    backend: str
    base_url: str
    key: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    quirks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    title: str = ""

    @property
    def shown(self) -> str:
        """What a person calls it."""
        return self.title or self.backend

    def __repr__(self) -> str:
        shown = plain_url(self.base_url)
        return f"Endpoint({self.backend!r}, base_url={shown!r}, quirks={self.quirks!r})"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One strike: what is said, to which model, with which parameters (only those someone set).

    ``quirks`` is what was found out about this model of this server, beyond its endpoint's.
    ``body``, if there is one, goes as it is instead of what a dialect would make of the rest.
    """

    id: str
    model: str
    messages: Sequence[Message]
    params: Mapping[str, Any]
    quirks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request, complete.

    Its repr hides headers, body and the address's query: they hold key and prompt.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def __repr__(self) -> str:
        return f"HttpRequest(method={self.method!r}, url={plain_url(self.url)!r})"


@dataclass(frozen=True, slots=True)
class Named:
    """A frame that says what it is beside its data: an SSE event name, or the field ``error``."""

    name: str
    data: bytes


# An ordinary frame is its bare data: a value around each would cost as much as decoding it.
Frame: TypeAlias = bytes | Named


class Framer(Protocol):
    """Cuts a body into frames; any chunking gives the same frames."""

    @property
    def skipped(self) -> int:
        """How many frames were beyond reading."""
        ...

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now."""
        ...

    def end(self) -> list[Frame]:
        """The frames that the end of the body completes."""
        ...


class Decoder(Protocol):
    """Reads the frames of one answer. After each call its properties tell how the answer stands."""

    @property
    def done(self) -> bool:
        """The protocol's end mark was seen: nothing after it counts."""
        ...

    @property
    def finish(self) -> str:
        """Why the answer ended, in the program's words; "" while no reason was given."""
        ...

    @property
    def raw(self) -> str | None:
        """The provider's own word for it."""
        ...

    @property
    def usage(self) -> Mapping[str, int]:
        """Tokens: input, output, reasoning, cached; unknown ones absent."""
        ...

    @property
    def cost(self) -> float | None:
        """What the provider itself says that the answer costs, in USD; None where it does not."""
        ...

    @property
    def echo(self) -> Sequence[Mapping[str, Any]]:
        """What the provider wants back where the answer goes on, in its own form; mostly empty."""
        ...

    @property
    def note(self) -> str:
        """What a person should know of the answer besides its finish, in sentences; mostly ""."""
        ...

    @property
    def skipped(self) -> int:
        """How many frames were unreadable."""
        ...

    @property
    def unreadable(self) -> str:
        """The beginning of the last frame that was unreadable as a whole: a gateway's words."""
        ...

    @property
    def read(self) -> int:
        """How many frames were understood; what the idle limit counts."""
        ...

    @property
    def failure(self) -> Failure | None:
        """The server's error inside the stream; frames after it were not read."""
        ...

    def feed(self, frames: Sequence[Frame]) -> list[Event]:
        """Answer text, reasoning and tool steps, in order; neighbours of one kind joined."""
        ...

    def end(self) -> list[Event]:
        """What was held back: half a tag, a last CR, half a character."""
        ...


class Dialect(Protocol):
    """One provider's protocol: requests out, meaning in. No state between requests."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """The request, complete; pure and deterministic. Raises Refused where nothing can go."""
        ...

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """The parameters that someone set and `build` leaves out: this provider has none like it.

        Those in the quirk ``drop`` are not among them: they were named when they were dropped.
        """
        ...

    def framer(self) -> Framer:
        """A fresh one for each answer."""
        ...

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Decoder:
        """A fresh one for each answer; the endpoint's quirks apply."""
        ...

    def failure(
        self,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        endpoint: Endpoint | None = None,
        model: str = "",
    ) -> Failure:
        """What an answer that is no success means."""
        ...

    def models(self, endpoint: Endpoint) -> HttpRequest:
        """The request for the list of models."""
        ...

    def read_models(self, body: bytes, asked: bytes = b"") -> list[ModelFacts]:
        """In the server's order, each once; empty where the body is no list of models.

        ``asked`` is the body of the request: an answer about one model alone does not name it.
        """
        ...

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """What completes this list: its next page, or a question for each of its models."""
        ...


def host_of(url: str) -> str:
    """Host and explicit port, as people name a server; never a user or a password."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{parts.port}" if parts.port is not None else name


def is_credential(header: str) -> bool:
    """Whether a header of this name tells a server who asks."""
    return bool(_CREDENTIAL.search(header))


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: two addresses with the same origin may share a key."""
    parts = urlsplit(url)
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or standard
