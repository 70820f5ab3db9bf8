"""What the C library does with memory that was freed: it goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

MMAP_THRESHOLD: Final = -3
ARENA_MAX: Final = -8
"""Parameters of mallopt(3), by their numbers in glibc's malloc.h."""
LARGE: Final = 128 * 1024
"""Blocks of so many bytes are mapped one by one, as at first glibc does by itself."""


def give_back() -> None:
    """Let every large block go back when it is freed; to be called before a thread is started.

    By itself glibc raises its threshold to the largest block that was ever freed, and from then on
    keeps such blocks between small ones that live, in a heap for each thread: a session of
    megabytes that was read once would take its temporaries' room for ever. Elsewhere it does
    nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    # another C library has no such function, or knows none of these parameters
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(ARENA_MAX, 1)
