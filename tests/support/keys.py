"""Where a test's keys are: a keyring and rules in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vibekoder.core import hosts
from vibekoder.store.key_rules import Rule
from vibekoder.store.secrets import Keys
from vibekoder.store.system_keyring import KeyringFailed


@dataclass
class Ring:
    """A keyring in memory, that can be locked."""

    kept: dict[str, str] = field(default_factory=dict)
    locked: bool = False
    asked: int = 0

    def get(self, origin: str) -> str | None:
        self.asked += 1
        if self.locked:
            raise KeyringFailed("The system keyring is locked.", "Unlock it.")
        return self.kept.get(origin)

    def put(self, origin: str, key: str) -> None:
        if self.locked:
            raise KeyringFailed("The system keyring is locked.", "Unlock it.")
        self.kept[origin] = key

    def remove(self, origin: str) -> None:
        del self.kept[origin]


@dataclass
class Rules:
    """Rules in memory."""

    known: dict[str, Rule] = field(default_factory=dict)

    def of(self, origin: str) -> Rule | None:
        return self.known.get(origin)

    def put(self, origin: str, rule: Rule) -> None:
        self.known[origin] = rule


def allowed(environ: Mapping[str, str], base_url: str, variable: str) -> Keys:
    """Keys of a person who lets this server have what that variable holds."""
    return Keys(environ, Rules({hosts.origin(base_url): Rule(variable=variable)}), Ring())
