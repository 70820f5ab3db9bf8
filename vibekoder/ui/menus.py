"""The actions of the table in a window: under their keys, and in its menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.app.tongue import tr
from vibekoder.ui.keymap import Keymap
from vibekoder.ui.top_bar import TopBar

Deeds = Mapping[str, Callable[[], object]]
"""What each action of the table does, by its id."""


class Menus(QObject):
    """Gives a window every action there is; KeyError where one has no deed."""

    def __init__(self, window: QWidget, top: TopBar, deeds: Deeds, keys: Keymap) -> None:
        super().__init__(window)
        self._keys = keys
        self._window = window
        self._actions: dict[str, QAction] = {}
        menus = {name: top.add_menu(tr(name)) for name in MENUS}
        for row in ACTIONS:
            action = QAction(tr(row.text), window)
            action.setObjectName(row.id)
            action.triggered.connect(deeds[row.id])
            action.triggered.connect(self._show_focus)
            self._actions[row.id] = action
            window.addAction(action)
            menus[row.menu].addAction(action)
        keys.changed.connect(self._bind)
        self._bind()

    def trigger(self, action: str) -> None:
        """Carry out an action by its id."""
        self._actions[action].trigger()

    def _show_focus(self) -> None:
        # Qt marks what Tab came to alone: where any other key led is to be seen too
        self._window.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)

    def _bind(self) -> None:
        for row in self._keys.bound.actions:
            self._actions[row.id].setShortcuts([QKeySequence(key) for key in row.keys])
