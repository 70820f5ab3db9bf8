"""The trace: one JSON line per step of a request, for tests and for looking why."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from vibekoder.store.paths import storing

STEPS = (
    "request",
    "opened",
    "received",
    "event",
    "journalled",
    "shown",
    "saved",
    "removed",
)


class Trace:
    """Appends ``{"t", "request", "step", "chars", "bytes"}``, flushed line by line.

    ``t`` is monotonic seconds; ``chars`` is cumulative per request, in code points of answer
    text before escaping; ``bytes`` is cumulative per request, as received. No text, no key.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.monotonic) -> None:
        """StoreError if the file cannot be opened."""
        with storing(path):
            self._file = path.open("a", encoding="utf-8", buffering=1)
        self._now = now
        self._told: dict[str, tuple[int, int]] = {}

    def write(
        self, request: str, step: str, *, chars: int | None = None, size: int | None = None
    ) -> None:
        """Append one line; ``step`` is one of ``STEPS``. What is not given is as told before.

        After ``close`` nothing is written: a paint may come when all else has ended.
        """
        if self._file.closed:
            return
        known = self._told.get(request, (0, 0))
        figures = (known[0] if chars is None else chars, known[1] if size is None else size)
        self._told[request] = (max(known[0], figures[0]), max(known[1], figures[1]))
        line = {"t": self._now(), "request": request, "step": step}
        line |= {"chars": figures[0], "bytes": figures[1]}
        self._file.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Close the file. Safe to repeat."""
        self._file.close()
