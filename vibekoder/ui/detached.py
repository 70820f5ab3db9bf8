"""A session in a window of its own: its tab, its side panel, every key of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.ui import geometry
from vibekoder.ui.beside import Beside
from vibekoder.ui.frame import Frame, Shared
from vibekoder.ui.menus import Deeds, Menus
from vibekoder.ui.notices import Notices
from vibekoder.ui.panes import size_of

SMALLEST = QSize(480, 360)
FIRST_SIZE = QSize(900, 800)
NARROW = 800
"""Below this width the side panel makes room for the text."""


class DetachedWindow(QWidget):
    """Holds the tabs that were given to it, usually one.

    Signals:
        closing(): the person has closed it; its tabs are to go back.
        emptied(): its last tab has gone.
        arranged(): its size, its place or its panel have changed.
    """

    closing = Signal()
    emptied = Signal()
    arranged = Signal()

    def __init__(self, shared: Shared, log: Notices) -> None:
        super().__init__()
        self._shared = shared
        self.frame = Frame(shared, self, log=log)
        self._empty = QTimer(self, singleShot=True, interval=0)
        self._wants_side = False
        self.beside = Beside(shared.look, self.frame.tabs, self.frame.side, self)
        self._lay_out()
        self._connect()

    def bind(self, deeds: Deeds) -> None:
        """Give every action its deed in this window."""
        own = {**deeds, **(table := self.frame.table()), "view.side": self.toggle_side}
        own["session.stop"] = partial(self._stop, table["session.stop"])
        menus = Menus(self, self.frame.top, own, self._shared.look.keys)
        self.frame.actionWanted.connect(menus.trigger)

    def toggle_side(self) -> None:
        """Show or hide the side panel."""
        self._show_side(wanted=not self.beside.shows_panel)

    def remembered(self) -> dict[str, Any]:
        """Where it is and what it shows; plain JSON values."""
        return {
            "geometry": geometry.written(self),
            "side_panel": self._wants_side,
            "side_width": self.beside.panel_width,
        }

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Put it where it was, on a screen that is there."""
        geometry.restore(self, remembered.get("geometry"))
        self.beside.panel_width = size_of(remembered.get("side_width")) or self.beside.panel_width
        self._wants_side = remembered.get("side_panel") is True
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the text in a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is in it goes back where it came from."""
        event.accept()
        self.closing.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the window is read."""
        return self.frame.rounds.tab(forward=forward) or super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        """Tell who has the keys; save what was typed when the person turns to another window."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.ActivationChange:
            return
        if self.isActiveWindow():
            self._shared.all_tabs.set_front(self.frame.tabs)
        else:
            for widget in self.frame.tabs.widgets:
                widget.tab.save_if_dirty()

    def _lay_out(self) -> None:
        frame = self.frame
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST_SIZE)
        self.setAutoFillBackground(True)
        frame.top.show_only_side()
        frame.side.hide()
        frame.status.set_project("")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(frame.top)
        whole.addWidget(self.beside, 1)
        whole.addWidget(frame.status)

    def _connect(self) -> None:
        self.frame.top.sideToggled.connect(self.toggle_side)
        self.frame.sideWanted.connect(self._bring_side)
        self.frame.tabs.currentChanged.connect(self._on_current)
        self.frame.tabs.arranged.connect(self.arranged)
        self.beside.splitterMoved.connect(self.arranged)
        self._empty.timeout.connect(self.emptied)

    def _bring_side(self) -> None:
        self._show_side(wanted=True)

    def _show_side(self, *, wanted: bool) -> None:
        """By the person's wish, in a narrow window too."""
        self._wants_side = wanted
        self._set_side(shown=wanted)

    def _fit(self) -> None:
        self._set_side(shown=self._wants_side and self.width() >= NARROW)

    def _set_side(self, *, shown: bool) -> None:
        if self.beside.show_panel(shown=shown, over=self.width() < NARROW, whole=self.width()):
            self.arranged.emit()
        self.frame.top.show_panels(project=False, requests=False, side=shown)

    def _stop(self, stop: Callable[[], object]) -> None:
        """What lies over the text goes first; then what runs."""
        if not self.beside.lies_over:
            stop()
            return
        self._show_side(wanted=False)
        if self.frame.tabs.current is not None:
            self.frame.tabs.current.composer.prompt.setFocus()

    def _on_current(self) -> None:
        current = self.frame.tabs.current
        if current is None:
            # never from inside what takes the tab out
            self._empty.start()
        else:
            self.setWindowTitle(f"{current.tab.title} — VibeKoder")
