"""Two requests side by side: what each piece of one was in the other, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from vibekoder.core import difference
from vibekoder.core.account import first_difference
from vibekoder.core.readable import readable
from vibekoder.engine.prepare import Target
from vibekoder.engine.preview import Preview
from vibekoder.engine.replay import Sent, Told, texts


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of two requests: ``before`` or ``now`` is None where it came or went.

    ``changes`` is the difference of its lines as a person reads it, ``added`` and ``removed`` count
    them; ``same`` if there is none.
    """

    before: Told | None
    now: Told | None
    same: bool = False
    added: int = 0
    removed: int = 0
    changes: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two requests; ``alike`` counts the bytes that both bodies begin with.

    ``changes`` is the difference of the whole, empty where both are the same to the byte.
    """

    rows: tuple[Row, ...]
    alike: int
    changes: str = field(repr=False)


def compared(before: Sent, now: Sent) -> Compared:
    """What one request has that another has not, its pieces in the order of the later one."""
    changes = "" if before.body == now.body else _changes(readable(before.body), readable(now.body))
    return Compared(tuple(_rows(before, now)), first_difference(before.body, now.body), changes)


def expected(preview: Preview, target: Target) -> Sent:
    """The request that a preview would make, told as a receipt tells one that was sent."""
    pieces = tuple(
        Told(
            one.piece.kind,
            str(one.piece.role),
            one.piece.slice_id or "",
            one.bytes,
            one.tokens,
            one.piece.source,
            one.piece.path,
            one.piece.object,
            message=one.piece.message,
        )
        for one in preview.account.weights
    )
    names, envelope = tuple(target.header_names), preview.account.envelope
    backend, url, model = target.backend, target.base_url, target.model
    return Sent("", backend, url, model, target.params, names, pieces, envelope, preview.body)


def _rows(before: Sent, now: Sent) -> Iterator[Row]:
    old, new = _spoken(before), _spoken(now)
    places = ([one.place for one, _ in old], [one.place for one, _ in new])
    for tag, a, b, c, d in SequenceMatcher(None, *places, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (_row(*pair) for pair in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from (_gone(told, text) for told, text in old[a:b])
            yield from (_came(told, text) for told, text in new[c:d])


def _spoken(sent: Sent) -> Sequence[tuple[Told, str]]:
    return tuple(zip(sent.pieces, texts(sent), strict=True))


def _row(old: tuple[Told, str], new: tuple[Told, str]) -> Row:
    (before, was), (now, text) = old, new
    if was != text:
        return _different(before, now, was, text)
    # a text that its protocol has changed is not known: its object tells
    same = (before.object, before.bytes) == (now.object, now.bytes)
    return Row(before, now, same=same)


def _gone(before: Told, was: str) -> Row:
    return _different(before, None, was, "")


def _came(now: Told, text: str) -> Row:
    return _different(None, now, "", text)


def _different(before: Told | None, now: Told | None, was: str, text: str) -> Row:
    old, new = _ended(was, text)
    hunks = difference.hunks(old, new)
    added, removed = difference.counted(hunks)
    return Row(before, now, False, added, removed, difference.unified(old, hunks))


def _changes(old: str, new: str) -> str:
    old, new = _ended(old, new)
    return difference.unified(old, difference.hunks(old, new))


def _ended(old: str, new: str) -> tuple[str, str]:
    """Both with an end to their last lines, if none has: what is sent mostly has none."""
    if old.endswith("\n") or new.endswith("\n"):
        return old, new
    return old and f"{old}\n", new and f"{new}\n"
