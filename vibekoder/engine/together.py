"""Lines below each other that bring in parts of one file: for a person that is one piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vibekoder.engine.pieces import SENT, Key, Source, State

BUNDLE: Final = "bundle"
"""The kind of a row that stands for several lines; its own ``line`` is all of them as they are."""

_RANKS: Final = (State.CHANGED, State.LIVE, State.LEFT_OUT, State.PINNED, State.OFF)
"""Which of several states is told, after all of those that stop a send."""


def together(
    pieces: Sequence[Source], below: Mapping[Key, tuple[Source, ...]]
) -> tuple[tuple[Source, ...], Mapping[Key, tuple[Source, ...]]]:
    """The pieces with one row for the parts of a file, and what is below each row then.

    Below such a row are its parts, each with its own headings behind it.
    """
    rows: list[Source] = []
    inside = dict(below)
    for several in _runs(pieces):
        if len(several) == 1:
            rows.append(several[0])
            continue
        row = _bundle(several)
        rows.append(row)
        inside[row.key] = tuple(
            one for part in several for one in (part, *_deeper(inside.pop(part.key, ())))
        )
    return tuple(rows), inside


def parts_of(row: Source) -> tuple[int, int]:
    """How many parts a row stands for, and how many of them are on."""
    lines = row.line.split("\n")
    return len(lines), sum(not line.startswith("\\") for line in lines)


def as_it_stands(one: Source) -> str:
    """The line of a piece in the text, or its lines, without the blanks around them."""
    return f"\\{one.line}" if one.state is State.OFF and one.kind != BUNDLE else one.line


def _runs(pieces: Sequence[Source]) -> Iterator[list[Source]]:
    run: list[Source] = []
    for one in pieces:
        if run and not _goes_on(run[-1], one):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _goes_on(before: Source, one: Source) -> bool:
    return (
        _is_part(before)
        and _is_part(one)
        and before.path == one.path
        and before.place.part == one.place.part
        and before.place.end + 1 == one.place.start
    )


def _is_part(one: Source) -> bool:
    return one.kind in ("part", "file") and bool(one.part)


def _deeper(heads: Sequence[Source]) -> Iterator[Source]:
    top = min((one.level for one in heads), default=0)
    for one in heads:
        yield replace(one, level=one.level - top + 2)


def _bundle(parts: Sequence[Source]) -> Source:
    first, last = parts[0], parts[-1]
    on = [one for one in parts if one.state is not State.OFF]
    sent = [one for one in on if one.state in SENT]
    state = min((one.state for one in parts), key=_rank)
    named = replace(first.directive, part=None, lines=None, pin=None) if first.directive else None
    return replace(
        first,
        key=(first.slice_id, BUNDLE, first.path, first.key[-1], first.line),
        place=replace(first.place, end=last.place.end),
        kind=BUNDLE,
        state=state,
        line="\n".join(as_it_stands(one) for one in parts),
        directive=named,
        part="",
        why=next((one.why for one in parts if one.state is state), ""),
        size=sum(one.size or 0 for one in sent) if sent else None,
        tokens=sum(one.tokens or 0 for one in sent) if sent else None,
        added=sum(one.added for one in on),
        removed=sum(one.removed for one in on),
        object="",
        secrets=sum(one.secrets for one in on),
    )


def _rank(state: State) -> int:
    return _RANKS.index(state) if state in _RANKS else -1
