"""The actions of the table in a window: under their keys, and in its menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.ui.top_bar import TopBar

Deeds = Mapping[str, Callable[[], object]]
"""What each action of the table does, by its id."""


class Menus(QObject):
    """Gives a window every action there is; KeyError where one has no deed."""

    def __init__(self, window: QWidget, top: TopBar, deeds: Deeds) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        menus = {name: top.add_menu(self.tr(name)) for name in MENUS}
        for row in ACTIONS:
            action = QAction(self.tr(row.text), window)
            action.setObjectName(row.id)
            action.setShortcuts([QKeySequence(keys) for keys in row.keys])
            action.triggered.connect(deeds[row.id])
            self._actions[row.id] = action
            window.addAction(action)
            menus[row.menu].addAction(action)

    def trigger(self, action: str) -> None:
        """Carry out an action by its id."""
        self._actions[action].trigger()
