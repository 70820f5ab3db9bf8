"""A project: a folder, with the settings and backends that its ``vibekoder.toml`` names.

Any folder opens without that file; it is written when the person changes something.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from vibekoder.core import hosts, keyless, settings
from vibekoder.core.commands import Command, table_of
from vibekoder.core.commands import check as check_command
from vibekoder.core.commands import read as read_commands
from vibekoder.core.errors import FormatError, ProjectError
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import OPENAI, PROVIDERS, REHEARSAL, key_variable_for
from vibekoder.core.settings import Layer, Setting, Values
from vibekoder.store import entry_extras, toml_file
from vibekoder.store.catalog import read_models
from vibekoder.store.commented import commented
from vibekoder.store.paths import real

FILE = "vibekoder.toml"

_OWN_KEYS = frozenset({"id", "name", "commands", "backends", "models"})
_WORDS = ("kind", "title", "base_url", "model", "key_variable")


@dataclass(frozen=True, slots=True)
class BackendEntry:
    """How a project reaches one backend.

    ``key_variable`` names the environment variable with the key; empty: no key is needed or
    sent. ``idle_limit`` in seconds: None leaves it to the settings, 0 waits for ever.
    ``headers`` go with each request; ``proxy`` is an address, ``direct`` for none, or empty for
    the system's; ``ca_file`` has certificates that are believed too. ``at_once`` limits running
    requests; ``fallback`` names the backend that answers where this one cannot. ``formerly`` are
    names that it had: sessions that say one of them mean it still.
    """

    name: str
    kind: str
    title: str = ""
    base_url: str = ""
    model: str = ""
    key_variable: str = ""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    idle_limit: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    proxy: str = ""
    ca_file: str = ""
    at_once: int | None = None
    fallback: str = ""
    formerly: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What the person reads: the title, else the name."""
        return self.title or self.name

    def renamed(self, name: str) -> BackendEntry:
        """The same under another name; this one is among those that it had."""
        names = dict.fromkeys((*self.formerly, self.name))
        return replace(self, name=name, formerly=tuple(one for one in names if one != name))

    @property
    def local(self) -> bool:
        """Whether it runs on this computer, where loading a model may take its time."""
        return hosts.is_here(self.base_url)

    def idle_seconds(self, values: Values) -> float | None:
        """How long to wait for an event; None waits for ever."""
        if self.idle_limit is not None:
            return self.idle_limit or None
        return None if self.local else values[settings.IDLE_LIMIT] or None


BUILT_IN = BackendEntry(REHEARSAL.name, REHEARSAL.name, REHEARSAL.title)


