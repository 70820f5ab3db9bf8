"""Templates: what stands between double braces, and what takes its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from vibekoder.core import directives
from vibekoder.core.session import Head, Part, Session, Slice

KNOWN = ("date", "project", "title", "docs", "sources")
"""The names that the program fills in itself; every other one is asked for."""

_BRACES = re.compile(r"\{\{[ \t]*([A-Za-z][A-Za-z0-9_]*)[ \t]*\}\}")
FOLDERS = ("docs", "sources")
"""Those that stand for a folder of the project, which need not be there."""

_DIRECTIVE = re.compile(r" {0,3}<!-- (?:include|command):")


def names_in(text: str) -> tuple[str, ...]:
    """The names between double braces, each once, in order."""
    return tuple(dict.fromkeys(_BRACES.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in their places; a name without a value stays as it is.

    A value in a directive's line stays in that line. Anywhere else a value is text: it does not
    make a directive.
    """
    return "\n".join(_line(line, values) for line in text.split("\n"))


def lacking(text: str, absent: Collection[str]) -> tuple[str, ...]:
    """Which of these names a text wants something included from, in order."""
    lines = (line for line in text.split("\n") if _DIRECTIVE.match(line))
    return tuple(dict.fromkeys(one for line in lines for one in names_in(line) if one in absent))


def without(text: str, absent: Collection[str]) -> str:
    """The text less the lines that include what is not there, each with the line that leads to it.

    A line leads to what follows it if it ends with a colon.
    """
    kept: list[str] = []
    for line in text.split("\n"):
        if not lacking(line, absent):
            kept.append(line)
            continue
        _drop_blanks(kept)
        if kept and kept[-1].rstrip().endswith(":"):
            kept.pop()
            _drop_blanks(kept)
    return "\n".join(kept).lstrip("\n")


def made(
    session: Session, values: Mapping[str, str], absent: Collection[str] = ()
) -> tuple[Session, str]:
    """The session that a template makes, and the prompt that is still to be written.

    What it includes from the folders ``absent`` is left out.

    A User slice at the end is that prompt; so is the text of a template without slices.
    """
    parts = [_part(part, values, absent, session.eol) for part in session.parts]
    head, last = session.head, parts[-1]
    if isinstance(last, Slice) and last.role == "user":
        return Session(tuple(parts[:-1])), last.text
    if len(parts) == 1:
        prompt = filled(without(head.text, absent), values).strip("\n")
        return Session((head.with_parts(head.front, ""),)), prompt
    return Session(tuple(parts)), ""


def as_template(session: Session) -> Session:
    """What of a session makes a template: its words, without times, ids, figures and pins."""
    return Session((Head(front=session.head.front), *_bare(session.slices, session.eol)))


def _bare(slices: Iterable[Slice], eol: str) -> Iterable[Slice]:
    for one in slices:
        if not one.alt:
            line = f"=={{ {one.role.capitalize()} }}=="
            yield Slice(line, one.eol or eol, one.raw).with_tail(2, eol)


def _part(part: Part, values: Mapping[str, str], absent: Collection[str], eol: str) -> Part:
    if isinstance(part, Head) or not _BRACES.search(part.raw):
        return part
    return part.with_text(filled(without(part.text, absent), values), eol)


def _drop_blanks(lines: list[str]) -> None:
    while lines and not lines[-1].strip():
        lines.pop()


def _line(line: str, values: Mapping[str, str]) -> str:
    if "{{" not in line:
        return line
    if _DIRECTIVE.match(line):
        return _BRACES.sub(lambda match: _one_line(values.get(match[1], match[0])), line)
    return directives.escape(_BRACES.sub(lambda match: values.get(match[1], match[0]), line))


def _one_line(value: str) -> str:
    """A value that cannot end the comment it stands in."""
    return " ".join(value.split()).replace("-->", "")
