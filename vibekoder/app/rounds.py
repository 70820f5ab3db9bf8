"""Rounds past files that are too many to be watched: each is looked at twice a second."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from PySide6.QtCore import QObject, Signal

from vibekoder.app.writer import Writer

PAUSE: Final = 0.4
"""Seconds between two rounds."""
STRIDE: Final = 250
BREATH: Final = 0.002
"""After so many files the thread rests so long: others want to work as well."""

Mark = tuple[int, int, int] | None


@dataclass(slots=True)
class _Way:
    """What the thread goes by; each mapping is a new one, never changed."""

    followed: Mapping[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])
    over: threading.Event = field(default_factory=threading.Event)


class Rounds(QObject):
    """Looks at the files of any number of followers, in one thread that ends with the last.

    Signals:
        stirred(int): what this follower follows may be other than it was; told after the first
            round too, because nobody knows what happened before it.
    """

    stirred = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._way = _Way()
        self._numbers = count(1)
        self._writer = Writer("rounds", self)
        # what came while the thread was about to end
        self._writer.idle.connect(self._go)
        self.destroyed.connect(partial(_end, self._way))

    def join(self) -> int:
        """The number of a new follower."""
        return next(self._numbers)

    def follow(self, who: int, paths: Sequence[str]) -> None:
        """Go past these for this follower instead of others; past none is the end of it."""
        others = {one: theirs for one, theirs in self._way.followed.items() if one != who}
        self._way.followed = {**others, who: paths} if paths else others
        self._go()

    def close(self) -> None:
        """End the thread."""
        _end(self._way)
        self._writer.close()

    def _go(self) -> None:
        if self._way.followed and not self._writer.busy:
            self._writer.submit_steps(partial(_rounds, self._way), self.stirred.emit, _failed)


def _end(way: _Way, *_: object) -> None:
    way.over.set()


def _failed(problem: BaseException) -> None:
    raise problem


def _rounds(way: _Way) -> Iterator[int]:
    """The number of each follower for whom something has changed, as it is found."""
    known: dict[int, tuple[Sequence[str], list[Mark]]] = {}
    while way.followed:
        found: dict[int, tuple[Sequence[str], list[Mark]]] = {}
        for who, paths in way.followed.items():
            marks = _marks(way, paths)
            if way.over.is_set():
                return
            found[who] = (paths, marks)
            before = known.get(who)
            if before is None or before[0] is not paths or before[1] != marks:
                yield who
        known = found
        if way.over.wait(PAUSE):
            return


def _marks(way: _Way, paths: Sequence[str]) -> list[Mark]:
    marks: list[Mark] = []
    for at, path in enumerate(paths, 1):
        marks.append(_mark(path))
        if at % STRIDE == 0 and way.over.wait(BREATH):
            break
    return marks


def _mark(path: str) -> Mark:
    try:
        status = os.stat(path)  # noqa: PTH116 - ten thousand Path objects cost more than the looks
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
