"""Looks at what a session keeps for secrets, each time it is saved; warns, and stops nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Signal

from vibekoder.app.loosely import loosely
from vibekoder.app.tab import Tab
from vibekoder.app.writer import Writer
from vibekoder.core.errors import Exposed
from vibekoder.core.session import Part
from vibekoder.engine.exposing import exposed_in

log = logging.getLogger(__name__)


class LeakWatch(QObject):
    """Follows one tab; only slices that have changed since are looked at, in that thread.

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
        tab.saved.connect(self.look)

    def look(self) -> None:
        """Look at what has changed since the last time."""
        parts, known = self._tab.session.parts, self._known
        new = [part for part in parts if id(part) not in known or known[id(part)][0] is not part]
        allowed = self._allowed()
        if not new:
            self._tell(allowed)
            return

        def job() -> list[tuple[Part, tuple[Exposed, ...]]]:
            return [(part, exposed_in(part, allowed)) for part in new]

        # the thread is shared: it may answer when the tab is gone
        self._writer.submit(job, loosely(self._looked), self._not_looked)

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