@dataclass(frozen=True, slots=True)
class Project:
    """One project as it was read; changes return it as read again.

    ``id`` is empty until something has been changed. ``values`` are app and
    project settings, ``app`` the app's alone.
    ``models`` is what the file itself says of models, ``commands`` are what a prompt may run, by
    their names, those that are built in among them.
    ``away`` is the folder of the sessions where a link has led it out of the project.
    ``problems`` are sentences about what in the file could not be used; it stays in the file.
    """

    root: Path
    id: str
    name: str
    backends: tuple[BackendEntry, ...]
    values: Values
    app: Values
    problems: tuple[str, ...] = ()
    models: Mapping[str, ModelFacts] = field(default_factory=dict[str, ModelFacts])
    commands: Mapping[str, Command] = field(default_factory=dict[str, Command])
    away: tuple[Path, ...] = ()

    @classmethod
    def open(cls, root: Path, app: Values | None = None) -> Project:
        """Read a project; ProjectError if it is no folder or its file is no TOML."""
        root = real(root)
        if not root.is_dir():
            raise ProjectError(f"{root} is not a folder.", "Choose the folder of a project.")
        try:
            raw = toml_file.read(root / FILE)
        except FormatError as error:
            raise ProjectError(error.sentence, error.hint) from error
        base = Values() if app is None else app
        own = {key: value for key, value in raw.items() if key not in _OWN_KEYS}
        values = base.with_layer(Layer.PROJECT, own)
        backends, complaints = _backends(raw.get("backends", {}), root)
        models, strange = read_models(raw.get("models", {}))
        complaints += strange
        commands, odd = read_commands(raw.get("commands", {}))
        complaints += odd + values.complaints[Layer.PROJECT]
        complaints += tuple(f"“{key}” is not a setting." for key in settings.unknown(own))
        folder = root / values[settings.SESSIONS_FOLDER]
        return cls(
            root,
            _text(raw.get("id")),
            _text(raw.get("name")) or root.name or str(root),
            backends,
            values,
            base,
            tuple(f"{FILE}: {one}" for one in complaints),
            models,
            commands,
            () if real(folder).is_relative_to(root) else (folder,),
        )

    @property
    def file(self) -> Path:
        """Where its settings are, or will be."""
        return self.root / FILE

    @property
    def sessions(self) -> Path:
        """The folder of its sessions; it need not exist yet."""
        return self.root / self.values[settings.SESSIONS_FOLDER]

    @property
    def default_backend(self) -> str:
        """The name of the backend that answers where nothing else is said."""
        name = self.values[settings.BACKEND]
        known = self._named(name)
        return name if known is None else known.name

    @property
    def params(self) -> Mapping[str, Any]:
        """Parameters of app and project together."""
        return self.values[settings.PARAMS]

    @property
    def allowed(self) -> tuple[Path, ...]:
        """Folders outside the project that it would use, once the person has confirmed them."""
        return (*(self.root / one for one in self.values[settings.INCLUDE_FOLDERS]), *self.away)

    def backend(self, name: str) -> BackendEntry:
        """The backend of that name, or that had it; ProjectError naming those that there are."""
        entry = self._named(name)
        if entry is not None:
            return entry
        known = ", ".join(entry.name for entry in self.backends)
        raise ProjectError(
            f"{self.name} has no backend named {name}.", f"It has {known}. Choose one, or add it."
        )

    def save_setting(self, setting: Setting[Any], value: Any) -> Project:
        """Set one value for this project, or take it out with None.

        Raises FormatError if it breaks the setting's limits, StoreError if the disk refuses.
        """
        problem = keyless.parameters(value or {}) if setting is settings.PARAMS else ""
        if problem:
            raise FormatError(problem)
        old = self.values.layers[Layer.PROJECT].get(setting.key)
        return self._change(toml_file.setting_edits(setting, old, value))

    def save_backend(self, entry: BackendEntry, was: str | None = None) -> Project:
        """Add a backend, or change the one named ``was``; raises ProjectError, StoreError.

        One with another name keeps the one before among those it had; the project's own settings
        and fall-backs get the new one.
        """
        problem = wrong(entry)
        if not problem and was not in (None, entry.name) and self._has(entry.name):
            problem = f"There is another backend named {entry.name}."
        if problem:
            raise ProjectError(problem)
        keys = ("backends", entry.name)
        before = entry.name if was is None else was
        old = next((one for one in self.backends if one.name == before), None)
        edits: dict[tuple[str, ...], Any] = {}
        if was is not None and was != entry.name:
            entry = replace(entry, name=was).renamed(entry.name)
            edits[keys] = toml_file.Renamed(was)
            if self._default_is(was):
                edits[(settings.BACKEND.key,)] = entry.name
            edits |= {
                ("backends", other.name, "fallback"): entry.name
                for other in self.backends
                if other.fallback == was
            }
        edits |= {(*keys, name): value for name, value in _table(entry).items()}
        edits |= toml_file.table_edits(
            (*keys, "params"), {} if old is None else old.params, entry.params
        )
        edits |= toml_file.table_edits(
            (*keys, "headers"), {} if old is None else old.headers, entry.headers
        )
        return self._change(edits)

    def remove_backend(self, name: str) -> Project:
        """Take a backend out of the file; if it was the project's default, there is none."""
        edits: dict[tuple[str, ...], Any] = {("backends", name): None}
        if self._default_is(name):
            edits[(settings.BACKEND.key,)] = None
        return self._change(edits)

    def save_command(self, command: Command, was: str = "") -> Project:
        """Add a command, or change the one named ``was``; raises ProjectError, StoreError."""
        try:
            check_command(command)
        except FormatError as error:
            raise ProjectError(error.sentence, error.hint) from error
        keys = ("commands", command.name)
        edits: dict[tuple[str, ...], Any] = {}
        if was and was != command.name:
            edits[keys] = toml_file.Renamed(was)
        return self._change(
            edits | {(*keys, name): value for name, value in table_of(command).items()}
        )

    def remove_command(self, name: str) -> Project:
        """Take a command out of the file; one that is built in has its place again."""
        return self._change({("commands", name): None})

    def write_commented(self) -> Project:
        """Put into the file, as comments, every setting that it does not speak of."""
        self._change({})
        toml_file.rewrite(self.file, commented)
        return Project.open(self.root, self.app)

    def _named(self, name: str) -> BackendEntry | None:
        own = next((one for one in self.backends if one.name == name), None)
        return own or next((one for one in self.backends if name in one.formerly), None)

    def _has(self, name: str) -> bool:
        return any(one.name == name for one in self.backends)

    def _default_is(self, name: str) -> bool:
        return self.values.layers[Layer.PROJECT].get(settings.BACKEND.key) == name

    def _change(self, edits: toml_file.Edits) -> Project:
        try:
            toml_file.change(self.file, edits, {("id",): uuid4().hex})
        except FormatError as error:
            raise ProjectError(error.sentence, error.hint) from error
        return Project.open(self.root, self.app)


