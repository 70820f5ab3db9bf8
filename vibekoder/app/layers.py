"""The parameters of the next request: which layer each comes from, and which the model takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from vibekoder.app.backends import Backends
from vibekoder.app.choice import Choice, Once
from vibekoder.app.tongue import tr
from vibekoder.core import settings
from vibekoder.core.capabilities import THINKING, Capabilities
from vibekoder.core.params import PARAMS
from vibekoder.core.providers import PROVIDERS
from vibekoder.core.session import Session
from vibekoder.core.settings import Layer
from vibekoder.store.front_matter import Written
from vibekoder.store.projects import Project


class Where(StrEnum):
    """Who says a value, the outermost first; a later one wins."""

    APP = "app"
    PROJECT = "project"
    BACKEND = "backend"
    SESSION = "session"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Said:
    """One layer's value; None: it is not sent, whatever the layers outside say."""

    where: Where
    value: Any


@dataclass(frozen=True, slots=True)
class Layered:
    """One parameter with all that is said of it, outermost first.

    ``reason`` tells why it does not go. Not ``offered``: the model or its provider would not take
    it; else it only gives way to another one that is set.
    """

    name: str
    said: tuple[Said, ...] = ()
    reason: str = ""
    offered: bool = True

    @property
    def counts(self) -> Said | None:
        """What is sent, and who says so."""
        return self.said[-1] if self.said else None

    def at(self, where: Where) -> Said | None:
        """What this layer itself says."""
        return next((one for one in self.said if one.where is where), None)

    def outside(self, where: Where) -> Said | None:
        """What would count if this layer and those inside of it said nothing."""
        order = list(Where)
        found = [one for one in self.said if order.index(one.where) < order.index(where)]
        return found[-1] if found else None


def layered(
    backends: Backends, project: Project, session: Session | None, once: Once
) -> tuple[Layered, ...]:
    """Every known parameter and every other one that somebody sets.

    First what the model takes, in the table's order. Raises ProjectError as ``choice`` does.
    """
    choice = backends.choice(project, session, once)
    values = backends.values(project, session)
    layers: dict[Where, Mapping[str, Any]] = {
        Where.APP: _params(values.layers[Layer.APP]),
        Where.PROJECT: _params(values.layers[Layer.PROJECT]),
        Where.BACKEND: choice.entry.params,
        Where.SESSION: _params(values.layers[Layer.SESSION]),
        Where.MESSAGE: once.params,
    }
    known, refused = backends.capabilities(choice), backends.refused(choice)
    names = dict.fromkeys((*PARAMS, *(name for one in layers.values() for name in one)))
    lost = backends.left_out(choice)
    found: list[Layered] = []
    for name in names:
        said = tuple(Said(where, one[name]) for where, one in layers.items() if name in one)
        why = (
            tr("{model} refused it").format(model=choice.model)
            if name in refused
            else _why_not(name, choice, known)
        )
        gives_way = tr("gives way to another") if name in lost else ""
        found.append(Layered(name, said, why or gives_way, offered=not why))
    return tuple(sorted(found, key=lambda one: not one.offered))


def with_value(params: Mapping[str, Any], name: str, said: Said | None) -> dict[str, Any]:
    """A layer with one value set, or taken back."""
    rest = {key: value for key, value in params.items() if key != name}
    return rest if said is None else {**params, name: said.value}


def own(layers: Iterable[Layered], where: Where) -> dict[str, Any]:
    """All that one layer says."""
    return {one.name: said.value for one in layers if (said := one.at(where)) is not None}


def as_front_matter(params: Mapping[str, Any]) -> dict[str, Written] | None:
    """Values as a session's front matter holds them, where everything is read as text first."""
    return {name: _written(value) for name, value in params.items()} or None


def _written(value: Any) -> Written:
    if value is None:
        return "null"
    if isinstance(value, str):
        return json.dumps(value) if _reads_as_json(value) else value
    if isinstance(value, Mapping):
        table = cast("Mapping[str, Any]", value)
        return {key: _written(one) for key, one in table.items()}
    if isinstance(value, Sequence):
        return [_written(one) for one in cast("Sequence[Any]", value)]
    return cast("float", value)


def _reads_as_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _params(layer: Mapping[str, Any]) -> Mapping[str, Any]:
    found = layer.get(settings.PARAMS.key)
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def _why_not(name: str, choice: Choice, known: Capabilities) -> str:
    if name not in PARAMS or name in known.params:
        return ""
    entry, facts = choice.entry, choice.facts
    if not PROVIDERS[entry.kind].networked:
        return tr("{backend} asks no model").format(backend=entry.shown)
    if name in THINKING and facts.reasoning is False:
        return tr("{model} does not reason").format(model=choice.model)
    if facts.params is not None:
        return tr("{model} does not take it").format(model=choice.model)
    return tr("{backend} has nothing like it").format(backend=entry.shown)
