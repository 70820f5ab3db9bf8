"""A project's settings file with every setting in it: what is not set stands there as a comment."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit

from vibekoder.core.errors import FormatError
from vibekoder.core.settings import SETTINGS, Kind, Layer, Setting

WIDTH = 96

_HEAD = re.compile(r"^[ \t]*\[\[?[ \t]*([^\]]+?)[ \t]*\]", re.MULTILINE)

_SAMPLES = {
    "backends": """\
# A backend, as many as there are servers; Tools > Backends… writes them.
# [backends.house]
# kind = "compatible"
# base_url = "http://llm.example:8080/v1"
# model = "small"
# key_variable = "HOUSE_KEY"
""",
    "commands": """\
# A command whose output a prompt may include as <!-- command: tests -->: its program and arguments,
# where it runs, and for how many seconds at most. No shell reads it; you are asked before it first
# runs on a machine.
# [commands]
# tests = { run = ["python", "-m", "pytest", "-q"], folder = ".", seconds = 120 }
""",
}
"""Tables that hold no settings, with what one could write into them."""


def commented(text: str) -> str:
    """The file with a comment for every setting of a project that it does not speak of.

    What stands there stays as it is, and means the same. A comment can be made a value by taking
    the signs away before it and, where there is one, before its table's head. Raises FormatError
    for what is no TOML.
    """
    before = _read(text)
    for table, settings in _tables().items():
        missing = [one for one in settings if not _speaks_of(text, one.key)]
        if missing:
            text = _put(text, table, "\n".join(_lines(one) for one in missing))
    for name, sample in _SAMPLES.items():
        if name not in before and f"# [{name}" not in text:
            text = _appended(text, sample)
    if _read(text) != before:  # pragma: no cover - comments alone were put in
        raise FormatError("The comments cannot be put into this file without changing it.")
    return text


def _tables() -> dict[str, list[Setting[Any]]]:
    """The settings of a project by their tables; the empty name is the file's own level."""
    found: dict[str, list[Setting[Any]]] = {}
    for one in SETTINGS:
        if Layer.PROJECT in one.scope:
            table, dot, _ = one.key.rpartition(".")
            name = one.key if one.type is Kind.MAP else table
            found.setdefault(name if dot or one.type is Kind.MAP else "", []).append(one)
    return found


def _speaks_of(text: str, key: str) -> bool:
    value: Any = _read(text)
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return f"# {key}: " in text
        value = value[part]  # pyright: ignore[reportUnknownVariableType]
    return True


def _lines(setting: Setting[Any]) -> str:
    """A setting as comments: what it does, and its line."""
    told = f"{setting.key}: {setting.help}"
    if setting.type in (Kind.WHOLE, Kind.NUMBER):
        unit = f" {setting.unit}" if setting.unit else ""
        told += f" From {setting.limits.least:.10g} to {setting.limits.most:.10g}{unit}."
    lines = textwrap.wrap(told, WIDTH, break_long_words=False, break_on_hyphens=False)
    if setting.type is Kind.MAP:
        return _as_comment([*lines, "temperature = 0.2"])
    value = list(setting.default) if setting.type is Kind.NAMES else setting.default
    return _as_comment(
        [*lines, f"{setting.key.rpartition('.')[2]} = {tomlkit.item(value).as_string()}"]
    )


def _as_comment(lines: list[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)


def _put(text: str, table: str, comments: str) -> str:
    """Comments where their lines would count: below their table's head, or above all tables."""
    heads = list(_heads(text))
    if not table:
        at = heads[0][1] if heads else len(text)
        above = text[:at]
        gap = (
            "" if not above or above.endswith("\n\n") else "\n" if above.endswith("\n") else "\n\n"
        )
        return above + gap + comments + ("\n" if text[at:] else "") + text[at:]
    for name, _, end in heads:
        if name == table:
            stop = text.find("\n", end) + 1 or len(text)
            above = text[:stop] if text[:stop].endswith("\n") else text[:stop] + "\n"
            return above + comments + text[stop:]
    return _appended(text, f"# [{table}]\n{comments}")


def _heads(text: str) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of every head of a table, as far as lines tell.

    A line in a text of several lines can look like one: a file where that is so is cut before it
    and read, which only works where a head stands.
    """
    for match in _HEAD.finditer(text):
        try:
            _read(text[: match.start()])
        except FormatError:
            continue
        yield match[1], match.start(), match.end()


def _appended(text: str, more: str) -> str:
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return text + gap + more


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"This is not readable as TOML: {error}.") from error
