"""Which backend a session talks to: built from the project's entries, one object each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QObject

from vibekoder.app.choice import NOTHING_ELSE, Choice, Once
from vibekoder.app.tongue import tr
from vibekoder.backends.base import AIBackend, Probe
from vibekoder.backends.registry import KINDS, Kind, Parts, Reach, net_through
from vibekoder.core import keyless, settings
from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.capabilities import Capabilities
from vibekoder.core.errors import FormatError, ProjectError, Refused
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import PROVIDERS, Provider, provider_of
from vibekoder.core.resuming import prefill
from vibekoder.core.session import Session
from vibekoder.core.settings import Layer, Values
from vibekoder.core.ways import Way
from vibekoder.engine.prepare import Target
from vibekoder.engine.tariff import Tariff
from vibekoder.store import front_matter
from vibekoder.store.catalog import FILE, Catalog, Source
from vibekoder.store.paths import resources
from vibekoder.store.projects import BackendEntry, Project
from vibekoder.store.secrets import Keys, environment_alone, refusal
from vibekoder.wire.http import ChatRequest, Endpoint

_SESSION_KEYS = (settings.BACKEND.key, settings.MODEL.key, settings.PARAMS.key)


class Backends(QObject):
    """Makes and keeps the backends of the open project.

    ``reach`` gives the transport of a name, for a way to the server.
    Keys are looked for in a session's writer, before each request. ``chosen`` is what a command
    line asked for: it wins over project and session. ``follow`` is told each backend as it is made.
    """

    def __init__(
        self,
        reach: Reach,
        environ: Mapping[str, str],
        *,
        keys: Keys | None = None,
        chosen: BackendEntry | None = None,
        model: str = "",
        probe: Probe | None = None,
        follow: Callable[[AIBackend], None] = lambda _: None,
        catalog: Catalog | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalog = Catalog(resources() / FILE, None) if catalog is None else catalog
        self._reach = reach
        self.keys = environment_alone(environ) if keys is None else keys
        self._chosen = chosen
        self._model = model
        self._probe = probe
        self._follow = follow
        self._read: tuple[Values, str, Values] | None = None
        self._made: dict[str, tuple[Any, Endpoint, AIBackend]] = {}
        # what servers were found to refuse, by address and model, as long as the program runs
        self._found_out: dict[tuple[str, str], Mapping[str, Any]] = {}

    @property
    def kinds(self) -> tuple[Provider, ...]:
        """All kinds there are."""
        return tuple(one for one in PROVIDERS.values() if one.dialect in KINDS)

    def choice(
        self, project: Project, session: Session | None = None, once: Once = NOTHING_ELSE
    ) -> Choice:
        """Backend, model and parameters: app < project < backend < session < command line < once.

        A parameter that an inner layer sets to null is not sent. Raises ProjectError if the
        session names a backend that the project does not have, or says something else that
        cannot be meant: nothing is sent on a guess. So it does where a parameter holds a key.
        """
        values = self.values(project, session)
        for complaint in values.complaints[Layer.SESSION]:
            raise ProjectError(complaint, tr("Correct it in the session's front matter."))
        if once.backend:
            entry = self.entry(project, once.backend)
            own = once.model
        else:
            entry = self._chosen or project.backend(values[settings.BACKEND])
            own = once.model or self._model or values.layers[Layer.SESSION].get(settings.MODEL.key)
        params = {**project.params, **entry.params, **_own_params(values), **once.params}
        params = {name: value for name, value in params.items() if value is not None}
        problem = keyless.parameters(params)
        if problem:
            # what is sent is kept: its receipt would have the key
            raise ProjectError(problem)
        model = str(own or self.model(entry, values))
        entry = self.placed(entry)
        return Choice(entry, model, params, self.facts(project, entry, model))

    def model(self, entry: BackendEntry, values: Values) -> str:
        """The model that is asked where nobody names another; empty if none is chosen."""
        provider = PROVIDERS[entry.kind]
        outside = self.keys.environ.get(provider.model_variable, "").strip()
        return str(entry.model or values[settings.MODEL] or outside or provider.model)

    def facts(self, project: Project, entry: BackendEntry, model: str) -> ModelFacts:
        """What is known of a model of this backend: shipped, told by its server, set here."""
        return self.catalog.facts(entry.base_url, model, project.models)

    def offered(self, project: Project, entry: BackendEntry) -> tuple[ModelFacts, ...]:
        """The models that are known without asking: what the server told last, else the table's."""
        base_url = self.placed(entry).base_url
        names = self.catalog.known(base_url)
        return tuple(self.catalog.facts(base_url, name, project.models) for name in names)

    def priced(self, project: Project, entry: BackendEntry, model: str) -> Source | None:
        """Whose price list says what a model costs; None where the project or nobody says it."""
        own = project.models.get(model)
        if own is not None and own.prices is not None:
            return None
        return self.catalog.source(self.placed(entry).base_url)

    def capabilities(self, choice: Choice) -> Capabilities:
        """What can be asked of the chosen model: of its provider, its protocol and itself."""
        return _kind(choice.entry).capable(_endpoint(choice.entry), choice.facts)

    def capable(self, project: Project, entry: BackendEntry) -> Capabilities:
        """What can be asked of a backend, with the model that it asks where nobody says more."""
        entry, model = self.placed(entry), self.model(entry, project.values)
        return self.capabilities(Choice(entry, model, {}, self.facts(project, entry, model)))

    def left_out(self, choice: Choice) -> tuple[str, ...]:
        """The parameters of this choice that do not go: not taken, or not beside the others."""
        request = ChatRequest("", choice.model, (), choice.params, _limits(choice))
        return _kind(choice.entry).left_out(_endpoint(choice.entry), request)

    def refused(self, choice: Choice) -> tuple[str, ...]:
        """The parameters that the server was found to refuse for this model; they do not go."""
        known = self._found_out.get((choice.entry.base_url, choice.model), {})
        return tuple(known.get("drop", ()))

    def values(self, project: Project, session: Session | None = None) -> Values:
        """The settings with this session's layer in them."""
        return self._values(project.values, session.head.front if session else "")

    def own_params(self, project: Project, session: Session) -> Mapping[str, Any]:
        """The parameters that this session sets for itself."""
        return _own_params(self.values(project, session))

    def entries(self, project: Project) -> tuple[BackendEntry, ...]:
        """What there is to choose from, the command line's own first."""
        own = (self._chosen,) if self._chosen is not None else ()
        names = {one.name for one in own}
        return (*own, *(one for one in project.backends if one.name not in names))

    def entry(self, project: Project, name: str) -> BackendEntry:
        """The backend of that name; ProjectError naming those that there are."""
        if self._chosen is not None and self._chosen.name == name:
            return self._chosen
        return project.backend(name)

    def get(self, entry: BackendEntry, project: Project) -> AIBackend:
        """The backend for an entry; the same object while nothing about it changes."""
        entry = self.placed(entry)
        idle = entry.idle_seconds(project.values)
        speed = project.values[settings.REHEARSAL_SPEED]
        way = Way(project.values[settings.CONNECT_LIMIT], entry.proxy, entry.ca_file)
        at_once = entry.at_once or project.values[settings.AT_ONCE] or None
        endpoint, kind = _endpoint(entry), _kind(entry)
        mark = (entry.kind, idle, speed, way, at_once)
        known = self._made.get(entry.name)
        if known is None or known[:2] != (mark, endpoint):
            parts = Parts(
                endpoint,
                self._reach(self._net(kind, entry), way),
                idle,
                {settings.REHEARSAL_SPEED.key: speed},
                probe=self._probe,
                key=lambda: self._known_key(entry),
                at_once=at_once,
            )
            # one that was there before goes on with what it has begun
            known = self._made[entry.name] = (mark, endpoint, kind.make(parts, self))
            self._follow(known[2])
        return known[2]

    def target(self, choice: Choice, calibration: Calibration = UNKNOWN) -> Target:
        """What the engine must know of a request's goal, key excepted.

        ``calibration`` corrects estimates of tokens for its model.
        """
        entry, kind = choice.entry, _kind(choice.entry)
        # the body is the same with and without a key
        endpoint = _endpoint(entry)
        mark = (entry.base_url, choice.model)
        known: dict[str, Any] = {**_limits(choice)}
        if calibration.ratio != 1.0:
            known["counted"] = calibration.ratio
        return Target(
            backend=entry.name,
            model=choice.model,
            build=lambda request: kind.body(endpoint, request),
            base_url=entry.base_url,
            params=choice.params,
            refusal=lambda: self._refusal(choice),
            quirks={**known, **self._found_out.get(mark, {})},
            learned=lambda quirks: self._learn(mark, quirks),
            left_out=lambda request: kind.left_out(endpoint, request),
            images=choice.facts.images is not False,
            tariff=Tariff(choice.facts.prices, local=is_local(entry)),
            prefill=prefill(
                provider_of(entry.kind, entry.base_url).quirks, choice.model, choice.params
            ),
            window=_reads(choice, kind, endpoint),
            calibration=calibration,
            form=PROVIDERS[entry.kind].dialect,
        )

    def _learn(self, mark: tuple[str, str], quirks: Mapping[str, Any]) -> None:
        self._found_out[mark] = {**self._found_out.get(mark, {}), **quirks}

    def placed(self, entry: BackendEntry) -> BackendEntry:
        """The entry where the environment wants it; another address than its own stays."""
        address = PROVIDERS[entry.kind].address(entry.base_url, self.keys.environ)
        return replace(entry, base_url=address)

    def _values(self, values: Values, front: str) -> Values:
        # asked for at each tick of the status bar: YAML is read when it has changed
        known = self._read
        if known is None or known[0] is not values or known[1] != front:
            known = self._read = (values, front, _with_front(values, front))
        return known[2]

    def _net(self, kind: Kind, entry: BackendEntry) -> str:
        return net_through(kind, entry.base_url, entry.proxy, self.keys.environ)

    def _known_key(self, entry: BackendEntry) -> str | None:
        found = self.keys.known(entry)
        return found.key if found is not None else None

    def _refusal(self, choice: Choice) -> Refused | None:
        entry = choice.entry
        problem = refusal(entry, self.keys.look(entry))
        return no_model(entry, choice.model) if problem is None else problem


