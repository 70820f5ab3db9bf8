"""A session in a window of its own: its tab, its side panel, every key of the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.ui import geometry
from vibekoder.ui.frame import Frame, Shared
from vibekoder.ui.menus import Deeds, Menus
from vibekoder.ui.notices import Notices
from vibekoder.ui.style import Splitter

SMALLEST = QSize(480, 360)
FIRST_SIZE = QSize(900, 800)


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
        self.beside = Splitter(shared.look, Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._connect()

    def bind(self, deeds: Deeds) -> None:
        """Give every action its deed in this window."""
        own = {**deeds, **self.frame.table(), "view.side": self.toggle_side}
        menus = Menus(self, self.frame.top, own, self._shared.look.keys)
        self.frame.actionWanted.connect(menus.trigger)

    def toggle_side(self) -> None:
        """Show or hide the side panel."""
        self._show_side(wanted=not self.frame.side.isVisibleTo(self))

    def remembered(self) -> dict[str, Any]:
        """Where it is and what it shows; plain JSON values."""
        return {
            "geometry": geometry.written(self),
            "side_panel": self.frame.side.isVisibleTo(self),
            "side_width": self.beside.sizes()[1],
        }

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Put it where it was, on a screen that is there."""
        geometry.restore(self, remembered.get("geometry"))
        self._show_side(wanted=remembered.get("side_panel") is True)

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
        self.beside.addWidget(frame.tabs)
        self.beside.addWidget(frame.side)
        self.beside.setStretchFactor(0, 1)
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
        side = self.frame.side
        if wanted != side.isVisibleTo(self):
            side.setVisible(wanted)
            width = self._shared.look.theme.size("sidePanel")
            self.beside.setSizes([max(0, self.width() - width), width])
            self.arranged.emit()
        self.frame.top.show_panels(project=False, requests=False, side=wanted)

    def _on_current(self) -> None:
        current = self.frame.tabs.current
        if current is None:
            # never from inside what takes the tab out
            self._empty.start()
        else:
            self.setWindowTitle(f"{current.tab.title} — VibeKoder")
