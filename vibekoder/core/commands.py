"""Commands whose output a prompt may include: those that a project names, and those built in.

A project's command is a list of arguments, never a line for a shell.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from vibekoder.core.errors import FormatError

SECONDS = 60.0
OUTPUT = 1024
"""KiB that a command may write unless its definition says otherwise."""

NAME = r"[A-Za-z0-9_-]+"

_KEYS = frozenset({"run", "folder", "seconds", "output", "accept"})
_MOST_SECONDS = 3600
_MOST_OUTPUT = 65536


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``run`` are its program and arguments, empty for one that is built in.

    ``folder`` is where it runs, from the project's folder; ``seconds`` how long at most;
    ``output`` how many KiB it may write; ``accept`` the exit statuses that are no failure.
    """

    name: str
    run: tuple[str, ...] = ()
    folder: str = ""
    seconds: float = SECONDS
    output: int = OUTPUT
    accept: tuple[int, ...] = (0,)

    @property
    def built_in(self) -> bool:
        """Whether the program brings it along; no project has a say in what it does."""
        return not self.run

    @property
    def fingerprint(self) -> str:
        """Changes with anything about the definition."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


GIT: Mapping[str, tuple[str, ...]] = {
    "git_diff": (
        "diff",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--ignore-submodules=all",
        "HEAD",
        "--",
        ".",
    ),
    "git_log": (
        "log",
        "-n",
        "30",
        "--no-color",
        "--date=iso-strict",
        "--pretty=format:%h %ad %an: %s",
        "--no-show-signature",
        "--",
        ".",
    ),
    "git_status": ("status", "--short", "--branch", "--ignore-submodules=all", "--", "."),
}
"""What git is asked for each of its built-in commands."""

TREE = "tree"
AMALGAM = "amalgam"

BUILT_IN: Mapping[str, Command] = {name: Command(name) for name in (TREE, AMALGAM, *GIT)}


def read(raw: Any) -> tuple[dict[str, Command], tuple[str, ...]]:
    """All commands by their names, and sentences about what in the table cannot be used.

    A command of the project takes the place of a built-in one with the same name.
    """
    commands = dict(BUILT_IN)
    if not isinstance(raw, Mapping):
        return commands, ("“commands” must be a table: NAME = [PROGRAM, ARGUMENT, …].",)
    complaints: list[str] = []
    for name, said in cast("Mapping[str, Any]", raw).items():
        try:
            commands[name] = _command(name, said)
        except FormatError as error:
            complaints.append(f"command “{name}”: {error.sentence}")
            # what is named here and cannot be read is not what is built in either
            commands.pop(name, None)
    return commands, tuple(complaints)


def check(command: Command) -> None:
    """Whether it could stand in a project's file; FormatError says what is wrong."""
    _command(command.name, {key: one for key, one in table_of(command).items() if one is not None})


def table_of(command: Command) -> dict[str, Any]:
    """What a project's file says of it, by key; None where it says nothing."""
    usual = Command(command.name)
    return {
        "run": list(command.run),
        "folder": command.folder or None,
        "seconds": None if command.seconds == usual.seconds else command.seconds,
        "output": None if command.output == usual.output else command.output,
        "accept": None if command.accept == usual.accept else list(command.accept),
    }


def _command(name: str, said: Any) -> Command:
    if not re.fullmatch(NAME, name):
        raise FormatError("A command's name is made of letters, digits, hyphens and _.")
    if isinstance(said, Mapping):
        fields = cast("Mapping[str, Any]", said)
        unknown = sorted(fields.keys() - _KEYS)
        if unknown:
            raise FormatError(f"“{unknown[0]}” is not known; there are {', '.join(sorted(_KEYS))}.")
    else:
        fields = {"run": said}
    folder = fields.get("folder", "")
    if not isinstance(folder, str):
        raise FormatError("“folder” must be a text.")
    accept = fields.get("accept", [0])
    return Command(
        name,
        _words(fields.get("run")),
        folder,
        float(_number(fields, "seconds", SECONDS, _MOST_SECONDS)),
        int(_number(fields, "output", OUTPUT, _MOST_OUTPUT)),
        tuple(_statuses(accept)),
    )


def _words(said: Any) -> tuple[str, ...]:
    words = cast("list[Any]", said) if isinstance(said, list) else []
    if not words or not all(isinstance(one, str) for one in words) or not words[0]:
        raise FormatError("It must be a list of texts: the program and its arguments.")
    if any("\0" in one for one in words):
        raise FormatError("An argument cannot hold a zero byte.")
    return tuple(cast("list[str]", words))


def _number(fields: Mapping[str, Any], key: str, usual: float, most: float) -> float:
    value = fields.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= most:
        raise FormatError(f"“{key}” must be a number above 0, at most {most}.")
    return value


def _statuses(said: Any) -> list[int]:
    statuses = cast("list[Any]", said) if isinstance(said, list) else [None]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in statuses):
        raise FormatError("“accept” must be a list of exit statuses.")
    return cast("list[int]", statuses)
