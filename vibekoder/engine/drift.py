"""What has changed on the disk since a session sent it, as a text for the next prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vibekoder.core import difference, directives
from vibekoder.core.account import PICTURE_TOKENS
from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Refused
from vibekoder.core.session import Session
from vibekoder.core.tokens import estimate
from vibekoder.engine import told
from vibekoder.engine.pieces import Pieces, Source, State


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes as one text, of so many files; ``saved`` is about how many tokens fewer it has
    than the files as they are now."""

    text: str = ""
    files: int = 0
    tokens: int = 0
    saved: int = 0


def changes(
    pieces: Pieces, session: Session, calibration: Calibration = UNKNOWN, draft: str = ""
) -> Changes:
    """The changes of everything that is pinned, each since it was sent or told last.

    A file in several places counts where it was pinned last: the model has seen that. What the
    prompts, and the ``draft``, tell of its changes is not told again. Tokens are corrected as
    ``calibration`` says.
    """
    pieces.forget()
    rows, texts = _newest(pieces.rows(session)), told.prompts(session, draft)
    found = list(_told(pieces, told.heard(pieces, rows, texts), texts))
    text = "\n\n".join(one.text for one in found)
    tokens = calibration.tokens(estimate(text) + sum(one.brought for one in found))
    whole = calibration.tokens(sum(one.whole for one in found))
    return Changes(text, len(found), tokens, max(0, whole - tokens))


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one file: ``whole`` are its tokens as it is now, ``brought`` those of a
    picture, which comes beside the text."""

    text: str
    whole: int = 0
    brought: int = 0


def _newest(rows: Iterable[Source]) -> list[Source]:
    """The last row of each file or part that a pin keeps."""
    found: dict[tuple[str, str], Source] = {}
    for row in rows:
        pinned = row.directive is not None and row.directive.pin is not None
        if pinned and row.kind in ("file", "part", "picture"):
            key = (row.path, row.part)
            found.pop(key, None)
            found[key] = row
    return list(found.values())


def _told(pieces: Pieces, rows: Iterable[Source], texts: Sequence[told.Text]) -> Iterator[_Told]:
    """What is said of each that has changed."""
    for row in rows:
        if row.state is not State.CHANGED:
            continue
        name = told.name_of(row)
        if not row.object:
            line = directives.write(Directive("include", row.path))
            yield _Told(f"{name} is new since its folder was sent:\n{line}")
            continue
        if row.kind == "picture" and not row.why:
            # a picture has no lines to compare: the new one goes beside the text
            line = directives.write(Directive("include", row.path))
            said = f"{name} has changed since it was sent; this is how it is now:\n{line}"
            yield _Told(said, PICTURE_TOKENS, PICTURE_TOKENS)
            continue
        try:
            now = difference.apply(told.known(pieces, row, ()), pieces.changes(row))
            old = told.known(pieces, row, texts)
        except Refused as error:
            yield _Told(f"{name} cannot be had any more: {error.sentence.removesuffix('.')}.")
            continue
        body = difference.unified(old, difference.hunks(old, now))
        shown = directives.fenced(f"--- {name}\n+++ {name}\n{body}", "diff")
        yield _Told(f"{name} has changed since it was sent:\n{shown}", estimate(now))
