"""Looks at what a session keeps for secrets, before it is saved; warns, and stops nothing.

A save is never refused and waits for no answer: what is on the screen must not be lost. So a secret
is told before it is on the disk, and redacting it takes it out of both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Signal

from vibekoder.app.loosely import loosely
from vibekoder.app.tab import Tab
from vibekoder.app.writer import Writer
from vibekoder.core.errors import Exposed
from vibekoder.core.session import Part, Slice
from vibekoder.engine.exposing import exposed_in

log = logging.getLogger(__name__)


class LeakWatch(QObject):
    """Follows one tab; only slices that have changed since are looked at.

    What is about to be saved is looked at in the tab's own thread, in front of the save, however
    long it is; what has come from the disk in ``writer``'s.
    ``allowed`` gives the marks of secrets that may stay.

    Signals:
        found(): there are secrets in ``exposed`` that were not told before.
        gone(): there are none any more.
    """

    found = Signal()
    gone = Signal()

    def __init__(
        self,
        tab: Tab,
        writer: Writer,
        allowed: Callable[[], Collection[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tab = tab
        self._writer = writer
        self._allowed = allowed
        self._known: dict[int, tuple[Part, tuple[Exposed, ...]]] = {}
        self._told: set[str] = set()
        tab.saving.connect(self.look_before)
        tab.saved.connect(self.look)

    def look_before(self) -> None:
        """It is about to be saved: look at what has changed since the last time, before that."""
        # what still arrives is not in what is saved
        new = [part for part in self._new() if not self._tab.arrives_in(part)]
        if new:
            self._look_at(new, self._tab.writer)

    def look(self) -> None:
        """Look at what has changed since the last time."""
        new = self._new()
        if new:
            self._look_at(new, self._writer)
        else:
            self._tell(self._allowed())

    def _new(self) -> list[Part]:
        parts, known = self._tab.session.parts, self._known
        return [part for part in parts if id(part) not in known or known[id(part)][0] is not part]

    def _look_at(self, parts: list[Part], writer: Writer) -> None:
        allowed = self._allowed()
        # what stood there before, by its id; most of a long slice is as it was
        clean = {_name(part): part for part, exposed in self._known.values() if not exposed}

        def job() -> list[tuple[Part, tuple[Exposed, ...]]]:
            return [(part, exposed_in(part, allowed, clean.get(_name(part)))) for part in parts]

        # the thread may be shared: it may answer when the tab is gone
        writer.submit(job, loosely(self._looked), self._not_looked)

    def _looked(self, found: list[tuple[Part, tuple[Exposed, ...]]]) -> None:
        fresh = {id(part): (part, exposed) for part, exposed in found}
        known = {**self._known, **fresh}
        here = self._tab.session.parts
        self._known = {id(part): known[id(part)] for part in here if id(part) in known}
        self._tell(self._allowed())

    def _tell(self, allowed: Collection[str]) -> None:
        exposed = tuple(
            one
            for part in self._tab.session.parts
            for one in self._known.get(id(part), (part, ()))[1]
            if one.mark not in allowed
        )
        before, self._tab.exposed = self._tab.exposed, exposed
        marks = {one.mark for one in exposed}
        if marks - self._told:
            self._told |= marks
            self.found.emit()
        elif before and not exposed:
            self.gone.emit()

    def _not_looked(self, problem: BaseException) -> None:
        log.error("looking for secrets in a session failed", exc_info=problem)


def _name(part: Part) -> str:
    """What a part keeps while it changes; a slice that has no id yet keeps nothing."""
    return (part.id or "") if isinstance(part, Slice) else "head"
