"""The writer: one thread per session that does its file work, in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Writer(QObject):
    """Runs jobs one after another in its own thread and answers in the thread it lives in.

    ``submit`` returns at once; exactly one of ``done`` and ``failed`` is called later, never from
    inside ``submit``, in the order of submission. A job that raises does not stop the next one.
    After ``close`` nothing is done and nothing is answered any more.

    Signals:
        idle(): the last job that was waiting has been answered.
        _answered(object): a job is done; from the writer's thread to this one.
    """

    idle = Signal()
    _answered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting = 0
        self._closed = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job is running, waiting, or not yet answered."""
        return self._waiting > 0

    def submit(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Do ``job`` in the writer's thread, then answer here."""
        if self._closed:
            return
        self._waiting += 1
        future = self._pool.submit(job)

        def over(result: Future[T]) -> None:
            self._answered.emit((result, done, failed))

        future.add_done_callback(over)

    def close(self, *, wait: bool = True) -> None:
        """Finish what was submitted and end the thread; answers that are under way are lost.

        Without ``wait`` what has not begun is dropped, and what has goes on alone.
        """
        self._closed = True
        self._pool.shutdown(wait=wait, cancel_futures=not wait)

    def _answer(self, answer: Any) -> None:
        result: Future[Any]
        if self._closed:
            return
        result, done, failed = answer
        self._waiting -= 1
        problem = result.exception()
        try:
            if problem is None:
                done(result.result())
            else:
                failed(problem)
        finally:
            if not self._waiting:
                self.idle.emit()
