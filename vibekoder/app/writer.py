"""The writer: one thread per session that does its file work, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

T = TypeVar("T")


class Writer(QObject):
    """Runs jobs one after another in its own thread and answers in the thread it lives in.

    ``submit`` returns at once; exactly one of ``done`` and ``failed`` is called later, never from
    inside ``submit``, in the order of submission. A job that raises does not stop the next one.
    After ``close`` nothing is done and nothing is answered any more.

    What a job and its answers hold, objects of Qt among it, is let go in the thread the writer
    lives in, never in its own.

    Signals:
        idle(): the last job that was waiting has been answered.
        _answered(): there is one more answer; from the writer's thread to this one.
    """

    idle = Signal()
    _answered = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: dict[int, dict[End, Callable[[Any], None]]] = {}
        self._number = 0
        self._closed = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._work = _Work(name, self._answered)
        # not a method: by then nothing of this object is left to call
        self.destroyed.connect(partial(_Work.close, self._work))

    @property
    def busy(self) -> bool:
        """Whether a job is running, waiting, or not yet answered."""
        return bool(self._asked)

    def submit(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Do ``job`` in the writer's thread, then answer here."""
        self._submit(lambda _: job(), _never, done, failed)

    def submit_steps(
        self,
        job: Callable[[], Iterator[T]],
        found: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Go through what ``job`` yields in the writer's thread; ``found`` is called for each."""

        def go(tell: Callable[[T], None]) -> None:
            for one in job():
                tell(one)

        self._submit(go, found, lambda _: None, failed)

    def close(self, *, wait: bool = True) -> None:
        """Finish what was submitted and end the thread; answers that are under way are lost.

        Without ``wait`` what has not begun is dropped, and what has goes on alone: such a job must
        hold nothing of Qt, because it is let go where it ends.
        """
        self._closed = True
        self._work.close(wait=wait)
        self._asked.clear()

    def _submit(
        self,
        job: Callable[[Callable[[T], None]], Any],
        found: Callable[[T], None],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        if self._closed:
            return
        self._number += 1
        self._asked[self._number] = {End.NOT_YET: found, End.DONE: done, End.FAILED: failed}
        self._work.add(self._number, job)

    def _answer(self) -> None:
        if self._closed:
            return
        number, end, value = self._work.answers.popleft()
        if end is End.NOT_YET:
            self._asked[number][end](value)
            return
        ways, job = self._asked.pop(number), self._work.jobs.pop(number)
        try:
            ways[end](value)
        finally:
            del job
            if not self._asked:
                self.idle.emit()


class End(Enum):
    """How far a job is, and so which way its answer goes."""

    NOT_YET = auto()
    DONE = auto()
    FAILED = auto()


class _Work:
    """What the writer and its thread have in common; the thread holds nothing else of it."""

    def __init__(self, name: str, bell: SignalInstance) -> None:
        self.jobs: dict[int, Callable[[Callable[[Any], None]], Any]] = {}
        self.answers: deque[tuple[int, End, Any]] = deque()
        self._bell: SignalInstance | None = bell
        self._guard = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def add(self, number: int, job: Callable[[Callable[[Any], None]], Any]) -> None:
        self.jobs[number] = job
        self._pool.submit(self._do, number)

    def close(self, *_: object, wait: bool = True) -> None:
        # whoever has the guard is ringing: what is rung must not go before that is over
        with self._guard:
            self._bell = None
        self._pool.shutdown(wait=wait, cancel_futures=not wait)
        self.jobs.clear()
        self.answers.clear()

    def _do(self, number: int) -> None:
        self._carry(number)
        # nothing here holds the job or what came of it any more: who is told may let them go
        self._ring()

    def _carry(self, number: int) -> None:
        try:
            found = self.jobs[number](partial(self._step, number))
        except BaseException as problem:  # noqa: BLE001 - it is raised by whoever asked
            self.answers.append((number, End.FAILED, problem))
        else:
            self.answers.append((number, End.DONE, found))

    def _step(self, number: int, found: object) -> None:
        self.answers.append((number, End.NOT_YET, found))
        self._ring()

    def _ring(self) -> None:
        with self._guard, suppress(RuntimeError):
            # a RuntimeError says that the writer is on its way out and waits for the guard
            if self._bell is not None:
                self._bell.emit()


def _never(_: object) -> None:
    """A job that was asked for one answer has no steps to tell."""
