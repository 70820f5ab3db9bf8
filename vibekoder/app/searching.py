"""A search through all sessions: off the window's thread, told as it goes, over at the next key."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from vibekoder.app.writer import Writer
from vibekoder.core.seeking import Wanted
from vibekoder.store.search import Found, search
from vibekoder.store.sessions import SessionRow

BATCH_S: Final = 0.05
MOST: Final = 2000
"""Sessions are looked through until so many places are found."""


class Searching(QObject):
    """One search at a time; another one ends it.

    Signals:
        found(list): these Found came, in the order of the sessions.
        went(int): so many sessions were looked through by now.
        ended(bool): the search is over; True if there is more than was told.
        _told(int, object): what a search found, by its number; from its thread to this one.
    """

    found = Signal(list)
    went = Signal(int)
    ended = Signal(bool)
    _told = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = Writer("search", self)
        self._number = 0
        self._over = Event()
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def look_for(self, wanted: Wanted, rows: Sequence[SessionRow]) -> None:
        """Begin this search, and end the one before."""
        self.stop()
        number, over = self._number, self._over

        def work() -> bool:
            return self._work(wanted, rows, number, over)

        def done(more: bool) -> None:
            if number == self._number:
                self.ended.emit(more)

        self._writer.submit(work, done, self._not_done)

    def stop(self) -> None:
        """Nothing more is told of what was looked for."""
        self._over.set()
        self._over = Event()
        self._number += 1

    def close(self) -> None:
        """End its thread."""
        self.stop()
        self._writer.close()

    def _work(self, wanted: Wanted, rows: Sequence[SessionRow], number: int, over: Event) -> bool:
        batch, count, at = list[Found](), 0, 0
        last = time.monotonic()
        more = False
        for one in search(rows, wanted, over.is_set):
            at += 1
            if one is not None:
                batch.append(one)
                count += max(1, len(one.hits))
            more = count >= MOST
            if time.monotonic() - last > BATCH_S or more:
                self._told.emit(number, (batch, at))
                batch, last = list[Found](), time.monotonic()
            if more:
                break
        self._told.emit(number, (batch, at))
        return more

    def _on_told(self, number: int, told: Any) -> None:
        if number != self._number:
            return
        found, at = told
        if found:
            self.found.emit(found)
        self.went.emit(at)

    def _not_done(self, problem: BaseException) -> None:
        raise problem
