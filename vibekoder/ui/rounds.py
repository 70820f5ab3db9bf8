"""The way of the keys through a window: Tab as it is read, F6 from pane to pane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from vibekoder.ui.stops import stops

TAB = Qt.FocusReason.TabFocusReason
BACKTAB = Qt.FocusReason.BacktabFocusReason


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the window; F6 comes to one that is a pane."""

    widget: QWidget
    pane: bool = True


class Rounds(QObject):
    """Leads the keys through one window's places, as ``places`` has them when it is asked.

    Widgets come and go, so their order is that of the places they are in, not that in which they
    were made.
    """

    def __init__(self, window: QWidget, places: Callable[[], list[Place]]) -> None:
        super().__init__(window)
        self._window = window
        self._places = places

    def tab(self, *, forward: bool) -> bool:
        """Give the keys to the next stop or the previous one, around the ends."""
        order = [one for _, found in self._found() for one in found]
        focus = QApplication.focusWidget()
        if focus not in order:
            return False
        step = 1 if forward else -1
        order[(order.index(focus) + step) % len(order)].setFocus(TAB if forward else BACKTAB)
        return True

    def next_pane(self) -> None:
        """Give the keys to the next pane that is shown."""
        self._to_pane(1)

    def previous_pane(self) -> None:
        """Give the keys to the one before."""
        self._to_pane(-1)

    def _to_pane(self, step: int) -> None:
        focus = QApplication.focusWidget()
        panes = [(place.widget, found) for place, found in self._found() if place.pane and found]
        inside = [at for at, (pane, _) in enumerate(panes) if focus and pane.isAncestorOf(focus)]
        if not panes:
            return
        at = inside[0] + step if inside else (0 if step > 0 else -1)
        _, found = panes[at % len(panes)]
        # a list is what its pane is for; the buttons of its head are a Tab away
        lists = [one for one in found if isinstance(one, QAbstractItemView)]
        (lists or found)[0].setFocus(TAB if step > 0 else BACKTAB)

    def _found(self) -> list[tuple[Place, list[QWidget]]]:
        """Each place with its stops."""
        left = stops(self._window)
        rows: list[tuple[Place, list[QWidget]]] = []
        for place in self._places():
            widget = place.widget
            inside = [one for one in left if one is widget or widget.isAncestorOf(one)]
            left = [one for one in left if one not in inside]
            rows.append((place, inside))
        return rows
