"""The list of a project's sessions, read in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.tongue import tr
from vibekoder.app.writer import Writer
from vibekoder.core.totals import NOTHING
from vibekoder.store import sessions
from vibekoder.store.sessions import Loaded, SessionRow

KEY = "list"
"""The key of the notice that the sessions cannot be listed."""


class Listing(QObject):
    """``rows`` are the sessions of a folder as they were when it was last looked at, ``totals``
    what all of them used.

    However often that is wished while it is looked at, once more is enough. What is ``at_hand`` is
    not parsed again. Where the ``folder`` is, is asked in the background.

    Signals:
        changed(): ``rows`` are other ones.
        notice(object): the sessions cannot be listed, and why; told once.
        noticeOver(str): they can, so the Notice with this key is no longer true.
    """

    changed = Signal()
    notice = Signal(object)
    noticeOver = Signal(str)

    def __init__(
        self,
        folder: Callable[[], Path],
        writer: Writer,
        at_hand: Callable[[], Iterable[Loaded]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: list[SessionRow] = []
        self.totals = NOTHING
        self._folder = folder
        self._writer = writer
        self._at_hand = at_hand
        self._looking = False
        self._again = False
        self._told = ""

    def look(self) -> None:
        """Read the list anew; files that are as they were are not read again."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        known, at_hand = list(self.rows), list(self._at_hand())
        job = lambda: sessions.rows(self._folder(), known, at_hand)
        self._writer.submit(job, self._listed, self._not_listed)

    def _listed(self, rows: list[SessionRow]) -> None:
        self._told = ""
        self.noticeOver.emit(KEY)
        if rows != self.rows:
            self.rows = rows
            self.totals = sum((row.totals for row in rows), NOTHING)
            self.changed.emit()
        self._done()

    def _not_listed(self, problem: BaseException) -> None:
        if self._told != str(problem):
            self._told = str(problem)
            said = notices.failed(tr("The sessions cannot be listed"), problem)
            self.notice.emit(replace(said, key=KEY))
        self._done()

    def _done(self) -> None:
        self._looking = False
        if self._again:
            self.look()
