"""Sessions come into the window's tabs and go: opened, made, restored, closed, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.ui.all_tabs import AllTabs
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs, wanted_tabs

REOPENABLE: Final = 20
"""So many closed tabs can be had again."""


class Opening(QObject):
    """Opens folders and sessions, and keeps the tabs those of the project.

    ``open_window`` opens a window that was remembered, and has its tabs.

    Signals:
        folderChosen(Path): this folder is to be opened as the project.
    """

    folderChosen = Signal(Path)

    def __init__(
        self, tabs: AllTabs, workspace: Callable[[], Workspace | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        self.open_window: Callable[[dict[str, Any]], SessionTabs] = lambda _: tabs.main
        self._windows: dict[int, SessionTabs] = {}
        self._workspace = workspace
        self._window = window
        self._places: dict[Path, dict[str, Any]] = {}
        self._wanted: Path | None = None
        self._closed: list[dict[str, Any]] = []

    @property
    def can_reopen(self) -> bool:
        """Whether a tab was closed that may be had again."""
        return bool(self._closed)

    @property
    def awaits(self) -> bool:
        """Whether tabs of last time are still to come."""
        return bool(self._places)

    @property
    def closed(self) -> list[dict[str, Any]]:
        """The closed tabs that may be had again, the last one last; plain JSON values."""
        return [*self._closed]

    def choose_folder(self) -> None:
        """Let the folder of a project be chosen."""
        now = self._workspace()
        # said outright: else it begins where a file was last saved, with that folder chosen
        start = now.project.root.parent if now else Path.home()
        dialog = QFileDialog(self._window, self.tr("Open folder"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def new_session(self) -> None:
        """Make a session; without a project, let one be chosen."""
        workspace = self._workspace()
        if workspace is None:
            self.choose_folder()
        else:
            self._wanted = None
            workspace.new_session()

    def open(self, path: Path) -> None:
        """Show this session."""
        workspace = self._workspace()
        if workspace is not None:
            # tabs that are still being restored do not take the view from it
            self._wanted = path
            workspace.open(path)

    def restore(self, remembered: object) -> None:
        """Open the tabs that were open in this project, each where it was."""
        workspace = self._workspace()
        if workspace is None or not isinstance(remembered, dict):
            return
        known = cast("dict[str, Any]", remembered)
        self._places = {path: one for path, one in wanted_tabs(known) if path.is_file()}
        self._windows = {}
        self._wanted = next((one for one in self._places if str(one) == known.get("current")), None)
        self._closed = [one for _, one in wanted_tabs({"tabs": known.get("closed")})]
        for path in self._places:
            workspace.open(path)

    def show(self, tab: Tab) -> None:
        """The workspace has opened it: give it its page."""
        # what is being restored takes the view from nobody but the one that was shown
        place = self._places.pop(tab.path, None)
        known = self._tabs.widget_of(tab)
        if known is not None:
            self._tabs.show(known)
            return
        tabs = self._tabs_for(place or {})
        widget = tabs.open(tab, show=place is None or tab.path == self._wanted)
        if place is not None:
            tabs.set_pinned(widget, pinned=place.get("pinned") is True)
            at = place.get("at")
            if isinstance(at, int):
                tabs.put(widget, at)
            widget.restore(place)

    def close(self, widget: SessionTabWidget) -> None:
        """Let a tab go; its answers go on, and it may be had again as it was."""
        tabs = self._tabs.tabs_of(widget)
        place = tabs.memory_of(widget)
        if tabs is self._tabs.main:
            place["at"] = tabs.place(widget)
        self._closed = [*self._closed, place][-REOPENABLE:]
        tabs.remove(widget)
        workspace = self._workspace()
        if workspace is not None:
            workspace.close_tab(widget.tab)

    def reopen(self) -> None:
        """Bring the tab back that was closed last, as it was; those without a file are gone."""
        while self._closed:
            place = self._closed.pop()
            path = Path(place["path"])
            if path.is_file() and self._tabs.widget_at(path) is None:
                self._places[path] = place
                self.open(path)
                return

    def forget(self) -> None:
        """Another project is shown: its own tabs were closed in it."""
        self._closed = []

    def drop(self, tab: Tab) -> None:
        """The workspace has let it go: its page goes."""
        widget = self._tabs.widget_of(tab)
        if widget is not None:
            self._tabs.tabs_of(widget).remove(widget)

    def rename(self, path: Path, title: str) -> None:
        """Give a session another title."""
        workspace = self._workspace()
        if workspace is not None:
            workspace.describe(path, {"title": title})

    def delete(self, path: Path) -> None:
        """Move a session to the trash, from where a notice brings it back."""
        workspace = self._workspace()
        if workspace is None:
            return
        widget = self._tabs.widget_at(path)
        if widget is not None and not widget.tab.runs:
            self.close(widget)
        workspace.delete(path)

    def _tabs_for(self, place: dict[str, Any]) -> SessionTabs:
        """Where a session goes: the window that it was in, if that is remembered."""
        window, number = place.get("window"), place.get("window_number")
        if not isinstance(window, dict) or not isinstance(number, int):
            return self._tabs.main
        if self._windows.get(number) not in self._tabs.strips:
            self._windows[number] = self.open_window(cast("dict[str, Any]", window))
        return self._windows[number]

    def _on_folder(self, name: str) -> None:
        self.folderChosen.emit(Path(name))