def no_model(entry: BackendEntry, model: str) -> Refused | None:
    """Why nothing is sent where no model is chosen; None where one is."""
    if model:
        return None
    told = tr("No model is chosen for {backend}.").format(backend=entry.shown)
    return Refused(told, tr("Name one under Backends."))


def is_local(entry: BackendEntry) -> bool:
    """Whether it runs on this computer and costs nothing."""
    provider = PROVIDERS[entry.kind]
    return entry.local or provider.local or not provider.networked


def _kind(entry: BackendEntry) -> Kind:
    return KINDS[PROVIDERS[entry.kind].dialect]


def _limits(choice: Choice) -> dict[str, int]:
    """The model's window and its longest answer, for servers that are asked for a size."""
    limits = {"context": choice.facts.context, "output": choice.facts.output}
    return {name: limit for name, limit in limits.items() if limit}


def _reads(choice: Choice, kind: Kind, endpoint: Endpoint) -> int | None:
    """Tokens that the model reads at most: its own window, or a smaller one that is asked for."""
    known = [choice.facts.context] if choice.facts.context else []
    asked = choice.params.get("num_ctx")
    wish = ChatRequest("", choice.model, (), {"num_ctx": asked})
    if isinstance(asked, int) and asked > 0 and not kind.left_out(endpoint, wish):
        known.append(asked)
    return min(known, default=None)


