"""The open sessions as tabs: the strip above, one page per session below."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QPoint, QSignalBlocker, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from vibekoder.app.tab import Tab
from vibekoder.core.messages import Role
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.first_start import FirstStart
from vibekoder.ui.ground import Ground
from vibekoder.ui.look import Look
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.tab_bar import Tab as Face
from vibekoder.ui.tab_strip import TabStrip


class SessionTabs(QWidget):
    """Shows the open sessions, or what to do first where none is open.

    Signals:
        added(SessionTabWidget): a session has a page now; it is to be wired.
        closeWanted(SessionTabWidget): its tab was asked to close.
        currentChanged(): another page is shown.
        arranged(): tabs were added, closed, moved or chosen.
        stepWanted(str): a step of an empty page was chosen.
        menuWanted(SessionTabWidget, QPoint): what can be done with its tab is asked for, at this
            place of the screen.
    """

    added = Signal(object)
    closeWanted = Signal(object)
    currentChanged = Signal()
    arranged = Signal()
    stepWanted = Signal(str)
    menuWanted = Signal(object, QPoint)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._widgets: dict[str, SessionTabWidget] = {}
        self._pinned: set[SessionTabWidget] = set()
        self.strip = TabStrip(look, self)
        self.bar = self.strip.bar
        self.pages = QStackedWidget(self)
        self.no_project = FirstStart(look, self)
        self.no_session = EmptyState(look, "first_sessions", parent=self)
        self.none_open = EmptyState(look, "none_open", parent=self)
        for page in (self.no_project, self.no_session, self.none_open):
            self.pages.addWidget(page)
            page.acted.connect(self.stepWanted)
        self._page = self.no_project
        self.bare = QWidget(self, autoFillBackground=True)
        self.bare.setBackgroundRole(QPalette.ColorRole.Base)
        Ground(look, self.bare, "editor")
        self.pages.addWidget(self.bare)
        self._awaits = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.pages, 1)
        self.strip.hide()
        self.bar.currentChanged.connect(self._on_chosen)
        self.bar.tabCloseRequested.connect(self._on_close)
        self.bar.tabMoved.connect(self.arranged)
        self.bar.unpinWanted.connect(self._on_unpin)
        self.bar.menuWanted.connect(self._on_menu)

    @property
    def current(self) -> SessionTabWidget | None:
        """The shown session."""
        widget = self.pages.currentWidget()
        return widget if isinstance(widget, SessionTabWidget) else None

    @property
    def widgets(self) -> list[SessionTabWidget]:
        """The sessions in the order of their tabs."""
        return [self._at(at) for at in range(self.bar.count())]

    def widget_of(self, tab: Tab) -> SessionTabWidget | None:
        """The page that shows a tab."""
        return next((one for one in self._widgets.values() if one.tab is tab), None)

    def widget_at(self, path: Path) -> SessionTabWidget | None:
        """The page that shows the session of this file."""
        return next((one for one in self._widgets.values() if one.tab.path == path), None)

    def open(self, tab: Tab, *, show: bool) -> SessionTabWidget:
        """Give a session its page, or find it; the first one is always shown."""
        widget = self.widget_of(tab) or self._add(tab)
        if show or self.current is None:
            self.bar.setCurrentIndex(self._index(widget))
            self._on_chosen(self.bar.currentIndex())
        return widget

    def remove(self, widget: SessionTabWidget) -> None:
        """Take a page out; its draft is kept."""
        widget.leave()
        focused = self._has_focus()
        at = self._index(widget)
        del self._widgets[self.bar.tabWhatsThis(at)]
        self._pinned.discard(widget)
        self.pages.removeWidget(widget)
        self.bar.removeTab(at)
        self.strip.setVisible(bool(self._widgets))
        widget.deleteLater()
        if not self._widgets:
            self._show_page(focused=focused)
            self.currentChanged.emit()
        self.arranged.emit()

    def step(self, by: int) -> None:
        """Show the next or the previous session, around the ends."""
        if self.bar.count():
            self.bar.setCurrentIndex((self.bar.currentIndex() + by) % self.bar.count())

    def choose(self, at: int) -> None:
        """Show the session at this place, if there is one."""
        if at < self.bar.count():
            self.bar.setCurrentIndex(at)

    def place(self, widget: SessionTabWidget) -> int:
        """At which place its tab stands."""
        return self._index(widget)

    def put(self, widget: SessionTabWidget, to: int) -> None:
        """Put its tab elsewhere, among the pinned ones or among the others."""
        self.bar.put(self._index(widget), to)

    def pinned(self, widget: SessionTabWidget) -> bool:
        """Whether its tab is pinned."""
        return widget in self._pinned

    def set_pinned(self, widget: SessionTabWidget, *, pinned: bool) -> None:
        """Pin its tab behind the pinned ones, or let it loose before the others."""
        if pinned == self.pinned(widget):
            return
        loose = len(self._pinned)
        if pinned:
            self._pinned.add(widget)
        else:
            self._pinned.discard(widget)
            loose -= 1
        self.bar.moveTab(self._index(widget), loose)
        self.show_faces()
        self.arranged.emit()

    def show_faces(self) -> None:
        """Show titles and states as they are now."""
        for at, widget in enumerate(self.widgets):
            tab, pinned = widget.tab, widget in self._pinned
            self.bar.set_tab(at, Face(tab.title, state_of(tab), widget.drifted, pinned))

    def set_project(self, *, is_open: bool, has_sessions: bool = False) -> None:
        """Which page is shown while no session is open."""
        if not is_open:
            self._awaits = False
            self._page = self.no_project
        else:
            self._page = self.none_open if has_sessions else self.no_session
        if not self._awaits and self.pages.currentWidget() is not self._page:
            self._show_page(focused=self._has_focus())

    def await_session(self, *, awaited: bool) -> None:
        """Whether one is on its way: until it has come, or never will, no next step is shown."""
        if awaited is not self._awaits:
            self._awaits = awaited
            self._show_page(focused=self._has_focus())

    def remembered(self) -> dict[str, Any]:
        """The tabs in their order, with caret and view; plain JSON values."""
        current = self.current
        return {
            "tabs": [self.memory_of(widget) for widget in self.widgets],
            "current": str(current.tab.path) if current else "",
        }

    def memory_of(self, widget: SessionTabWidget) -> dict[str, Any]:
        """One tab, with all that brings it back as it is; plain JSON values."""
        return {**widget.remembered(), "pinned": self.pinned(widget)}

    def _add(self, tab: Tab) -> SessionTabWidget:
        widget = SessionTabWidget(tab, self._look, self.pages)
        # tabs move, so each carries its session's name in this program
        name = str(id(tab))
        self._widgets[name] = widget
        self.pages.addWidget(widget)
        widget.closeWanted.connect(partial(self.closeWanted.emit, widget))
        # the first tab is the current one at once, before it could be known whose it is
        with QSignalBlocker(self.bar):
            at = self.bar.add_tab(Face(tab.title, state_of(tab)))
            self.bar.setTabWhatsThis(at, name)
        self.bar.fitted.emit()
        self.strip.show()
        self.added.emit(widget)
        self.arranged.emit()
        return widget

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is None or self.isAncestorOf(focus)

    def _show_page(self, *, focused: bool) -> None:
        if self._widgets:
            return
        self.pages.setCurrentWidget(self.bare if self._awaits else self._page)
        if focused and not self._awaits:
            # the one next step is under the keys
            self._page.setFocus()

    def _at(self, at: int) -> SessionTabWidget:
        return self._widgets[self.bar.tabWhatsThis(at)]

    def _index(self, widget: SessionTabWidget) -> int:
        return self.widgets.index(widget)

    def _on_chosen(self, at: int) -> None:
        if 0 <= at < self.bar.count() and self.bar.tabWhatsThis(at) in self._widgets:
            widget = self._at(at)
            self.pages.setCurrentWidget(widget)
            widget.composer.prompt.setFocus()
            self.currentChanged.emit()
            self.arranged.emit()

    def _on_close(self, at: int) -> None:
        self.closeWanted.emit(self._at(at))

    def _on_unpin(self, at: int) -> None:
        self.set_pinned(self._at(at), pinned=False)

    def _on_menu(self, at: int, place: QPoint) -> None:
        self.menuWanted.emit(self._at(at), place)


def state_of(tab: Tab) -> str:
    """What a tab's node shows: what runs, else how the last answer ended."""
    if tab.arriving:
        return tab.arriving[-1].status
    slices = tab.session.slices
    if not slices:
        return "new"
    last = slices[-1]
    unanswered = last.role is Role.USER and last.id in tab.failures
    return "failed" if unanswered else last.status


def wanted_tabs(remembered: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The tabs that ``SessionTabs.remembered`` wrote, with what each of them remembers.

    Those of other windows come with that window and its number.
    """
    known = cast("dict[str, Any]", remembered) if isinstance(remembered, dict) else {}
    yield from _tabs_in(known)
    for number, window in enumerate(_rows(known.get("windows"))):
        for path, one in _tabs_in(window):
            yield path, {**one, "window": window, "window_number": number}


def _tabs_in(known: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for one in _rows(known.get("tabs")):
        if isinstance(one.get("path"), str):
            yield Path(one["path"]), one


def _rows(told: Any) -> list[dict[str, Any]]:
    rows = cast("list[Any]", told) if isinstance(told, list) else []
    return [cast("dict[str, Any]", one) for one in rows if isinstance(one, dict)]