def key_names(entries: Iterable[BackendEntry]) -> set[str]:
    """The environment variables that may hold a backend's key."""
    usual = {name for one in PROVIDERS.values() for name in one.key_variables}
    return usual | {one.key_variable for one in entries if one.key_variable}


def root_of(path: Path) -> Path | None:
    """The nearest folder above a file that has project settings; None if none has."""
    for folder in real(path).parents:
        if folder.joinpath(FILE).is_file():
            return folder
    return None


def backend_at(name: str, base_url: str, model: str = "") -> BackendEntry:
    """An entry for an address, as a command line names one; nothing is written.

    Raises ProjectError if it could not stand in a project's file either.
    """
    variable = key_variable_for(base_url)
    entry = BackendEntry(name, OPENAI.name, base_url=base_url, model=model, key_variable=variable)
    problem = wrong(entry)
    if problem:
        raise ProjectError(problem)
    return entry


def wrong(entry: BackendEntry) -> str:
    """What a person must correct in an entry, as a sentence; empty if it can be used."""
    if not re.fullmatch(settings.BACKEND_NAME, entry.name):
        return "A backend's name is made of small letters, digits and hyphens."
    provider = PROVIDERS.get(entry.kind)
    if provider is None:
        *most, last = PROVIDERS
        return f"“{entry.kind}” is not a kind of backend; there are {', '.join(most)} and {last}."
    # the environment may name the address of a provider that has none of its own
    told = provider.url_variable and not (provider.base_url or entry.base_url)
    if provider.networked and not told and not _is_address(entry.base_url):
        return "The base URL must begin with http:// or https:// and name a host."
    if "@" in entry.base_url:
        return "The base URL must not hold a user or password; this file may be shared."
    if entry.key_variable and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", entry.key_variable):
        return "The key variable must be the name of an environment variable, not the key."
    if entry.idle_limit is not None and not 0 <= entry.idle_limit < math.inf:
        return "The idle limit must be a number of seconds; 0 waits for ever."
    return _key_in(entry) or entry_extras.wrong(
        entry.name, entry.headers, entry.proxy, entry.ca_file, entry.at_once, entry.fallback
    )


