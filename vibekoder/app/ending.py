"""The system's wish that the program ends, brought into Qt's loop."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Ending(QObject):
    """Tells of SIGINT and SIGTERM while it lives.

    Python runs a handler between two of its own steps only, and an idle window takes none: the
    system's byte on a socket wakes it, so that no timer has to.

    Signals:
        wanted(): the program is to end.
    """

    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._here, self._there = socket.socketpair()
        self._here.setblocking(False)
        self._there.setblocking(False)
        signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def close(self) -> None:
        """Tell no more; the system's own handlers are back. Safe to repeat."""
        if self._here.fileno() < 0:
            return
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._here.close()
        self._there.close()

    def _drain(self) -> None:
        self._here.recv(64)

    def _on_signal(self, *_: object) -> None:
        self.wanted.emit()
