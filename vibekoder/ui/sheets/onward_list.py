"""A list in a sheet, from whose rows Return goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView


class OnwardList(QListView):
    """A list of what something can be done with.

    Signals:
        onward(): Return was pressed; what can be done with the current row is wanted.
    """

    onward = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes on, everything else is for the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.onward.emit()
        else:
            super().keyPressEvent(event)
