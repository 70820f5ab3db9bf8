"""Tabs leave the main window for windows of their own, and come back."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal

from vibekoder.ui.detached import DetachedWindow
from vibekoder.ui.frame import Frame, Shared
from vibekoder.ui.menus import Deeds
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs

ASIDE = QPoint(48, 48)


class Detaching(QObject):
    """Keeps the other windows. A session moves with its draft, its place and what runs in it.

    Signals:
        arranged(): windows have come, gone, or moved what they show.
        opened(Frame): another window is there; it is to be wired.
    """

    arranged = Signal()
    opened = Signal(object)

    def __init__(self, shared: Shared, main: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._shared = shared
        self._main = main
        self._deeds: Deeds = {}
        self.windows: list[DetachedWindow] = []

    def bind(self, deeds: Deeds) -> None:
        """What the actions do that are the main window's alone."""
        self._deeds = deeds

    @property
    def frames(self) -> list[Frame]:
        """The main window's and those of the others."""
        return [self._main, *(one.frame for one in self.windows)]

    @property
    def front(self) -> Frame:
        """That of the window that had the keys last."""
        tabs = self._shared.all_tabs.front
        return next((one for one in self.frames if one.tabs is tabs), self._main)

    def frame_of(self, widget: SessionTabWidget) -> Frame:
        """That of the window with this page."""
        return next((one for one in self.frames if widget in one.tabs.widgets), self._main)

    def toggle(self, widget: SessionTabWidget) -> None:
        """Give a tab a window of its own, or take it back into the main one."""
        if widget in self._main.tabs.widgets:
            self.detach(widget)
        else:
            self.attach(widget)

    def detach(self, widget: SessionTabWidget) -> None:
        """Give a tab a window of its own."""
        main = self._main.tabs.window()
        window = self._open()
        window.move(main.pos() + ASIDE * (len(self.windows)))
        self._carry(widget, self._main.tabs, window.frame.tabs)
        window.show()
        window.activateWindow()

    def attach(self, widget: SessionTabWidget) -> None:
        """Take a tab back into the main window."""
        source = self.frame_of(widget).tabs
        if source is not self._main.tabs:
            self._carry(widget, source, self._main.tabs)
            self._main.tabs.window().activateWindow()

    def restore(self, remembered: dict[str, Any]) -> SessionTabs:
        """Open a window as it was; its tabs come by themselves."""
        window = self._open()
        window.restore(remembered)
        front = self._shared.all_tabs.front.window()
        window.show()
        # the keys are where the person is, not where the last window came up
        front.activateWindow()
        return window.frame.tabs

    def remembered(self) -> list[dict[str, Any]]:
        """The other windows with their tabs; plain JSON values."""
        return [{**one.remembered(), **one.frame.tabs.remembered()} for one in self.windows]

    def close_all(self) -> None:
        """The program ends, or the project: the windows go as they are."""
        for window in [*self.windows]:
            self._drop(window)

    def _open(self) -> DetachedWindow:
        window = DetachedWindow(self._shared, self._main.notices)
        self.windows.append(window)
        self._shared.all_tabs.add(window.frame.tabs)
        window.bind(self._deeds)
        window.closing.connect(partial(self._on_closing, window))
        window.emptied.connect(partial(self._drop, window))
        window.arranged.connect(self.arranged)
        window.frame.show_project()
        self.opened.emit(window.frame)
        return window

    def _carry(self, widget: SessionTabWidget, source: SessionTabs, to: SessionTabs) -> None:
        # a page made anew is wired to its window alone; all that is shown is the tab's
        place = source.memory_of(widget)
        tab = widget.tab
        source.remove(widget)
        made = to.open(tab, show=True)
        to.set_pinned(made, pinned=place["pinned"])
        made.restore(place)
        made.composer.prompt.setFocus()

    def _on_closing(self, window: DetachedWindow) -> None:
        for widget in window.frame.tabs.widgets:
            self._carry(widget, window.frame.tabs, self._main.tabs)

    def _drop(self, window: DetachedWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
            self._shared.all_tabs.remove(window.frame.tabs)
            window.hide()
            window.deleteLater()
            self.arranged.emit()
