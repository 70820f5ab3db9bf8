"""Which key does what now, for all that shows keys: menus, tool tips, hints, the palette."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from vibekoder.app.keys import Bound, bound, own_keys

PORTABLE = QKeySequence.SequenceFormat.PortableText
NATIVE = QKeySequence.SequenceFormat.NativeText


def normal(key: str) -> str:
    """A key in the portable form that the table of actions has; empty for what is none."""
    read = QKeySequence(key, PORTABLE)
    text = read.toString(PORTABLE)
    return text if read.count() == 1 and "Unknown" not in text else ""


def native_key(key: str) -> str:
    """A key as this platform writes it: ``Ctrl+Return``, ``⌘↩``."""
    return QKeySequence(key).toString(NATIVE)


class Keymap(QObject):
    """The keys of all actions.

    What shows a key asks by the action's name, whose key may change; a key that belongs to no
    action is asked for by itself.

    Signals:
        changed(): at least one action has other keys.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bound: Bound = bound({}, normal)
        self._first = _first(self.bound)

    def use(self, table: Mapping[str, Any]) -> None:
        """Take these keys, as the settings hold them, in place of the usual ones."""
        wanted = bound(own_keys(table), normal)
        if wanted != self.bound:
            self.bound, self._first = wanted, _first(wanted)
            self.changed.emit()

    def key(self, name: str) -> str:
        """The first key of an action, in portable form; a key is itself."""
        return self._first.get(name, name)

    def native(self, name: str) -> str:
        """The same as this platform writes it."""
        return native_key(self.key(name))

    def tip(self, text: str, name: str) -> str:
        """A tool tip: the verb and its key."""
        shown = self.native(name)
        return f"{text}  {shown}" if shown else text


class KeyTip(QObject):
    """The tool tip of a widget: what it does and the key that does it too, whatever that is now."""

    def __init__(self, widget: QWidget, keys: Keymap, text: str, name: str) -> None:
        super().__init__(widget)
        self._widget = widget
        self._keys = keys
        self._text = text
        self._name = name
        keys.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._widget.setToolTip(self._keys.tip(self._text, self._name))


def _first(now: Bound) -> dict[str, str]:
    return {one.id: one.keys[0] if one.keys else "" for one in now.actions}
