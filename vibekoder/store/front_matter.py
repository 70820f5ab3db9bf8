"""A session's front matter: keys read as text, one key changed, everything else as it was.

The block is YAML; where it is none (files of the earlier program, a slip of the hand) it is read
as ``key: value`` lines. ``core.session`` only carries the bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from vibekoder.core.errors import FormatError

Read = str | list["Read"] | dict[str, "Read"]
Written = str | float | bool | Sequence["Written"] | Mapping[str, "Written"]

# far beyond any that a person writes: reading YAML takes long, and quadratic time in its brackets
MOST_YAML = 64 * 1024
MOST_BRACKETS = 200

_TEXT = "tag:yaml.org,2002:str"
_ENDS = re.compile(r"(?<=\n)")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def read(front: str) -> dict[str, Read]:
    """What a front matter block says, every scalar as text; empty if it cannot be read."""
    block = _block(_lines(front)[1:-1])
    return {} if block is None else _values(block.entries)


def change(front: str, key: str, value: Written | None, eol: str = "\n") -> str:
    """The block with one key set or, where None, removed; only that key's lines are rewritten.

    A block without any line left becomes "". Raises FormatError if the block cannot be read, or
    if the key cannot be written into it.
    """
    lines = _lines(front) or [f"---{eol}", f"---{eol}"]
    block = _block(lines[1:-1])
    if block is None:
        raise FormatError(
            "The front matter of this session cannot be read, so it is not changed.",
            "Correct it in the raw view (Ctrl+/).",
        )
    old = _values(block.entries)
    wanted = None if value is None else _as_read(value)
    if old.get(key) == wanted:
        return front
    keys = [one for one in old if one != key] if value is None else list(dict.fromkeys([*old, key]))
    for changed in _candidates(lines[1:-1], block, key, value, eol):
        after = _block(changed)
        new = {} if after is None else _values(after.entries)
        if list(new) == keys and new.get(key) == wanted:
            return "".join([lines[0], *changed, lines[-1]]) if changed else ""
    raise FormatError(
        f"“{key}” cannot be written into the front matter of this session as it stands.",
        "Correct it in the raw view (Ctrl+/).",
    )


Place = tuple[int, int]  # line and column


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key with its value and its place: lines ``first`` to before ``stop``.

    The value stands from ``start`` to ``end``; what is ``spread`` over several lines of a block
    is rewritten with its key.
    """

    key: str
    value: Read
    first: int
    stop: int
    key_start: Place
    start: Place
    end: Place
    spread: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """The entries in order; ``flow`` if they stand between braces, which open at ``opened``."""

    entries: list[_Entry]
    flow: bool = False
    opened: Place = (0, 0)


def _values(entries: list[_Entry]) -> dict[str, Read]:
    """Keys and values; of a repeated key the first counts."""
    values: dict[str, Read] = {}
    for one in entries:
        values.setdefault(one.key, one.value)
    return values


def _lines(front: str) -> list[str]:
    return [line for line in _ENDS.split(front) if line]


def _block(lines: list[str]) -> _Block | None:
    found = _yaml_block(lines)
    if found is None:
        entries = _plain_entries(lines)
        return None if entries is None else _Block(entries)
    return found


def _yaml_block(lines: list[str]) -> _Block | None:
    text = "".join(_bare(line) + "\n" for line in lines)
    if len(text) > MOST_YAML or text.count("[") + text.count("{") > MOST_BRACKETS:
        return None
    try:
        if any(isinstance(one, AliasToken | AnchorToken | TagToken) for one in _scan(text)):
            return None
        root = _compose(text)
        if root is None:
            return _Block([])
        if root.id != "mapping":
            return None
        flow = bool(root.flow_style)
        entries = [_yaml_entry(text, lines, *pair, flow=flow) for pair in _pairs(root)]
    except (YAMLError, RecursionError, _NoText):
        return None
    if len({one.key for one in entries}) != len(entries):
        return None
    return _Block(entries, flow, _place(text, root.start_mark.index + 1))


class _NoText(Exception):
    """A node that has no reading as text: a key that is no scalar, or comes twice."""


# ruamel's nodes have no types: they are turned into values here and nowhere else
def _yaml_entry(text: str, lines: list[str], key: Any, node: Any, *, flow: bool) -> _Entry:
    first, column = _place(text, key.start_mark.index)
    last_sign = max(node.end_mark.index - 1, key.end_mark.index)
    stop, _ = _place(text, last_sign)
    while stop > first and (not lines[stop].strip() or lines[stop].startswith("#")):
        stop -= 1
    start, end = _place(text, node.start_mark.index), _place(text, node.end_mark.index)
    if node.start_mark.index == node.end_mark.index:
        start = end = _place(text, text.index(":", key.end_mark.index) + 1)
    return _Entry(
        str(key.value),
        _read_node(node),
        first,
        stop + 1,
        (first, column),
        start,
        end,
        spread=not flow and not first == start[0] == end[0],
    )


