"""The kinds of providers there are, as facts: the one table for files, backends and sheets."""

from __future__ import annotations

from dataclasses import dataclass

from vibekoder.core.hosts import name_of


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of provider, ``name`` as a project's file writes it.

    ``base_url`` and ``key_variable`` are what counts where an entry says nothing; ``model`` is what
    answers where nobody chose one, empty if a model must be named. One that is not ``networked``
    has neither address nor key.
    """

    name: str
    title: str
    networked: bool = True
    base_url: str = ""
    key_variable: str = ""
    model: str = ""
    note: str = ""


OPENAI = Provider(
    "openai",
    "OpenAI and compatible servers",
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
)
REHEARSAL = Provider(
    "rehearsal", "Rehearsal", networked=False, model="rehearsal", note="no key, no network"
)

PROVIDERS = {one.name: one for one in (OPENAI, REHEARSAL)}


def key_variable_for(base_url: str) -> str:
    """A provider's variable for the provider's own address; its key goes to no other by itself."""
    host = name_of(base_url)
    variables = (one.key_variable for one in PROVIDERS.values() if name_of(one.base_url) == host)
    return next(variables, "") if host else ""
