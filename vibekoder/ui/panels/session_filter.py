"""The field above the sessions that leaves only those with what is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vibekoder.ui.look import Look


class FilterField(QLineEdit):
    """The field itself.

    Signals:
        downWanted(): on to the list.
        openWanted(): Return: the first session that is left is to be opened.
        closeWanted(): Esc.
    """

    downWanted = Signal()
    openWanted = Signal()
    closeWanted = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc leaves the field before it stops an answer."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, Return and Esc lead out of it."""
        ways = {
            Qt.Key.Key_Down: self.downWanted,
            Qt.Key.Key_Return: self.openWanted,
            Qt.Key.Key_Enter: self.openWanted,
            Qt.Key.Key_Escape: self.closeWanted,
        }
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            way.emit()


class SessionFilter(QWidget):
    """A row with the field; hidden until it is wanted."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.field = FilterField(self)
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName(self.tr("Filter the sessions"))
        self.field.setPlaceholderText(self.tr("Title, description or #tag"))
        self.field.setMinimumHeight(look.theme.size("field"))
        self.field.setTextMargins(4, 0, 4, 0)
        pad = look.theme.space("panelPadX")
        row = QHBoxLayout(self)
        row.setContentsMargins(pad - 4, 2, pad - 4, 6)
        row.addWidget(self.field)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def wanted(self) -> str:
        """What is looked for; empty while the field is not shown."""
        return "" if self.isHidden() else self.field.text().strip()

    def open(self) -> None:
        """Show the field, ready to be typed in."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_theme(self) -> None:
        self.field.setFont(self._look.theme.font("body"))
