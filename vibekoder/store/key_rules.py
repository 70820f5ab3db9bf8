"""Where this machine finds the key of each server: a file of the user's, never a project's.

``keys.toml`` has one table per origin. It holds no key: only the name of a variable, the word
``keyring``, or the command that prints the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from vibekoder.core.errors import FormatError
from vibekoder.store import toml_file
from vibekoder.store.paths import private_folder

FILE = "keys.toml"

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Source(StrEnum):
    """Where a key comes from; ``automatic`` tries all in this order."""

    AUTOMATIC = "automatic"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    COMMAND = "command"
    ASKED = "asked"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """How the key for one origin is found. ``command`` is a program and its arguments."""

    source: Source = Source.AUTOMATIC
    variable: str = ""
    command: tuple[str, ...] = ()


ANY = Rule()


class KeyRules:
    """The rules of this user, read anew each time: the file may be edited by hand."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, origin: str) -> Rule | None:
        """The rule for an origin; None where this machine has none.

        Raises FormatError where the file says something that cannot be meant, StoreError if it
        cannot be read.
        """
        table = toml_file.read(self._path).get(origin)
        return None if table is None else _rule(origin, table)

    def put(self, origin: str, rule: Rule) -> None:
        """Keep a rule; the rest of the file stays. Raises FormatError, StoreError."""
        problem = wrong(rule)
        if problem:
            raise FormatError(problem)
        private_folder(self._path.parent)
        toml_file.change(
            self._path,
            {
                (origin, "source"): str(rule.source),
                (origin, "variable"): rule.variable or None,
                (origin, "command"): list(rule.command) or None,
            },
        )


def wrong(rule: Rule) -> str:
    """What a person must correct in a rule, as a sentence; empty if it can be used."""
    if rule.variable and not _VARIABLE.fullmatch(rule.variable):
        return "The key variable must be the name of an environment variable, not the key."
    if rule.source is Source.COMMAND and not rule.command:
        return "Name the program that prints the key."
    return ""


def _rule(origin: str, table: Any) -> Rule:
    hint = "Correct it in a text editor; no key was read."
    if not isinstance(table, Mapping):
        raise FormatError(f"{FILE}: “{origin}” must be a table.", hint)
    raw = cast("Mapping[str, Any]", table)
    variable, command = raw.get("variable", ""), raw.get("command", [])
    written = cast("list[Any]", command) if isinstance(command, list) else [None]
    words = tuple(word for word in written if isinstance(word, str))
    if not isinstance(variable, str) or len(words) != len(written):
        raise FormatError(
            f"{FILE}: in “{origin}”, variable must be a text and command a list of texts.", hint
        )
    try:
        source = Source(raw.get("source", Source.AUTOMATIC))
    except ValueError as error:
        said = f"{FILE}: “{origin}” has a source that is none of {', '.join(Source)}."
        raise FormatError(said, hint) from error
    rule = Rule(source, variable, words)
    problem = wrong(rule)
    if problem:
        raise FormatError(f"{FILE}, “{origin}”: {problem}", hint)
    return rule
