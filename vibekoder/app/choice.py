"""Where a request goes, and what is meant for one request alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
class Held:
    """A request that was refused and may be sent after all.

    ``again`` is the slice it answers anew, ``goes_on`` the answer it continues; without either it
    is the prompt that is back in the composer. ``found`` are the secrets that it holds, ``missing``
    the lines that stand for what cannot be had; ``heavy`` is the line to leave out where it is too
    long, and the id of its slice.
    """

    again: str = ""
    goes_on: str = ""
    without: bool = False
    found: tuple[Exposed, ...] = ()
    missing: tuple[str, ...] = ()
    heavy: tuple[str, str] = ("", "")
    once: Once = NOTHING_ELSE
    instead: Instead | None = None
