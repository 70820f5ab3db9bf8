"""Opens the search in all sessions, keeps it going, and leads to what it finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from vibekoder.app.searching import Searching
from vibekoder.app.workspace import Workspace
from vibekoder.core.seeking import Hit, Wanted, place_of
from vibekoder.store.search import Found
from vibekoder.ui.look import Look
from vibekoder.ui.panels.search import SearchPanel
from vibekoder.ui.session_tabs import SessionTabs


class Seeking(QObject):
    """``panel`` stands in the place of the project panel while it is open.

    Signals:
        openWanted(Path): a session was chosen to be shown.
        shown(): the panel is in its place; it is to be seen.
    """

    openWanted = Signal(Path)
    shown = Signal()

    def __init__(
        self,
        look: Look,
        left: QStackedWidget,
        tabs: SessionTabs,
        workspace: Callable[[], Workspace | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._left = left
        self._tabs = tabs
        self._workspace = workspace
        self._going: tuple[Path, Hit] | None = None
        self.panel = SearchPanel(look, left)
        self.searching = Searching(self)
        left.addWidget(self.panel)
        self.panel.wantedChanged.connect(self._look_for)
        self.panel.openWanted.connect(self._open)
        self.panel.closeWanted.connect(self._on_close)
        self.searching.found.connect(self.panel.add)
        self.searching.went.connect(self.panel.progress)
        self.searching.ended.connect(self.panel.end)
        tabs.currentChanged.connect(self._on_current)

    def open(self) -> None:
        """Show the panel, its field ready; words that are marked in the text are looked for."""
        workspace = self._workspace()
        if workspace is None:
            return
        # what was typed a moment ago is found as well
        for tab in workspace.all_tabs:
            tab.save_if_dirty()
        self._left.setCurrentWidget(self.panel)
        self.shown.emit()
        self.panel.open(self._marked())

    def search(self, text: str) -> None:
        """Show the panel, looking for this."""
        self.open()
        if self._workspace() is not None:
            self.panel.open(text)

    def show_sessions(self) -> None:
        """Give the place back to the project panel."""
        self._left.setCurrentIndex(0)

    def close(self) -> None:
        """End the search and its thread."""
        self.searching.close()

    def forget(self) -> None:
        """Another project is shown: nothing was looked for in it."""
        self.searching.stop()
        self.panel.field.clear()
        self.show_sessions()

    def _marked(self) -> str:
        widget = self._tabs.current
        text = widget.editor.textCursor().selectedText() if widget is not None else ""
        return f'"{text}"' if text.strip() and "\u2029" not in text and '"' not in text else ""

    def _look_for(self, wanted: Wanted) -> None:
        workspace = self._workspace()
        if workspace is None or wanted.empty:
            self.searching.stop()
            return
        rows = sorted(workspace.rows, key=lambda row: row.modified, reverse=True)
        self.panel.begin(len(rows))
        self.searching.look_for(wanted, rows)

    def _open(self, found: Found, hit: Hit | None) -> None:
        self._going = (found.row.path, hit) if hit is not None else None
        self.openWanted.emit(found.row.path)
        self._on_current()

    def _on_current(self) -> None:
        widget = self._tabs.current
        if self._going is not None and widget is not None and widget.tab.path == self._going[0]:
            # once it is laid out: a place in the view needs a view
            QTimer.singleShot(0, self, self._go)

    def _go(self) -> None:
        widget = self._tabs.current
        if self._going is None or widget is None or widget.tab.path != self._going[0]:
            return
        _, hit = self._going
        self._going = None
        part, start, end = place_of(widget.editor.part_texts(), hit)
        widget.editor.select(part, start, end)
        widget.editor.setFocus()

    def _on_close(self) -> None:
        self.searching.stop()
        self.show_sessions()
        widget = self._tabs.current
        if widget is not None:
            text = widget.editor if widget.editor.isVisible() else widget.composer.prompt
            text.setFocus()