def _read_node(node: Any) -> Read:
    if node.id == "scalar":
        text = str(node.value)
        # ruamel marks with a bell where a folded text was broken
        return text.replace("\a", "") if node.style == ">" else text
    if node.id == "sequence":
        return [_read_node(one) for one in node.value]
    pairs = _pairs(node)
    read = {str(key.value): _read_node(value) for key, value in pairs}
    if len(read) != len(pairs):
        raise _NoText
    return read


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    if not all(key.id == "scalar" for key, _ in node.value):
        raise _NoText
    return list(node.value)


def _scan(text: str) -> Iterator[Any]:
    return cast("Iterator[Any]", YAML().scan(text))  # pyright: ignore[reportUnknownMemberType]


def _compose(text: str) -> Any:
    return YAML().compose(text)  # pyright: ignore[reportUnknownMemberType]


def _place(text: str, index: int) -> Place:
    """Line and column; only LF counts, whatever YAML takes for a line's end."""
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1


def _plain_entries(lines: list[str]) -> list[_Entry] | None:
    """The block as ``key: value`` lines; None if another line is among them."""
    entries: list[_Entry] = []
    for at, whole in enumerate(lines):
        line = _bare(whole)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, rest = line.partition(":")
        if not colon or not key.strip():
            return None
        column = len(line) - len(line.lstrip())
        start, end = (at, len(key) + 1), (at, len(line.rstrip()))
        value = _unquoted(rest.strip())
        entries.append(_Entry(key.strip(), value, at, at + 1, (at, column), start, end))
    return entries


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _candidates(
    lines: list[str], block: _Block, key: str, value: Written | None, eol: str
) -> Iterator[list[str]]:
    """The lines with the key changed, in every form that may do; the first that reads right is
    taken."""
    own = [at for at, one in enumerate(block.entries) if one.key == key]
    if value is None:
        yield _without(lines, block, own)
        return
    for written in _forms(value, nested=block.flow):
        if own:
            yield _with(lines, block.entries[own[0]], key, written, eol)
        elif block.flow:
            pair = f"{_form(key, nested=True)}: {written}"
            place = block.entries[-1].end if block.entries else block.opened
            yield _replaced(lines, place, place, f", {pair}" if block.entries else pair)
        else:
            indent = " " * block.entries[0].key_start[1] if block.entries else ""
            yield [*lines, f"{indent}{_form(key)}: {written}{eol}"]


def _without(lines: list[str], block: _Block, own: list[int]) -> list[str]:
    entries = block.entries
    if not block.flow:
        gone = {at for one in own for at in range(entries[one].first, entries[one].stop)}
        return [line for at, line in enumerate(lines) if at not in gone]
    at = own[0]
    if at > 0:
        return _replaced(lines, entries[at - 1].end, entries[at].end, "")
    end = entries[1].key_start if len(entries) > 1 else entries[0].end
    return _replaced(lines, entries[0].key_start, end, "")


def _with(lines: list[str], one: _Entry, key: str, written: str, eol: str) -> list[str]:
    if one.spread:
        line = f"{lines[one.first][: one.key_start[1]]}{_form(key)}: {written}{eol}"
        return [*lines[: one.first], line, *lines[one.stop :]]
    gap = " " if lines[one.start[0]][: one.start[1]].endswith(":") else ""
    return _replaced(lines, one.start, one.end, gap + written)


def _replaced(lines: list[str], start: Place, end: Place, new: str) -> list[str]:
    line = lines[start[0]][: start[1]] + new + lines[end[0]][end[1] :]
    return [*lines[: start[0]], line, *lines[end[0] + 1 :]]


def _forms(value: Written, *, nested: bool) -> Iterator[str]:
    yield _form(value, nested=nested)
    if isinstance(value, str) and not any(sign in value for sign in "\r\n"):
        yield value
        yield f'"{value}"'


def _form(value: Written, *, nested: bool = False) -> str:
    """A value in one line of YAML."""
    if isinstance(value, str):
        return value if _is_plain(value, nested=nested) else _quoted(value)
    if isinstance(value, Mapping):
        pairs = (f"{_form(k, nested=True)}: {_form(v, nested=True)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_form(one, nested=True) for one in value) + "]"
    return json.dumps(value)


def _is_plain(value: str, *, nested: bool) -> bool:
    """Whether YAML reads the bare value as this text, and as no number or the like."""
    if "\n" in value or "\r" in value:
        return False
    line = f"{{k: {value}}}" if nested else f"k: {value}"
    try:
        root = _compose(f"{line}\n")
        (_, node), *others = _pairs(root)
    except (YAMLError, RecursionError, _NoText):
        return False
    plain = node.id == "scalar" and node.style is None and node.anchor is None
    return plain and not others and bool(node.tag == _TEXT and node.value == value)


def _quoted(value: str) -> str:
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _as_read(value: Written) -> Read:
    """The value as it reads back."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _as_read(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_as_read(one) for one in value]
    return json.dumps(value)


def _bare(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")
