"""Ratios of two ways to do one thing, measured so that a busy machine does not decide them."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from statistics import median

ROUNDS = 9


def ratio(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Median time of ``ours`` over that of ``theirs``, in interleaved rounds after a warm-up.

    ``time.process_time`` as the clock leaves out what other programs take meanwhile.
    """
    assert rounds >= 5
    ours(), theirs()
    times: tuple[list[float], list[float]] = ([], [])
    for count in range(rounds):
        # who goes first changes, so that neither always pays for the other's leavings
        order = (0, 1) if count % 2 else (1, 0)
        for which in order:
            times[which].append(_seconds((ours, theirs)[which], clock))
    return median(times[0]) / median(times[1])


def report(name: str, found: float, limit: float, against: str, rounds: int = ROUNDS) -> None:
    """Print the one line of a benchmark, then hold its limit."""
    tell(name, found, limit, against, rounds)
    assert found <= limit, f"{name}: {found:.3f} > {limit}"


def tell(name: str, found: float, limit: float | None, against: str, rounds: int = ROUNDS) -> None:
    """Print the one line of a benchmark that holds no limit, or whose limit is held later."""
    line = {
        "name": name,
        "ratio": round(found, 3),
        "limit": limit,
        "against": against,
        "rounds": rounds,
    }
    print("\n" + json.dumps(line), flush=True)


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = clock()
        work()
        return clock() - begun
    finally:
        gc.enable()
