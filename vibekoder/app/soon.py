"""What is to happen after a rest, and soon even where there is none."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

AT_MOST_MS: Final = 2000
"""Who types without a rest loses no more than this to a crash or a power cut."""


class Soon(QObject):
    """Wished for as often as one likes; comes once for all wishes since it last came.

    Signals:
        due(): nothing was wished for since a moment, or the first wish has waited long enough.
    """

    due = Signal()

    def __init__(self, rest_ms: int, at_most_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._limit = QTimer(self, singleShot=True, interval=at_most_ms)
        self._rest.timeout.connect(self._come)
        self._limit.timeout.connect(self._come)

    @property
    def waiting(self) -> bool:
        """Whether it is still to come."""
        return self._limit.isActive()

    def wish(self) -> None:
        """Let it come, after the rest that begins now."""
        self._rest.start()
        if not self._limit.isActive():
            self._limit.start()

    def stop(self) -> None:
        """What was wished for has happened, or is not to happen."""
        self._rest.stop()
        self._limit.stop()

    def _come(self) -> None:
        self.stop()
        self.due.emit()
