"""The caret stops blinking where nobody writes: each blink paints, and idle costs nothing."""

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

REST_MS: Final = 10_000


class SteadyCaret(QObject):
    """Lets the carets of all fields blink while somebody writes, and stand still after that."""

    def __init__(self, parent: QObject | None = None, rest_ms: int = REST_MS) -> None:
        super().__init__(parent)
        self._flash = 0
        self._rest = QTimer(self, interval=rest_ms, singleShot=True)
        self._rest.timeout.connect(self._stand_still)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.wake)

    def wake(self) -> None:
        """Somebody writes, or goes to another field."""
        if self._flash:
            QApplication.setCursorFlashTime(self._flash)
            self._flash = 0
        self._rest.start()

    def _stand_still(self) -> None:
        flash = QApplication.cursorFlashTime()
        if flash > 0:
            self._flash = flash
            QApplication.setCursorFlashTime(0)
