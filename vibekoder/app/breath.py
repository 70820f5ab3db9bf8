"""Rests in long work of a thread, so that the window's thread need not wait for its turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

WORK: Final = 0.004
REST: Final = 0.001
"""Seconds: Python changes between threads that all have work only after five thousandths."""


class Breath:
    """One piece of long work; ``take`` is called often and rests when it is time."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], object] | None = None,
    ) -> None:
        self._clock = clock
        self._rest = rest or threading.Event().wait
        self._since = clock()

    def take(self) -> None:
        """Rest, if there was enough work since the last time."""
        if self._clock() - self._since >= WORK:
            self._rest(REST)
            self._since = self._clock()
