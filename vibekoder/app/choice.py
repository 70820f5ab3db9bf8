"""Where a request goes, and what is meant for one request alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vibekoder.core.contents import Output
from vibekoder.core.errors import Exposed
from vibekoder.core.models import ModelFacts
from vibekoder.store.projects import BackendEntry


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a request goes: the entry, the model, the parameters of all layers together, and what
    is known of the model."""

    entry: BackendEntry
    model: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    facts: ModelFacts = field(default_factory=lambda: ModelFacts(""))


@dataclass(frozen=True, slots=True)
class Once:
    """What is meant for the next request alone: another backend, model, or parameters.

    Empty: as session and project say. A parameter that is None is not sent.
    """

    backend: str = ""
    model: str = ""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __bool__(self) -> bool:
        return bool(self.backend or self.model or self.params)


NOTHING_ELSE = Once()


@dataclass(frozen=True, slots=True)
class Instead:
    """In whose place a backend is asked, as a person knows it, and why that one did not answer."""

    backend: str
    why: str


@dataclass(frozen=True, slots=True)
class How:
    """How one request is made of a session and sent.

    ``again`` is the id of a User slice to be answered anew, ``goes_on`` that of an answer to be
    continued. ``once`` is what holds for this request alone, None: what the tab has; ``instead``
    tells in whose place its backend is asked. ``without`` leaves out what cannot be had, and says
    so: of the lines ``accepted``, and no others. ``redact`` takes the secrets out of what is
    included. ``fresh`` takes today's files where pins name older bytes; ``replay`` sends the
    request of that receipt again as it was. ``outputs`` are what its commands have written
    already; ``seen`` is the SHA-256 of the body that was shown: no other one leaves.
    """

    again: str = ""
    goes_on: str = ""
    once: Once | None = None
    instead: Instead | None = None
    without: bool = False
    accepted: frozenset[str] = frozenset()
    redact: bool = False
    fresh: bool = False
    replay: str = ""
    outputs: Mapping[str, Output | str] = field(default_factory=dict[str, "Output | str"])
    seen: str = ""

    @property
    def of_session(self) -> bool:
        """Whether it is made of slices that are there, and not of what is being written."""
        return bool(self.again or self.goes_on)


PLAIN = How()


@dataclass(frozen=True, slots=True)
class Held:
    """A request that was refused and may be sent after all: in the same way, or in another one.

    ``found`` are the secrets that it holds, ``missing`` the lines that stand for what cannot be
    had; ``heavy`` is the line to leave out where it is too long, and the id of its slice.
    """

    how: How = PLAIN
    found: tuple[Exposed, ...] = ()
    missing: tuple[str, ...] = ()
    heavy: tuple[str, str] = ("", "")
