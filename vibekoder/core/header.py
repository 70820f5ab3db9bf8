"""A slice's header line: read, written and changed key by key.

``=={ Role | YYYY-MM-DD HH:MM:SS+02:00 | key=value key="a b" }==``. Whatever does not follow the
grammar is text. Reading is one pass without nested repetition, so that no line takes longer than
its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vibekoder.core.escape import normalised
from vibekoder.core.messages import Role

OPENS = "=={"
CLOSES = "}=="
BLANKS = " \t"

COMPLETE = "complete"
LOCAL = "local"
"""The ``cost`` of what ran on the person's own computer."""
STATUSES = (COMPLETE, "stopped", "length", "filtered", "interrupted", "error")

_ROLES = {role.value: role for role in Role}
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_GAP = re.compile(rf"[{BLANKS}]+")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_BARE = re.compile(r'[^ \t"|{},]+')
_BARE_WRITTEN = re.compile(r'[^ \t"|{},\r\n]+')
_QUOTE_SIGNS = re.compile(r'["\\]')
_CUT_SIGNS = re.compile(r'["|]')
_ESCAPE = re.compile(r'\\(["\\nr])')
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "r": "\r"}
_STATUS_OF_FINISH = {
    "stop": COMPLETE,
    "stop_sequence": COMPLETE,
    "tool_calls": COMPLETE,
    "length": "length",
    "context_window": "length",
    "content_filter": "filtered",
    "refusal": "filtered",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a header line says. Of a repeated key only the first is in ``attributes``."""

    role: Role
    timestamp: str | None
    attributes: tuple[tuple[str, str | None], ...]


def read_header(line: str) -> Header | None:
    """Read a line without its line end; None if it is text."""
    fields = _cut(line)
    if fields is None:
        return None
    return Header(fields.role, fields.timestamp, tuple(_first(fields.attributes).items()))


def write_header(
    role: Role,
    timestamp: str | None = None,
    attributes: Iterable[tuple[str, str | None]] = (),
) -> str:
    """The line that reads back as these values; a value of None or "" is written as a bare key.

    Raises ValueError for a timestamp or key that the grammar does not know.
    """
    parts = [role.value.capitalize()]
    if timestamp is not None:
        if not _TIMESTAMP.fullmatch(timestamp):
            raise ValueError(f"not a timestamp: {timestamp!r}")
        parts.append(timestamp)
    given: dict[str, str | None] = {}
    for key, value in attributes:
        given.setdefault(key, value)
    if given:
        parts.append(" ".join(_written(key, value or "") for key, value in given.items()))
    return f"{OPENS} {' | '.join(parts)} {CLOSES}"


def with_attributes(line: str, changes: Mapping[str, str | None]) -> str:
    """The header line with these keys set (None removes, "" sets a bare key); the rest as found."""
    for key, value in changes.items():
        line = _without(line, key) if value is None else _with(line, key, value)
    return line


def with_role(line: str, role: Role) -> str:
    """The header line with another role; the rest as found."""
    fields = _fields(line)
    if fields.role == role:
        return line
    start, end = fields.spans[0]
    return line[:start] + role.value.capitalize() + line[end:]


def status_of(finish: str) -> str:
    """The status of an answer whose stream ended with this finish reason."""
    return _STATUS_OF_FINISH.get(finish, "interrupted")


def split_model(model: str) -> tuple[str, str]:
    """Backend and model of a ``model`` attribute: what stands before and after the first ``/``."""
    backend, _, name = model.partition("/")
    return backend, name


def write_usage(usage: Mapping[str, int]) -> str:
    """IN/OUT/REASONING/CACHED; what is unknown stays empty."""
    return "/".join(str(usage.get(key, "")) for key in _USAGE)


def read_usage(text: str) -> dict[str, int]:
    """The known figures of a ``usage`` attribute by name."""
    figures = zip(_USAGE, text.split("/"), strict=False)
    return {key: int(one) for key, one in figures if one.isascii() and one.isdigit()}


def write_cost(cost: float) -> str:
    """USD as a ``cost`` attribute writes them: as many digits as say something."""
    return f"{cost:.8f}".rstrip("0").rstrip(".")


def read_cost(text: str) -> float | None:
    """The USD of a ``cost`` attribute; None for ``local`` and whatever is no sum."""
    text = text.removeprefix("$")
    return float(text) if _COST.fullmatch(text) else None


_USAGE = ("input", "output", "reasoning", "cached")
_COST = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Attribute:
    key: str
    value: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Fields:
    role: Role
    timestamp: str | None
    attributes: list[_Attribute]
    spans: list[Span]  # of the trimmed parts between the bars


def _fields(line: str) -> _Fields:
    fields = _cut(line)
    if fields is None:
        raise ValueError(f"not a header: {line!r}")
    return fields


def _cut(line: str) -> _Fields | None:
    end = len(line.rstrip(BLANKS))
    inner = end - len(CLOSES)
    if inner < len(OPENS) or not line.startswith(OPENS) or not line.startswith(CLOSES, inner):
        return None
    spans = _bars(line, len(OPENS), inner)
    if spans is None or len(spans) > 3:
        return None
    words = [line[start:stop] for start, stop in spans]
    role = _ROLES.get(words[0].lower())
    if role is None:
        return None
    timestamp = words[1] if len(words) > 1 and _TIMESTAMP.fullmatch(words[1]) else None
    known = 1 if timestamp is None else 2
    if len(spans) == known:
        return _Fields(role, timestamp, [], spans)
    if len(spans) > known + 1:
        return None
    attributes = _attributes(line, *spans[-1])
    return None if attributes is None else _Fields(role, timestamp, attributes, spans)


def _bars(line: str, start: int, end: int) -> list[Span] | None:
    """The trimmed spans between bars outside quotes; None if a quote is not closed."""
    spans: list[Span] = []
    at = start
    while True:
        sign = _CUT_SIGNS.search(line, at, end)
        if sign is not None and sign[0] == '"':
            closing = _closing_quote(line, sign.end(), end)
            if closing < 0:
                return None
            at = closing + 1
            continue
        stop = end if sign is None else sign.start()
        spans.append(_trimmed(line, start, stop))
        if sign is None or len(spans) > 3:
            return spans
        start = at = stop + 1


def _closing_quote(line: str, at: int, end: int) -> int:
    while sign := _QUOTE_SIGNS.search(line, at, end):
        if sign[0] == '"':
            return sign.start()
        at = sign.end() + 1
    return -1


def _trimmed(line: str, start: int, end: int) -> Span:
    word = line[start:end]
    start += len(word) - len(word.lstrip(BLANKS))
    return start, max(start, end - len(word) + len(word.rstrip(BLANKS)))


def _attributes(line: str, start: int, end: int) -> list[_Attribute] | None:
    """The attributes of a trimmed span; None if it is not a list of at least one."""
    found: list[_Attribute] = []
    at = start
    while True:
        key = _KEY.match(line, at, end)
        if key is None:
            return None
        stop, value = key.end(), None
        if line.startswith("=", stop, end):
            if line.startswith('"', stop + 1, end):
                closing = _closing_quote(line, stop + 2, end)
                value = _ESCAPE.sub(lambda match: _ESCAPED[match[1]], line[stop + 2 : closing])
                stop = closing + 1
            else:
                bare = _BARE.match(line, stop + 1, end)
                if bare is None:
                    return None
                stop, value = bare.end(), bare[0]
        found.append(_Attribute(key[0], value, (at, stop)))
        if stop == end:
            return found
        gap = _GAP.match(line, stop, end)
        if gap is None:
            return None
        at = gap.end()


def _first(attributes: list[_Attribute]) -> dict[str, str | None]:
    first: dict[str, str | None] = {}
    for one in attributes:
        first.setdefault(one.key, one.value)
    return first


def _written(key: str, value: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    if not value:
        return key
    value = normalised(value, keep_cr=True)
    if _BARE_WRITTEN.fullmatch(value):
        return f"{key}={value}"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '{}="{}"'.format(key, quoted.replace("\r", "\\r"))


def _with(line: str, key: str, value: str) -> str:
    fields = _fields(line)
    written = _written(key, value)
    for one in fields.attributes:
        if one.key == key:
            if (one.value or "") == value:
                return line
            return line[: one.span[0]] + written + line[one.span[1] :]
    at = fields.spans[-1][1]
    bar = " " if fields.attributes else " | "
    return line[:at] + bar + written + line[at:]


def _without(line: str, key: str) -> str:
    fields = _fields(line)
    spans = [one.span for one in fields.attributes]
    starts = [start for start, _ in spans[1:]] + [spans[-1][1]] if spans else []
    kept = "".join(
        line[one.span[0] : stop]
        for one, stop in zip(fields.attributes, starts, strict=True)
        if one.key != key
    ).rstrip(BLANKS)
    if not spans or len(kept) == spans[-1][1] - spans[0][0]:
        return line
    start = spans[0][0] if kept else fields.spans[-2][1]
    return line[:start] + kept + line[spans[-1][1] :]
