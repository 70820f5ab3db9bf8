"""The tabs of every window, and which of them a person looks at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app.tab import Tab
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs


class AllTabs(QObject):
    """The first strip of tabs that was added is the main window's.

    Signals:
        fronted(): another window came to the front.
    """

    fronted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strips: list[SessionTabs] = []
        self._front: SessionTabs | None = None

    @property
    def main(self) -> SessionTabs:
        """Those of the main window."""
        return self._strips[0]

    @property
    def strips(self) -> list[SessionTabs]:
        """Those of each window, the main one's first."""
        return [*self._strips]

    @property
    def front(self) -> SessionTabs:
        """Those of the window that had the keys last."""
        return self._front or self.main

    @property
    def current(self) -> SessionTabWidget | None:
        """The session that is shown in that window."""
        return self.front.current

    @property
    def widgets(self) -> list[SessionTabWidget]:
        """The pages of all sessions."""
        return [widget for one in self._strips for widget in one.widgets]

    def add(self, tabs: SessionTabs) -> None:
        """A window with these has opened."""
        self._strips.append(tabs)

    def remove(self, tabs: SessionTabs) -> None:
        """The window with these has gone; the keys are the main one's."""
        self._strips.remove(tabs)
        if self._front is tabs:
            self.set_front(self.main)

    def set_front(self, tabs: SessionTabs) -> None:
        """The window with these has the keys now."""
        if tabs is not self._front and tabs in self._strips:
            self._front = tabs
            self.fronted.emit()

    def widget_of(self, tab: Tab) -> SessionTabWidget | None:
        """The page that shows a tab, in whichever window."""
        return next((one for one in self.widgets if one.tab is tab), None)

    def widget_at(self, path: Path) -> SessionTabWidget | None:
        """The page that shows the session of this file."""
        return next((one for one in self.widgets if one.tab.path == path), None)

    def tabs_of(self, widget: SessionTabWidget) -> SessionTabs:
        """Those that a page belongs to."""
        return next((one for one in self._strips if widget in one.widgets), self.main)

    def show(self, widget: SessionTabWidget) -> None:
        """Bring a page into view, and its window to the front if it is not the main one."""
        tabs = self.tabs_of(widget)
        tabs.open(widget.tab, show=True)
        if tabs is not self.main or self.front is not tabs:
            window = tabs.window()
            window.raise_()
            window.activateWindow()
