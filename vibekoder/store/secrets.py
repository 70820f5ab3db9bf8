"""Keys of backends: where they are looked for, and to whom they may go. They are written nowhere.

A key goes to the origin that it was set for and to no other. A variable is set for an origin where
the provider's own variable meets the provider's own address, where the person's environment names
that address beside it, where this machine's rules say so, or where the server is this computer.
What a project's file says is not enough: it may come from anybody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from vibekoder.core import hosts
from vibekoder.core.errors import Code, FormatError, KeyAsked, Refused, VibeKoderError
from vibekoder.core.providers import PROVIDERS, Provider
from vibekoder.store.key_command import printed_key
from vibekoder.store.key_rules import ANY, Rule, Source
from vibekoder.store.projects import BackendEntry

KEYRING = "the system keyring"
THIS_RUN = "what was typed for this run"


_ORDER = (Source.ENVIRONMENT, Source.KEYRING, Source.COMMAND)


class Keyring(Protocol):
    """A store of keys by origin; every method may wait."""

    def get(self, origin: str) -> str | None:
        """The key kept for an origin."""
        ...

    def put(self, origin: str, key: str) -> None:
        """Keep one."""
        ...

    def remove(self, origin: str) -> None:
        """Forget one."""
        ...


class Rules(Protocol):
    """How the key of an origin is found, as the user has said."""

    def of(self, origin: str) -> Rule | None:
        """The rule for an origin."""
        ...

    def put(self, origin: str, rule: Rule) -> None:
        """Keep one."""
        ...


@dataclass(frozen=True, slots=True)
class Lookup:
    """What looking for a key has brought; the key itself is hidden from the repr.

    ``where`` says in words where it was found, ``looked`` where it was not. ``foreign`` is a
    variable that the project names and that was never set for this address on this machine.
    ``asked``: it is given by hand in each run, and was not given yet.
    """

    key: str | None = field(default=None, repr=False)
    where: str = ""
    needed: bool = False
    looked: tuple[str, ...] = ()
    problem: VibeKoderError | None = None
    foreign: str = ""
    asked: bool = False


class Keys:
    """Finds the keys of one user, and holds those that were found for this run.

    ``look`` and ``give`` may wait for a keyring, a command or a person: call them in a worker
    thread. ``known`` never waits.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        rules: Rules,
        keyring: Keyring,
        command: Callable[[tuple[str, ...], Mapping[str, str]], str] = printed_key,
    ) -> None:
        self.environ = environ
        self.rules = rules
        self._keyring = keyring
        self._command = command
        self._given: dict[str, str] = {}
        self._kept: dict[tuple[str, Source, Rule], str] = {}
        self._found: dict[tuple[str, str], Lookup] = {}
        # of two requests at once only one asks for a pass phrase
        self._one = threading.Lock()

    def look(self, entry: BackendEntry) -> Lookup:
        """Look for an entry's key; what was found is ``known`` from then on."""
        with self._one:
            found = self._look(entry)
        self._found[_mark(entry)] = found
        return found

    def known(self, entry: BackendEntry) -> Lookup | None:
        """What the last look has brought; None before the first."""
        return self._found.get(_mark(entry))

    def give(self, entry: BackendEntry, key: str, *, keep: bool) -> None:
        """Use this key for the entry's origin: for this run, or kept in the system keyring.

        Raises FormatError for what is no key, VibeKoderError where it cannot be kept; the key is
        used for this run all the same.
        """
        key, origin = key.strip(), hosts.origin(entry.base_url)
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise FormatError(
                "This is no key: a key is one word of letters, digits and signs.",
                "Copy it again, without quotes, blanks or line ends.",
            )
        self._given[origin] = key
        if keep:
            self._keyring.put(origin, key)
            self.rules.put(origin, Rule(Source.KEYRING))

    def forget(self, entry: BackendEntry) -> None:
        """A server has refused the key: keyring and command are asked anew for the next request."""
        origin = hosts.origin(entry.base_url)
        for mark in [one for one in self._kept if one[0] == origin]:
            del self._kept[mark]

    def drop(self, entry: BackendEntry) -> None:
        """Forget what was typed for this run, and what was found."""
        self.forget(entry)
        self._given.pop(hosts.origin(entry.base_url), None)

    def _look(self, entry: BackendEntry) -> Lookup:
        origin = hosts.origin(entry.base_url)
        if not origin or not _networked(entry):
            return Lookup()
        given = self._given.get(origin)
        if given is not None:
            return Lookup(given, THIS_RUN, needed=True)
        try:
            rule = self.rules.of(origin)
        except VibeKoderError as problem:
            return Lookup(needed=True, problem=problem)
        if rule is None and not entry.key_variable:
            return Lookup()
        rule = rule or ANY
        if rule.source is Source.NONE:
            return Lookup()
        ways = _ORDER if rule.source is Source.AUTOMATIC else (rule.source,)
        return self._try(entry, origin, rule, ways)

    def _try(
        self, entry: BackendEntry, origin: str, rule: Rule, ways: tuple[Source, ...]
    ) -> Lookup:
        looked: list[str] = []
        problem: VibeKoderError | None = None
        foreign = ""
        for way in ways:
            if way is Source.ENVIRONMENT:
                names = _variables(entry, rule)
                foreign = next((one for one in names if not self._may(one, origin, rule)), "")
                for name in names if not foreign else ():
                    looked.append(name)
                    key = self.environ.get(name, "").strip()
                    if key:
                        return Lookup(key, name, needed=True)
                continue
            words = _words(way, rule)
            if not words:
                continue
            looked.append(words)
            try:
                key = self._fetched(way, origin, rule)
            except VibeKoderError as error:
                problem = error
                continue
            if key:
                return Lookup(key, words, needed=True)
        asked, tried = rule.source is Source.ASKED, tuple(looked)
        return Lookup(
            None, "", needed=True, looked=tried, problem=problem, foreign=foreign, asked=asked
        )

    def _fetched(self, way: Source, origin: str, rule: Rule) -> str:
        mark = (origin, way, rule)
        if mark not in self._kept:
            if way is Source.KEYRING:
                key = self._keyring.get(origin)
            else:
                key = self._command(rule.command, self.environ)
            if not key or not key.strip():
                return ""
            self._kept[mark] = key.strip()
        return self._kept[mark]

    def _may(self, name: str, origin: str, rule: Rule) -> bool:
        """Whether the value of a variable was set for this origin."""
        if rule.variable == name or hosts.is_here(origin):
            return True
        return any(
            name in provider.key_variables and origin in self._origins(provider, origin)
            for provider in PROVIDERS.values()
        )

    def _origins(self, provider: Provider, origin: str) -> tuple[str, ...]:
        """Where a provider is: at its own address, at its hosts, where the environment says."""
        own = origin if origin.startswith("https://") and provider.hosts_it(origin) else ""
        beside = hosts.origin(provider.address("", self.environ))
        return hosts.origin(provider.base_url), own, beside


