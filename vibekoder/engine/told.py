"""What prompts have told a model of changes: a difference that it has read counts as sent.

Nothing is kept beside the text. The difference in a prompt itself leads from what was pinned to
what the model knows; one that a person has changed so that it no longer fits tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from vibekoder.core import difference
from vibekoder.core.compile import sent_parts
from vibekoder.core.errors import Refused, StoreError
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice
from vibekoder.engine.pieces import Pieces, Source, State

_SIGN = "diff\n--- "
_TOLD = re.compile(r"^(`{3,})diff\n--- ([^\n]+)\n\+\+\+ \2\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)

Text: TypeAlias = tuple[int | None, str]
"""A prompt's text and the part that it is; None for the draft."""


def prompts(session: Session, draft: str = "") -> tuple[Text, ...]:
    """Those that tell of some change, in order."""
    parts = ((at, session.parts[at]) for at in sent_parts(session, len(session.parts)))
    found = [
        (at, part.text)
        for at, part in parts
        if isinstance(part, Slice) and part.role == Role.USER and _SIGN in part.text
    ]
    return (*found, *([(None, draft)] if _SIGN in draft else []))


def name_of(row: Source) -> str:
    """As a difference names the file or the part of a row."""
    return f"{row.path}#{row.part}" if row.part else row.path


def known(pieces: Pieces, row: Source, texts: Sequence[Text]) -> str:
    """What the model knows of a changed row: what was pinned, with what it was told since.

    Raises Refused where what was pinned cannot be had.
    """
    try:
        text = pieces.objects.get(row.object).decode("utf-8", "replace")
    except StoreError as error:
        raise Refused(error.reason, error.hint) from error
    for shown in _since(row, texts):
        made = _patched(text, shown)
        text = text if made is None else made
    return text


def heard(pieces: Pieces, rows: Sequence[Source], texts: Sequence[Text]) -> tuple[Source, ...]:
    """The rows, those that a prompt has told of as they differ from that."""
    return tuple(_heard(pieces, row, texts) for row in rows) if texts else tuple(rows)


def _heard(pieces: Pieces, row: Source, texts: Sequence[Text]) -> Source:
    if row.state is not State.CHANGED or row.kind not in ("file", "part") or not row.object:
        return row
    if next(_since(row, texts), None) is None:
        return row
    try:
        now = difference.apply(known(pieces, row, ()), pieces.changes(row))
        added, removed = difference.counted(difference.hunks(known(pieces, row, texts), now))
    except Refused:
        return row
    state = State.CHANGED if added or removed else State.PINNED
    return replace(row, state=state, added=added, removed=removed)


def _since(row: Source, texts: Sequence[Text]) -> Iterator[str]:
    """The differences of a row's file that stand behind the row."""
    place, name = row.place, name_of(row)
    for at, text in texts:
        if at is not None and (place.part is None or at < place.part):
            continue
        start = place.end if at == place.part else 0
        yield from (one[3] for one in _TOLD.finditer(text, start) if one[2] == name)


def _patched(old: str, shown: str) -> str | None:
    made = difference.patched(old, shown)
    if made is None and "\r\n" in old:
        # a prompt has no CR
        made = difference.patched(old.replace("\r\n", "\n"), shown)
        return made and made.replace("\n", "\r\n")
    return made
