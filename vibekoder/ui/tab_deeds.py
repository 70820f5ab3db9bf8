"""What is done with tabs, by keys and from the menu of each: closed, pinned, moved, told where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from vibekoder.app.actions import by_id
from vibekoder.app.tongue import tr
from vibekoder.ui.keymap import Keymap
from vibekoder.ui.menus import Deeds
from vibekoder.ui.opening import Opening
from vibekoder.ui.reveal import copy_path, reveal
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs

Act = Callable[[SessionTabWidget], object]

ROWS: Final = (
    *(
        "tab.pin",
        "tab.detach",
        "",
        "tab.close",
        "tab.close_others",
        "tab.close_right",
        "tab.reopen",
        "",
    ),
    *("session.copy_path", "session.reveal"),
)
"""The menu of a tab; an empty one is a line between."""


class TabDeeds(QObject):
    """Serves the tabs of one window.

    Signals:
        detachWanted(object): this SessionTabWidget is to get a window of its own, or to go back
            into the main one.
    """

    detachWanted = Signal(object)

    def __init__(self, tabs: SessionTabs, opening: Opening, keys: Keymap, window: QWidget) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._opening = opening
        self._keys = keys
        self._window = window
        self.acts: dict[str, Act] = {
            "tab.close": opening.close,
            "tab.close_others": self._close_others,
            "tab.close_right": self._close_right,
            "tab.pin": self._pin,
            "tab.detach": self.detachWanted.emit,
            "tab.move_left": lambda widget: tabs.put(widget, tabs.place(widget) - 1),
            "tab.move_right": lambda widget: tabs.put(widget, tabs.place(widget) + 1),
        }
        self._more: dict[str, Act] = {
            "session.copy_path": lambda widget: copy_path(widget.tab.path),
            "session.reveal": _reveal,
        }
        tabs.menuWanted.connect(self.open_menu)

    def table(self) -> Deeds:
        """The actions of the table that are done with tabs."""
        shown = {name: self._on_shown(act) for name, act in self.acts.items()}
        return {
            **shown,
            "tab.reopen": self._opening.reopen,
            "tab.list": self._tabs.strip.list_tabs,
            "tab.next": lambda: self._tabs.step(1),
            "tab.previous": lambda: self._tabs.step(-1),
            **{f"tab.{n}": self._chooser(n - 1) for n in range(1, 10)},
        }

    def open_menu(self, widget: SessionTabWidget, place: QPoint) -> None:
        """What can be done with this tab, at this place of the screen."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ROWS:
            if not name:
                menu.addSeparator()
                continue
            action = menu.addAction(self._text(name, widget))
            action.setObjectName(name)
            # shown, not bound: the window's own action has the key
            action.setText(f"{action.text()}\t{self._keys.native(name)}".rstrip())
            action.setEnabled(self._can(name, widget))
            action.triggered.connect(self._doer(name, widget))
        menu.popup(place)

    def _text(self, name: str, widget: SessionTabWidget) -> str:
        if name == "tab.pin":
            return self.tr("Unpin tab") if self._tabs.pinned(widget) else self.tr("Pin tab")
        return tr(by_id(name).text)

    def _can(self, name: str, widget: SessionTabWidget) -> bool:
        if name == "tab.reopen":
            return self._opening.can_reopen
        if name in ("tab.close_others", "tab.close_right"):
            return bool(self._loose(widget, right=name == "tab.close_right"))
        return True

    def _doer(self, name: str, widget: SessionTabWidget) -> Callable[[], object]:
        act = {**self.acts, **self._more}.get(name)
        return self._opening.reopen if act is None else lambda: act(widget)

    def _chooser(self, at: int) -> Callable[[], object]:
        return lambda: self._tabs.choose(at)

    def _on_shown(self, act: Act) -> Callable[[], None]:
        def do() -> None:
            if self._tabs.current is not None:
                act(self._tabs.current)

        return do

    def _pin(self, widget: SessionTabWidget) -> None:
        self._tabs.set_pinned(widget, pinned=not self._tabs.pinned(widget))

    def _close_others(self, widget: SessionTabWidget) -> None:
        for one in self._loose(widget):
            self._opening.close(one)

    def _close_right(self, widget: SessionTabWidget) -> None:
        for one in self._loose(widget, right=True):
            self._opening.close(one)

    def _loose(self, widget: SessionTabWidget, *, right: bool = False) -> list[SessionTabWidget]:
        """The other tabs that are not pinned; with ``right`` those behind this one alone."""
        first = self._tabs.place(widget) if right else -1
        others = [one for at, one in enumerate(self._tabs.widgets) if at > first]
        return [one for one in others if one is not widget and not self._tabs.pinned(one)]


def _reveal(widget: SessionTabWidget) -> None:
    # what another program sees is what is shown here
    widget.tab.save_if_dirty()
    reveal(widget.tab.path)
