"""The prompts that were sent in a project's sessions, read in the background when wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from vibekoder.app.writer import Writer
from vibekoder.core.errors import StoreError
from vibekoder.core.prompts import prompts_of
from vibekoder.store import sessions
from vibekoder.store.sessions import SessionRow

log = logging.getLogger(__name__)

MOST: Final = 300
SESSIONS: Final = 60
LARGEST: Final = 4 * 1024 * 1024
"""Longer sessions are not read for what somebody may want to ask again."""

Known = dict[SessionRow, list[str]]


class Prompts(QObject):
    """``newest`` are the prompts of all sessions, newest session first.

    Signals:
        changed(): ``newest`` is complete, or another one.
    """

    changed = Signal()

    def __init__(self, rows: Callable[[], list[SessionRow]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.newest: tuple[str, ...] = ()
        self._rows = rows
        self._known: Known = {}
        self._writer = Writer("prompts", self)
        self._looking = False

    def look(self) -> None:
        """Read what is new; ``changed`` follows in any case."""
        if self._looking:
            return
        self._looking = True
        rows = sorted(self._rows(), key=lambda row: row.modified, reverse=True)[:SESSIONS]
        known = self._known
        self._writer.submit(lambda: _read(rows, known), self._found, self._not_found)

    def close(self) -> None:
        """End its thread."""
        self._writer.close()

    def _found(self, known: Known) -> None:
        self._looking = False
        self._known = known
        whole = (prompt for prompts in known.values() for prompt in prompts)
        self.newest = tuple(dict.fromkeys(whole))[:MOST]
        self.changed.emit()

    def _not_found(self, problem: BaseException) -> None:
        self._looking = False
        log.error("reading earlier prompts failed", exc_info=problem)


def _read(rows: list[SessionRow], known: Known) -> Known:
    found: Known = {}
    for row in rows:
        if row in known:
            found[row] = known[row]
        elif row.size <= LARGEST:
            try:
                found[row] = prompts_of(sessions.load(row.path).session)
            except StoreError as problem:
                log.info("earlier prompts are not read: %s", problem.reason)
    return found
