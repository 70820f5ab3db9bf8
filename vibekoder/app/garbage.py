"""Cycles of objects are collected in Qt's own thread, and in no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

SWEEP_MS = 5000
"""How often is asked whether there is anything to collect; asking costs a microsecond."""


class Garbage(QObject):
    """Takes Python's cyclic collector over while it lives.

    Left alone it runs in whichever thread allocates, and in a writer's thread it would destroy Qt
    objects there, whose timers then fire for objects that are gone.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=SWEEP_MS)
        timer.timeout.connect(sweep)
        timer.start()


def sweep() -> int:
    """Collect the oldest generation that is due, as Python itself would; the number collected."""
    counts = gc.get_count()
    due = [
        generation
        for generation, (count, limit) in enumerate(zip(counts, gc.get_threshold(), strict=True))
        if limit and count > limit
    ]
    return gc.collect(due[-1]) if due else 0
