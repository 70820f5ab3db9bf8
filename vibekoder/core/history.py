"""Undo and redo of a session's changes.

An entry holds what a change did, as small differences of the parts' own bytes, so that undoing
restores them exactly. Entries can be taken past one another: a send whose answer still runs is
passed over, running slices come and go beneath everything, and what can no longer be told apart
is never undone wrongly, but not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from vibekoder.core.changes import (
    Change,
    Reworded,
    changes_of,
    commuted,
    inverse,
    splice_of,
)
from vibekoder.core.parts import Head, Part
from vibekoder.core.session import Session, Splice

__all__ = ["History", "Step"]

PAUSE = 1.0
"""Typing that goes on after a longer pause (in seconds) is a step of its own."""
WORD = 32
"""A longer insertion is no typing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done to the session now, in this order, and what it is called."""

    label: str
    splices: tuple[Splice, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    key: str
    changes: tuple[Change, ...]
    now: float


class History:
    """The steps of one session, newest last.

    Every change of the session must be told: ``push`` and ``extend`` what can be undone,
    ``pass_by`` what cannot, such as running slices that come and go.
    """

    def __init__(self) -> None:
        self._done: list[_Entry] = []
        self._undone: list[_Entry] = []

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of what can be undone, oldest first."""
        return tuple(entry.label for entry in self._done)

    def push(
        self, splices: Splice | Sequence[Splice], label: str, now: float, *, key: str = ""
    ) -> None:
        """Take in what was just done to the session as one entry.

        Typing in one part becomes one entry while it goes on without a pause or a line break.
        ``key`` names an entry that is to be extended or passed over.
        """
        changes = _changes(splices)
        if not changes:
            return
        entry = _Entry(label, key, changes, now)
        last = self._done[-1] if self._done and not self._undone else None
        self._undone.clear()
        grown = _grown(last, entry) if last is not None else None
        if grown is None:
            self._done.append(entry)
        else:
            self._done[-1] = grown

    def extend(self, key: str, splices: Splice | Sequence[Splice]) -> None:
        """What was just done belongs to the newest entry with this key, whatever was done since;
        without such an entry it is passed by."""
        changes = _changes(splices)
        at = len(self._done) - 1
        while at >= 0 and (not key or self._done[at].key != key):
            at -= 1
        if at < 0:
            self._pass(changes)
            return
        self._follow(changes)
        moved, above = changes, list[_Entry]()
        for entry in reversed(self._done[at + 1 :]):
            swapped = commuted(entry.changes, moved)
            if swapped is None:
                entry = self._done[at]
                self._done.append(replace(entry, changes=changes))
                return
            moved = swapped[0]
            above.append(replace(entry, changes=swapped[1]))
        entry = self._done[at]
        self._done[at:] = [replace(entry, changes=entry.changes + moved), *reversed(above)]

    def undo(
        self, session: Session, passing: Collection[str] = (), *, for_good: bool = False
    ) -> Step | None:
        """Take back the newest entry whose key is not among those to be passed over.

        None if there is none, or if what is passed over stands on it. ``for_good`` leaves nothing
        to be done again.
        """
        at = len(self._done) - 1
        while at >= 0 and self._done[at].key and self._done[at].key in passing:
            at -= 1
        if at < 0:
            return None
        entry = self._done[at]
        changes, above = entry.changes, list[_Entry]()
        for passed in self._done[at + 1 :]:
            swapped = commuted(changes, passed.changes)
            if swapped is None:
                return None
            above.append(replace(passed, changes=swapped[0]))
            changes = swapped[1]
        entry = replace(entry, changes=changes)
        splices = _splices(session, inverse(changes))
        if splices is None:
            self._forget()
            return None
        if not _stands(session, splices):
            return None
        self._done[at:] = above
        if for_good:
            self._follow(inverse(changes))
        else:
            self._undone.append(entry)
        return Step(entry.label, splices)

    def redo(self, session: Session) -> Step | None:
        """Do again what was undone last; None too while a running slice stands on it."""
        if not self._undone:
            return None
        entry = self._undone[-1]
        splices = _splices(session, entry.changes)
        if splices is None:
            self._forget()
            return None
        if not _stands(session, splices):
            return None
        self._undone.pop()
        self._done.append(entry)
        return Step(entry.label, splices)

    def pass_by(self, splices: Splice | Sequence[Splice]) -> None:
        """Something was done that is no entry: the entries hold as if it had always been so."""
        self._pass(_changes(splices))

    def _pass(self, changes: tuple[Change, ...]) -> None:
        self._follow(changes)
        kept: list[_Entry] = []
        for entry in reversed(self._done):
            swapped = commuted(entry.changes, changes)
            if swapped is None:
                break  # this and what is older can no longer be told apart from what passed
            changes = swapped[0]
            kept.append(replace(entry, changes=swapped[1]))
        self._done = kept[::-1]

    def _follow(self, changes: tuple[Change, ...]) -> None:
        """Bring what was undone behind these changes."""
        back = inverse(changes)
        kept: list[_Entry] = []
        for entry in reversed(self._undone):
            swapped = commuted(back, entry.changes)
            if swapped is None:
                break
            kept.append(replace(entry, changes=swapped[0]))
            back = swapped[1]
        self._undone = kept[::-1]

    def _forget(self) -> None:
        # a change was not told: a wrong undo would be worse than none
        self._done.clear()
        self._undone.clear()


def _changes(splices: Splice | Sequence[Splice]) -> tuple[Change, ...]:
    given = (splices,) if isinstance(splices, Splice) else splices
    return tuple(change for splice in given for change in changes_of(splice))


def _splices(session: Session, changes: Sequence[Change]) -> tuple[Splice, ...] | None:
    splices: list[Splice] = []
    for change in changes:
        splice = splice_of(session, change)
        if splice is None:
            return None
        session = session.splice(splice)
        splices.append(splice)
    return tuple(splices)


def _stands(session: Session, splices: Sequence[Splice]) -> bool:
    """Whether every part still ends its line where another follows.

    A part may have got its line end for one slice, and then another came below it.
    """
    for splice in splices:
        session = session.splice(splice)
    return all(_ending(part).endswith("\n") for part in session.parts[:-1])


def _ending(part: Part) -> str:
    if isinstance(part, Head):
        return part.preamble or part.front or "\n"
    return part.raw or part.eol


def _grown(last: _Entry, new: _Entry) -> _Entry | None:
    """Both entries as one, if the new one goes on typing where the last one was."""
    if (last.label, last.key) != (new.label, new.key) or not 0 <= new.now - last.now < PAUSE:
        return None
    if len(last.changes) != 1 or len(new.changes) != 1:
        return None
    was, now = last.changes[0], new.changes[0]
    if not isinstance(was, Reworded) or not isinstance(now, Reworded) or was.at != now.at:
        return None
    joined = _typed_on(was, now)
    return None if joined is None else replace(new, changes=(joined,))


def _typed_on(was: Reworded, now: Reworded) -> Reworded | None:
    if "\n" in was.added + now.added + was.removed + now.removed or len(now.added) > WORD:
        return None
    if now.added and not now.removed and now.start == was.start + len(was.added) and was.added:
        return replace(was, added=was.added + now.added)
    if was.added or now.added:
        return None
    if now.start + len(now.removed) == was.start:
        return replace(now, removed=now.removed + was.removed)
    if now.start == was.start:
        return replace(was, removed=was.removed + now.removed)
    return None
