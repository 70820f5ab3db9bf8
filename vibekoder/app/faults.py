"""Faults of the program's own code: logged without a word of anybody's text, told, survived."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)


class Faults(QObject):
    """Hears of every exception that nobody caught, while it lives.

    One that comes again and again, as in painting, is told and logged once.

    Signals:
        told(str): a fault that was not told before: its kind, and the line it came from.
    """

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: set[str] = set()
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_fault
        threading.excepthook = self._on_thread_fault

    def close(self) -> None:
        """Hear no more. Safe to repeat."""
        sys.excepthook, threading.excepthook = self._hooks

    def _on_fault(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            self._hooks[0](kind, fault, trace)
            return
        frames = traceback.extract_tb(trace)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        where = f"{kind.__name__} at {place}"
        if where in self._known:
            return
        self._known.add(where)
        # the message of an exception may quote a session: it stays out of the log
        log.error("%s\n%s", where, "".join(traceback.format_list(frames)))
        # a terminal, where there is one, shows it whole
        self._hooks[0](kind, fault, trace)
        self.told.emit(where)

    def _on_thread_fault(self, fault: threading.ExceptHookArgs) -> None:
        problem = fault.exc_value or fault.exc_type()
        self._on_fault(fault.exc_type, problem, fault.exc_traceback)
