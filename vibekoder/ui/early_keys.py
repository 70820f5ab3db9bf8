"""Keys that are pressed before there is anything to take them: kept, and given out later."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget


class EarlyKeys(QObject):
    """Keeps what is typed into a window from now on, in order, until ``give_out`` is called."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._kept: list[QKeyEvent] = []
        # asked for its number, the window exists for the system, and has a handle
        window.winId()
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a key; everything else goes its way."""
        if not isinstance(event, QKeyEvent):
            return False
        self._kept.append(event.clone())
        return True

    def give_out_in(self, milliseconds: int) -> None:
        """``give_out`` that much later, if the window is still there; 0 is the loop's next turn."""
        QTimer.singleShot(milliseconds, self, self.give_out)

    def give_out(self) -> None:
        """Do what was typed, where the caret is now, and keep nothing any more."""
        self._window.windowHandle().removeEventFilter(self)
        kept, self._kept = self._kept, []
        for key in kept:
            action = self._action(key)
            if action is not None:
                action.trigger()
            else:
                QCoreApplication.sendEvent(QApplication.focusWidget() or self._window, key)

    def _action(self, key: QKeyEvent) -> QAction | None:
        """What the window does with a key before any field sees it."""
        if key.type() is not QEvent.Type.KeyPress or key.key() == Qt.Key.Key_unknown:
            return None
        wanted = QKeySequence(key.keyCombination())
        actions = (one for child in self._window.findChildren(QWidget) for one in child.actions())
        return next((one for one in actions if one.isEnabled() and wanted in one.shortcuts()), None)