def environment_alone(environ: Mapping[str, str]) -> Keys:
    """Keys from variables, and no other place."""
    return Keys(environ, _NoRules(), _NoKeyring())


def refusal(entry: BackendEntry, found: Lookup) -> Refused | None:
    """Why nothing can be sent for want of a key, and the way to set it; None if there is one."""
    if found.key or not found.needed:
        return None
    why = f"{found.problem.sentence} {found.problem.hint}".strip() if found.problem else ""
    if found.asked:
        return KeyAsked(
            f"{entry.shown} waits for its key.",
            "It is asked for in each run; give it, and the request goes.",
            Code.NO_KEY,
        )
    if found.foreign:
        return Refused(
            f"{entry.shown} has no key here. The project names {found.foreign}, but that was never "
            f"set for {hosts.origin(entry.base_url)} on this computer.",
            f"A project alone cannot send your keys anywhere. {why}".strip(),
            Code.NO_KEY,
        )
    looked = f"Looked in {_listed(found.looked)}." if found.looked else ""
    return Refused(
        f"{entry.shown} has no key here. {looked}".strip(),
        f"Give one, or choose another backend. {why}".strip(),
        Code.NO_KEY,
    )


class _NoRules:
    """Has none and keeps none."""

    def of(self, origin: str) -> None:
        return None

    def put(self, origin: str, rule: Rule) -> None:
        return None


class _NoKeyring:
    """Has none and keeps none."""

    def get(self, origin: str) -> None:
        return None

    def put(self, origin: str, key: str) -> None:
        return None

    def remove(self, origin: str) -> None:
        return None


def _mark(entry: BackendEntry) -> tuple[str, str]:
    return hosts.origin(entry.base_url), entry.key_variable


def _networked(entry: BackendEntry) -> bool:
    provider = PROVIDERS.get(entry.kind)
    return provider is None or provider.networked


def _variables(entry: BackendEntry, rule: Rule) -> tuple[str, ...]:
    """The variables to look into; where one of a provider's is named, its others too."""
    if rule.variable:
        return (rule.variable,)
    if not entry.key_variable:
        return ()
    provider = PROVIDERS.get(entry.kind)
    others = provider.key_variables if provider is not None else ()
    if entry.key_variable not in others:
        return (entry.key_variable,)
    return (entry.key_variable, *(one for one in others if one != entry.key_variable))


def _words(way: Source, rule: Rule) -> str:
    """What a person calls a source; empty where there is nothing to look into."""
    if way is Source.KEYRING:
        return KEYRING
    if way is Source.COMMAND and rule.command:
        return f"the command {PurePath(rule.command[0]).name}"
    return ""


def _listed(words: tuple[str, ...]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
