"""The order of the sessions in the list, chosen in the project's menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from vibekoder.ui.panels.session_rows import CHANGED, CREATED, SIZE


class OrderMenu(QObject):
    """The choices in a menu; ``order`` is the name of the chosen one.

    Signals:
        changed(): another order was chosen.
    """

    changed = Signal()

    def __init__(self, menu: QMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = CHANGED
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        menu.addSeparator()
        words = {
            CHANGED: QCoreApplication.translate("OrderMenu", "Sort by last change"),
            CREATED: QCoreApplication.translate("OrderMenu", "Sort by creation"),
            "title": QCoreApplication.translate("OrderMenu", "Sort by title"),
            "name": QCoreApplication.translate("OrderMenu", "Sort by file name"),
            SIZE: QCoreApplication.translate("OrderMenu", "Sort by size"),
        }
        for name, text in words.items():
            action = QAction(text, self, checkable=True, checked=name == CHANGED)
            self._group.addAction(action)
            menu.addAction(action)
            self._actions[name] = action
        self._group.triggered.connect(self._on_chosen)

    def restore(self, remembered: object) -> None:
        """The order that was chosen before, if it is one."""
        if isinstance(remembered, str) and remembered in self._actions:
            self.order = remembered
            self._actions[remembered].setChecked(True)

    def _on_chosen(self, chosen: QAction) -> None:
        self.order = next(name for name, one in self._actions.items() if one is chosen)
        self.changed.emit()
