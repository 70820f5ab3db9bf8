"""The accounts: every backend's events and bytes go into one ledger of requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from vibekoder.app.tongue import tr
from vibekoder.backends.base import AIBackend
from vibekoder.core import events, receipt
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.events import Event
from vibekoder.engine.ledger import Ledger, Line
from vibekoder.store.objects import Objects
from vibekoder.wire.curl import curl


class Accounts(QObject):
    """Writes into a ledger what backends and transports tell, for this run of the program."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = datetime.now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self._now = now
        self._wall = wall

    def follow(self, backend: AIBackend) -> None:
        """Write down what this backend's requests go through, from now on."""
        backend.runEvent.connect(self.took)

    def heard(self, request_id: str, fact: str, size: int) -> None:
        """A fact of a request's transport."""
        self.ledger.heard(request_id, fact, size, self._now())

    def took(self, request_id: str, event: Event) -> None:
        """An event of a request."""
        now = self._now()
        if event.event == events.CREATED:
            data = event.data
            line = Line(request_id, data["backend"], data["model"], self._wall(), since=now)
            self.ledger.begin(line)
        else:
            self.ledger.took(request_id, event, now)


def as_curl(line: Line, backend: AIBackend, objects: Objects, variable: str) -> Callable[[], str]:
    """A job that gives a request as a line for curl, its body as it was sent.

    It raises StoreError where the objects are gone that the body is made of, FormatError where
    they are others.
    """
    outline = backend.outline(line.model)

    def read() -> str:
        if outline is None:
            raise FormatError(tr("This backend sends nothing over a network."))
        found = objects.find(line.receipt) if line.receipt else []
        if not found:
            raise StoreError(Path(line.receipt), tr("what was sent is not kept here any more"))
        body = receipt.replay(objects.get(found[0]), objects.get)
        whole = replace(outline.request, body=body)
        return curl(whole, outline.secrets, variable)

    return read