def _endpoint(entry: BackendEntry) -> Endpoint:
    quirks = provider_of(entry.kind, entry.base_url).quirks
    headers = tuple(entry.headers.items())
    return Endpoint(entry.name, entry.base_url, headers=headers, quirks=quirks, title=entry.title)


def _with_front(values: Values, front: str) -> Values:
    if not front:
        return values
    try:
        known = front_matter.read(front)
    except FormatError:
        return values
    own: dict[str, Any] = {key: known[key] for key in _SESSION_KEYS if known.get(key)}
    return values.with_layer(Layer.SESSION, {**own, **_typed(own.get(settings.PARAMS.key))})


def _typed(params: object) -> dict[str, Any]:
    """Front matter says everything as text; what reads as JSON is meant as that."""
    if not isinstance(params, Mapping):
        return {}
    return {
        settings.PARAMS.key: {
            key: _value(value) for key, value in cast("Mapping[str, Any]", params).items()
        }
    }


def _value(written: object) -> object:
    if isinstance(written, list):
        return [_value(one) for one in cast("list[object]", written)]
    if isinstance(written, Mapping):
        return {key: _value(one) for key, one in cast("Mapping[str, object]", written).items()}
    if not isinstance(written, str):
        return written
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return written


def _own_params(values: Values) -> Mapping[str, Any]:
    found = values.layers[Layer.SESSION].get(settings.PARAMS.key)
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}
