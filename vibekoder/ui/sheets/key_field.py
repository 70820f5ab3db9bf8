"""A field that takes the next key press as a key, not as text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from vibekoder.ui.keymap import PORTABLE, native_key
from vibekoder.ui.look import Look

HELD: Final = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)
"""Keys that are only held while another is pressed."""


class KeyField(QLineEdit):
    """Takes one key with what is held beside it. Tab leaves it; Return and Esc alone do what they
    do elsewhere once nothing is to be taken back.

    Signals:
        pressed(str): a key was pressed, in portable form; empty: it was taken back.
        accepted(): Return was pressed on it.
    """

    pressed = Signal(str)
    accepted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(self.tr("New key"))
        self.setPlaceholderText(self.tr("Press the new key here"))
        self.setMinimumHeight(look.theme.size("field"))
        self.setTextMargins(6, 0, 6, 0)
        self.setFont(look.theme.font("body"))

    def take(self, key: str) -> None:
        """Show this key; an empty one shows none."""
        self.key = key
        self.setText(native_key(key) if key else "")
        self.pressed.emit(key)

    def event(self, event: QEvent) -> bool:
        # a key that does something elsewhere in the window is a key to be taken here
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        alone = held == Qt.KeyboardModifier.NoModifier
        if key in HELD:
            event.accept()
        elif alone and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif alone and key == Qt.Key.Key_Escape and not self.key:
            event.ignore()
        elif alone and key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.take("")
        else:
            self.take(QKeySequence(QKeyCombination(held, key)).toString(PORTABLE))
