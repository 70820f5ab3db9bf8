"""Keeps the outline beside the text: it follows what is typed, what streams, and the caret."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QTimer

from vibekoder.app.run import Run
from vibekoder.core.edits import Splice
from vibekoder.ui.look import Look
from vibekoder.ui.panels.outline import OutlinePanel, OutlineView
from vibekoder.ui.panels.outline_tree import OutlineTree
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs

FRAME_MS = 30
"""A caret that is held down is followed when it rests for a moment."""


class Outlined(QObject):
    """The outline of one session, wired to its tab; its ``view`` takes it along when it goes."""

    def __init__(self, look: Look, widget: SessionTabWidget) -> None:
        super().__init__()
        self._widget = widget
        tab = widget.tab
        self.tree = OutlineTree(tab.session.parts, tab.desk.text_of, self._find, self)
        self.view = OutlineView(look, self.tree)
        self.setParent(self.view)
        self._follow = QTimer(self, singleShot=True, interval=FRAME_MS)
        for run in tab.arriving:
            self._on_run(run)
        self._show_states()
        self._follow.timeout.connect(self.mark)
        tab.spliced.connect(self._on_spliced)
        tab.grew.connect(self.tree.grow)
        tab.runAdded.connect(self._on_run)
        tab.runArrived.connect(self._on_arrived)
        widget.stateChanged.connect(self._show_states)
        widget.editor.cursorPositionChanged.connect(self._follow.start)
        self.tree.rowsInserted.connect(self._follow.start)
        self.view.expanded.connect(self._follow.start)
        self.view.goWanted.connect(self._go)

    def mark(self) -> None:
        """Mark the row that the caret is in, unless the keys are in the tree."""
        if self.view.isVisible() and not self.view.hasFocus():
            editor = self._widget.editor
            self.view.mark(editor.part_of_caret(), editor.caret()[1])

    def _find(self, slice_id: str) -> int | None:
        return self._widget.tab.session.find(slice_id)

    def _on_spliced(self, splices: list[Splice]) -> None:
        for splice in splices:
            self.tree.splice(splice)

    def _on_run(self, run: Run) -> None:
        self.tree.start_growing(run.slice_id)

    def _on_arrived(self, run: Run) -> None:
        self.tree.stop_growing(run.slice_id)

    def _show_states(self) -> None:
        tab = self._widget.tab
        failed = dict.fromkeys(tab.failures, "failed")
        self.tree.set_states(failed | {run.slice_id: run.status for run in tab.arriving})

    def _go(self, index: QModelIndex) -> None:
        part, point = self.tree.place(index)
        if point is None:
            self._widget.editor.show_part(part)
        else:
            self._widget.editor.go_to(part, point)
        self._widget.editor.setFocus()


class Outlining(QObject):
    """Shows the outline of the shown session; one is made when it is first wanted."""

    def __init__(
        self, look: Look, tabs: SessionTabs, panel: OutlinePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._tabs = tabs
        self._panel = panel
        self._made: dict[SessionTabWidget, Outlined] = {}
        self._ratios: dict[SessionTabWidget, float] = {}
        tabs.currentChanged.connect(self._on_current)
        tabs.arranged.connect(self._forget)

    def scale(self, widget: SessionTabWidget, ratio: float) -> None:
        """What is estimated in this tab is multiplied by this."""
        self._ratios[widget] = ratio
        if widget in self._made:
            self._made[widget].tree.scale(ratio)

    def _on_current(self) -> None:
        widget = self._tabs.current
        if widget is None:
            self._panel.show_view(None)
            return
        outlined = self._made.get(widget)
        if outlined is None:
            outlined = self._made[widget] = Outlined(self._look, widget)
            outlined.tree.scale(self._ratios.get(widget, 1.0))
            self._panel.add(outlined.view)
        self._panel.show_view(outlined.view)
        outlined.mark()

    def _forget(self) -> None:
        """Let the outlines of closed tabs go."""
        there = self._tabs.widgets
        self._ratios = {one: ratio for one, ratio in self._ratios.items() if one in there}
        for widget in [one for one in self._made if one not in there]:
            view = self._made.pop(widget).view
            self._panel.pages.removeWidget(view)
            view.deleteLater()
