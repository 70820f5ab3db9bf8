"""Lines of an environment that look secret: in its own file, in a diff of that, in an output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from vibekoder.core.leak_kinds import no_placeholder

_NAME: Final = r"([A-Za-z_][A-Za-z0-9_]{0,80})"
_VALUE: Final = r"[\"']?([^\s\"'#][^\r\n\"']{3,400})"
# a diff has a sign in front of its lines, one of a merge two
_LINE: Final = re.compile(
    rf"^[+-]{{0,2}}[ \t]{{0,8}}(?:export[ \t]{{1,4}})?{_NAME}[ \t]{{0,4}}=[ \t]{{0,4}}{_VALUE}",
    re.MULTILINE,
)
# as a shell or `env` prints it
_PRINTED: Final = re.compile(rf"^(?:export |declare -x )?{_NAME}={_VALUE}", re.MULTILINE)
# what stands above one of several files: in a diff, and in the program's own amalgam
_HEAD: Final = re.compile(
    r"^(?:(?:diff --\S{1,20}|====) [^\r\n]*|--- [^\r\n]*\r?\n\+\+\+ [^\r\n]*)", re.MULTILINE
)
_ANY_NAME: Final = re.compile(r"[ /.]env(?![A-Za-z])")
_WORD: Final = re.compile(r"[^\s\":]+")
_TELLING: Final = ("KEY", "SECRET", "TOKEN", "PASS", "PWD", "CREDENTIAL", "AUTH", "PRIVATE", "DSN")
_STAGES: Final = frozenset(
    ("local", "production", "prod", "development", "dev", "staging", "stage", "test", "live")
)
# files of logins, and how a password stands in them
_LOGINS: Final = (
    ((".netrc", "_netrc", ".authinfo"), re.compile(r"\bpassword[ \t]{1,8}(\S{4,200})")),
    (
        (".pgpass", "pgpass.conf"),
        re.compile(r"^(?!#)(?:[^:\r\n]{1,200}:){4}([^\s:]{4,200})[ \t]*\r?$", re.MULTILINE),
    ),
)
_HARMLESS: Final = (".example", ".sample", ".template", ".dist")


class Line(NamedTuple):
    """The value at ``text[start:end]`` of a name that tells that it is secret."""

    name: str
    start: int
    end: int


def secret_lines(text: str, path: str, *, printed: bool = False) -> Iterator[Line]:
    """The values that count, in order.

    ``path`` is that of the file that the text came from; in what a command ``printed``, lines that
    stand under no file's name count where they are spelt as a shell prints its environment.
    """
    if is_environment(path):
        yield from _values(_LINE, text, 0, len(text))
        return
    heads = list(_HEAD.finditer(text)) if printed or _ANY_NAME.search(text) else []
    if printed:
        first = heads[0].start() if heads else len(text)
        yield from (one for one in _values(_PRINTED, text, 0, first) if _is_word(text, one))
    ends = [*(one.start() for one in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        if any(is_environment(word) for word in _WORD.findall(head[0])):
            yield from _values(_LINE, text, head.end(), end)


def is_environment(path: str) -> bool:
    """Whether a file of this name holds the environment of a program, and is no example of one."""
    name = PurePosixPath(path.partition("#")[0]).name.lower()
    like = name in (".env", ".envrc") or name.startswith(".env.") or name.endswith(".env")
    # without a dot in front it may be a program: env.py is, env.production is not
    _, env, stage = f".{name}".rpartition(".env.")
    staged = bool(env) and not _STAGES.isdisjoint(stage.split("."))
    return (like or staged) and not name.endswith(_HARMLESS)


def passwords(text: str, path: str) -> Iterator[tuple[int, int]]:
    """Where the passwords of a file of logins stand in it, if this is the path of one."""
    name = PurePosixPath(path.partition("#")[0]).name.lower()
    for names, pattern in _LOGINS:
        if name in names:
            found = (one for one in pattern.finditer(text) if no_placeholder(one[1]))
            yield from (one.span(1) for one in found)


def _values(line: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Line]:
    for one in line.finditer(text, start, end):
        name, value = one[1], one[2].rstrip()
        if any(word in name.upper() for word in _TELLING) and no_placeholder(value):
            yield Line(name, one.start(2), one.start(2) + len(value))


def _is_word(text: str, line: Line) -> bool:
    """Whether it may be a password: an output tells of limits, switches and places as well."""
    value = text[line.start : line.end]
    plain = value.isdigit() or value.lower() in ("true", "false", "none", "null")
    return line.name.isupper() and not plain and not value.startswith("/")
