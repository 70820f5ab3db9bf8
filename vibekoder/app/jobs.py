"""What a project has done in its writer's thread; what fails is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.writer import Writer
from vibekoder.core.errors import VibeKoderError

log = logging.getLogger(__name__)

T = TypeVar("T")


class Jobs(QObject):
    """Does one thing after the other, in the order in which they were asked for.

    Signals:
        told(object): a Notice of what could not be done, and why.
    """

    told = Signal(object)

    def __init__(self, writer: Writer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.writer = writer

    def submit(self, job: Callable[[], T], done: Callable[[T], None], what: str) -> None:
        """Do something in the writer's thread; if it fails, a notice says ``what`` and why."""
        self.writer.submit(job, done, partial(self.fail, what))

    def fail(self, what: str, problem: BaseException) -> None:
        """Say what could not be done; what is our own fault goes into the log as well."""
        if not isinstance(problem, VibeKoderError):
            log.error("%s", what, exc_info=problem)
        self.told.emit(notices.failed(what, problem))
