"""What is known of models: the table that ships, below what servers tell, below the project."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.hosts import name_of, plain_url
from vibekoder.core.models import ModelFacts, Prices, merged
from vibekoder.store import atomic, toml_file
from vibekoder.store.paths import private_folder
from vibekoder.store.plain import decode, encode

FILE = "models.toml"

_DATED = re.compile(r"(?:-(?:20\d{2}-\d{2}-\d{2}|20\d{6}|latest))$")
_COUNTS = ("context", "output", "price_limit")
_PRICES = ("input_price", "output_price", "cached_price", "write_price")
_ABILITIES = ("images", "reasoning", "tools")


@dataclass(frozen=True, slots=True)
class Source:
    """Whose prices they are, the public page they stand on, and the day it was read."""

    title: str
    url: str
    read: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a server told of its models, and when, in seconds since 1970."""

    models: tuple[ModelFacts, ...] = ()
    when: float = 0.0


@dataclass(frozen=True, slots=True)
class _Vendor:
    source: Source
    models: Mapping[str, ModelFacts]


class Catalog:
    """Facts of models, by the address that they are reached at.

    Files are read when they are first asked for. What cannot be read is as if it were not there:
    a list can be asked for again.
    """

    def __init__(self, table: Path, lists: Path | None = None) -> None:
        """``table`` is the file that ships; ``lists`` the folder for what servers tell, if any."""
        self._table = table
        self._lists = lists
        self._hosts: dict[str, _Vendor] | None = None
        self._listed: dict[str, Listed] = {}
        self._named: dict[str, Mapping[str, ModelFacts]] = {}

    def facts(
        self, base_url: str, model: str, own: Mapping[str, ModelFacts] | None = None
    ) -> ModelFacts:
        """What is known of a model at this address; ``own`` is what the project says, by name."""
        found = ModelFacts(model)
        vendor = self._vendors().get(name_of(base_url))
        self.listed(base_url)
        listed = self._named[plain_url(base_url)]
        for known in (vendor.models if vendor else {}, listed, own or {}):
            facts = _match(known, model)
            if facts is not None:
                found = merged(found, facts)
        return merged(found, ModelFacts(model))

    def source(self, base_url: str) -> Source | None:
        """Where the table's figures for this address come from; None if it has none."""
        vendor = self._vendors().get(name_of(base_url))
        return vendor.source if vendor is not None else None

    def known(self, base_url: str) -> tuple[str, ...]:
        """The names that can be offered without asking: the server's own list, else the table's."""
        listed = self.listed(base_url).models
        if listed:
            return tuple(one.name for one in listed)
        vendor = self._vendors().get(name_of(base_url))
        return tuple(vendor.models) if vendor is not None else ()

    def listed(self, base_url: str) -> Listed:
        """What this server told last, however long ago."""
        key = plain_url(base_url)
        if key not in self._listed:
            self._know(key, self._load(base_url))
        return self._listed[key]

    def keep(self, base_url: str, models: Sequence[ModelFacts], when: float) -> None:
        """Remember what a server told; StoreError if the disk refuses, it is known all the same."""
        listed = Listed(tuple(models), when)
        self._know(plain_url(base_url), listed)
        if self._lists is not None:
            private_folder(self._lists)
            value = {"models": [asdict(one) for one in models], "when": when}
            file = _file(self._lists, base_url)
            atomic.write(file, encode({"address": plain_url(base_url), **value}))

    def _know(self, key: str, listed: Listed) -> None:
        # asked for at each tick of the status bar, and a list may have hundreds
        self._named[key] = {one.name: one for one in listed.models}
        self._listed[key] = listed

    def _vendors(self) -> dict[str, _Vendor]:
        if self._hosts is None:
            self._hosts = {}
            for table in toml_file.read(self._table).values():
                source = Source(table["title"], table["source"], str(table["read"]))
                models = dict[str, ModelFacts]()
                for name, facts in table["models"].items():
                    for one in (name, *facts.pop("aliases", ())):
                        models[one] = read_facts(name, facts)
                self._hosts |= dict.fromkeys(table["hosts"], _Vendor(source, models))
        return self._hosts

    def _load(self, base_url: str) -> Listed:
        if self._lists is None:
            return Listed()
        try:
            value = decode(atomic.read_if_there(_file(self._lists, base_url)) or b"")
            return _listed(value)
        except (StoreError, TypeError, ValueError, KeyError, AttributeError):
            return Listed()


def read_models(raw: Any) -> tuple[dict[str, ModelFacts], tuple[str, ...]]:
    """What a project's file says of models, and what of it cannot be used, as sentences."""
    if not isinstance(raw, Mapping):
        return {}, ('“models” must be tables: [models."NAME"].',)
    found: dict[str, ModelFacts] = {}
    complaints: list[str] = []
    for name, table in cast("Mapping[str, Any]", raw).items():
        try:
            found[name] = read_facts(name, table)
        except FormatError as error:
            complaints.append(f"model “{name}”: {error.sentence}")
    return found, tuple(complaints)


def read_facts(name: str, raw: Any) -> ModelFacts:
    """What a table says of a model; FormatError says what in it cannot be meant."""
    if not isinstance(raw, Mapping):
        raise FormatError("It must be a table.")
    table = cast("Mapping[str, Any]", raw)
    for key, value in table.items():
        if key in _COUNTS and not (_is_number(value) and isinstance(value, int) and value > 0):
            raise FormatError(f"“{key}” must be a number of tokens.")
        if key in _PRICES and not (_is_number(value) and value >= 0):
            raise FormatError(f"“{key}” must be a price in USD per million tokens.")
        if key in _ABILITIES and not isinstance(value, bool):
            raise FormatError(f"“{key}” must be true or false.")
        if key not in (*_COUNTS, *_PRICES, *_ABILITIES, "title"):
            raise FormatError(f"“{key}” is not known of a model.")
    put, got, cached, written = (table.get(key) for key in _PRICES)
    prices = None
    if put is not None and got is not None:
        prices = Prices(put, got, cached, written, table.get("price_limit"))
    elif (put, got, cached, written) != (None,) * len(_PRICES):
        raise FormatError("A price needs both “input_price” and “output_price”.")
    known = {key: table.get(key) for key in ("context", "output", *_ABILITIES)}
    return ModelFacts(name, str(table.get("title", "")), prices=prices, **cast("Any", known))


def _match(known: Mapping[str, ModelFacts], model: str) -> ModelFacts | None:
    """By its name, without a path before it, or without a date behind it."""
    bare = model.removeprefix("models/")
    names = (model, bare, f"models/{bare}", _DATED.sub("", bare))
    return next((known[name] for name in names if name in known), None)


def _listed(value: Any) -> Listed:
    models: list[ModelFacts] = []
    for one in cast("list[dict[str, Any]]", value["models"]):
        told: dict[str, Any] = dict(one)
        if told["prices"] is not None:
            told["prices"] = Prices(**told["prices"])
        if told["params"] is not None:
            told["params"] = tuple(told["params"])
        models.append(ModelFacts(**told))
    return Listed(tuple(models), float(value["when"]))


def _file(folder: Path, base_url: str) -> Path:
    return folder / f"{hashlib.sha256(plain_url(base_url).encode()).hexdigest()[:16]}.json"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