def _key_in(entry: BackendEntry) -> str:
    """What a person must correct where a key stands in the file, which may be shared."""
    texts = {
        "name": entry.name,
        "title": entry.title,
        "model": entry.model,
        "key variable": entry.key_variable,
        "proxy": entry.proxy,
        "CA file": entry.ca_file,
        "former name": "\n".join(entry.formerly),
    }
    problems = (keyless.text(f"The {what}", value) for what, value in texts.items())
    return (
        keyless.address("base URL", entry.base_url)
        or next((one for one in problems if one), "")
        or keyless.parameters(entry.params)
    )


def _is_address(base_url: str) -> bool:
    return base_url.startswith(("http://", "https://")) and hosts.name_of(base_url) != ""


def _backends(raw: Any, root: Path) -> tuple[tuple[BackendEntry, ...], tuple[str, ...]]:
    """The usable entries in the file's order, the built-in one last, and what is wrong."""
    if not isinstance(raw, Mapping):
        return (BUILT_IN,), ("“backends” must be tables: [backends.NAME].",)
    entries: list[BackendEntry] = []
    complaints: list[str] = []
    for name, table in cast("Mapping[str, Any]", raw).items():
        try:
            entry = _entry(name, table)
            entry_extras.check_outside(entry.ca_file, root)
            entries.append(entry)
        except FormatError as error:
            complaints.append(f"backend “{name}”: {error.sentence}")
    if all(entry.name != BUILT_IN.name for entry in entries):
        entries.append(BUILT_IN)
    return tuple(entries), tuple(complaints)


def _entry(name: str, table: Any) -> BackendEntry:
    if not isinstance(table, Mapping):
        raise FormatError("It must be a table.")
    raw = cast("Mapping[str, Any]", table)
    idle = raw.get("idle_limit")
    if idle is not None and (isinstance(idle, bool) or not isinstance(idle, int | float)):
        raise FormatError("The idle limit must be a number of seconds; 0 waits for ever.")
    params = raw.get("params", {})
    if not isinstance(params, Mapping):
        raise FormatError("Its params must be a table.")
    words = {key: raw.get(key) for key in _WORDS}
    for key, value in words.items():
        if value is not None and not isinstance(value, str):
            raise FormatError(f"“{key}” must be a text.")
    kind = words["kind"] or OPENAI.name
    base_url = words["base_url"]
    if base_url is None:
        base_url = PROVIDERS[kind].base_url if kind in PROVIDERS else ""
    variable = words["key_variable"]
    if variable is None:
        variable = key_variable_for(base_url) or _key_of(kind, base_url)
    entry = BackendEntry(
        name,
        kind,
        words["title"] or "",
        base_url,
        words["model"] or "",
        variable,
        dict(cast("Mapping[str, Any]", params)),
        idle,
        **entry_extras.read(raw),
    )
    problem = wrong(entry)
    if problem:
        raise FormatError(problem)
    return entry


def _key_of(kind: str, base_url: str) -> str:
    """The variable of a kind whose address the environment names, as it does the key."""
    return "" if base_url or kind not in PROVIDERS else PROVIDERS[kind].key_variable


def _table(entry: BackendEntry) -> dict[str, Any]:
    """The entry as it is written; what says nothing is left out."""
    return {
        "kind": entry.kind,
        "title": entry.title or None,
        "base_url": entry.base_url or None,
        "model": entry.model or None,
        # written even when empty, because an absent one may stand for the provider's own
        "key_variable": entry.key_variable if PROVIDERS[entry.kind].networked else None,
        "idle_limit": entry.idle_limit,
        "proxy": entry.proxy or None,
        "ca_file": entry.ca_file or None,
        "at_once": entry.at_once,
        "fallback": entry.fallback or None,
        "formerly": list(entry.formerly) or None,
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
