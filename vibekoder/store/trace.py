"""The trace: one JSON line per step of a request, for tests and for looking why."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

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
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._now = now

    def write(self, request: str, step: str, chars: int, size: int) -> None:
        """Append one line; ``step`` is one of ``STEPS``."""
        line = {"t": self._now(), "request": request, "step": step, "chars": chars, "bytes": size}
        self._file.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Close the file; later lines would raise."""
        self._file.close()
