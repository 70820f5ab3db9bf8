"""A tab's reading view: switched on and off at the same place, and told what happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.app.tab import Tab
from vibekoder.core.session import Slice, Splice
from vibekoder.ui.buttons import Button
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.editor.notes import COPY
from vibekoder.ui.look import Look
from vibekoder.ui.reading.link_bar import LinkBar
from vibekoder.ui.reading.links import Link, Place, judge
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.source import TabSource
from vibekoder.ui.reading.view import ReadingView

STAYS: Final = frozenset(
    {
        *("view.reading", "view.larger", "view.smaller", "view.usual_size"),
        *("edit.find", "edit.find_next", "edit.find_previous"),
    }
)
"""The deeds on a tab's text that do not lead back to the editor."""
BELOW: Final = 16


class Reading(QObject):
    """Switches between a tab's editor and its reading view; the view is made when first wanted.

    ``place`` holds the editor's room in the tab. ``open_address`` gives an address to the system.

    Signals:
        sessionWanted(Path): another session of the project is to be opened.
        actWanted(str, int): an act of a banner, and the part it belongs to.
        zoomWanted(int): as the editor's.
    """

    sessionWanted = Signal(Path)
    actWanted = Signal(str, int)
    zoomWanted = Signal(int)

    def __init__(self, tab: Tab, look: Look, editor: SessionEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self._tab = tab
        self._look = look
        self._editor = editor
        self._zoom = 1.0
        self._on = False
        self._came_from: tuple[tuple[int, int], int] = ((0, 0), 0)
        self.page = QWidget(parent)
        self.page.hide()
        self.root = tab.path.parent
        self.view: ReadingView | None = None
        self.bar = LinkBar(look, self.page)
        self.open_address: Callable[[QUrl], object] = QDesktopServices.openUrl
        self.pictures: Pictures | None = None
        self.seeking = Button(look, "", parent=self.page)
        self.seeking.hide()
        self.seeking.clicked.connect(self.dismiss)
        editor.search.counted.connect(self._on_searched)
        editor.search.went.connect(self._on_hit)
        self.bar.confirmed.connect(self._on_confirmed)
        self.bar.closed.connect(self._on_closed)

    @property
    def on(self) -> bool:
        """Whether the reading view is shown instead of the editor."""
        return self._on

    @property
    def part(self) -> int:
        """The part that keys act on while reading."""
        return self.view.current if self.view is not None else 0

    def toggle(self) -> None:
        """To the reading view, or back to the editor, at the same place."""
        if self._on:
            self.leave()
        else:
            self._enter()

    def leave(self) -> None:
        """Back to the editor, at the place that was read."""
        if not self._on or self.view is None:
            return
        self._on = False
        self.bar.hide()
        top, part = self.view.place(), self.view.current
        followed, focused = self.view.following, self.page.isAncestorOf(_focused(self.page))
        self.page.hide()
        self._editor.show()
        if part != self._came_from[1]:
            self._editor.set_caret(part, self._begin(part))
        if followed:
            self._editor.to_bottom()
        elif top != self._came_from[0]:
            self._editor.show_place(*top)
        if focused:
            self._editor.setFocus()

    def dismiss(self) -> bool:
        """Close the bar that asks about a link, or go to no far place; False without either."""
        if self.bar.isVisible():
            self.bar.dismiss()
            return True
        return self._on and self.view is not None and self.view.stop_seeking()

    def take_keys(self) -> None:
        """What stood over the text is closed."""
        if self._on and self.view is not None:
            self.view.setFocus()

    def close(self) -> None:
        """The tab goes: nothing more is loaded for it."""
        if self.pictures is not None:
            self.pictures.close()

    def before(self, deed: str) -> None:
        """One of the text's deeds is about to be done: most of them need the editor."""
        if self._on and deed not in STAYS:
            self.leave()

    def set_zoom(self, factor: float) -> None:
        """Show the text this many times as large."""
        self._zoom = factor
        if self.view is not None:
            self.view.set_zoom(factor)

    def show_empty(self, empty: bool) -> None:
        """The session has nothing to show, or has it again."""
        self._editor.setVisible(not empty and not self._on)
        self.page.setVisible(not empty and self._on)

    def spliced(self, splices: list[Splice]) -> None:
        """The session changed."""
        if self._on and self.view is not None:
            self.view.splice([(one.at, len(one.removed), len(one.added)) for one in splices])

    def grew(self, part: int) -> None:
        """Text came to a part."""
        if self._on and self.view is not None:
            self.view.grow(part)

    def refresh(self) -> None:
        """States changed."""
        if self._on and self.view is not None:
            self.view.refresh()

    def to_bottom(self) -> None:
        """Show the end, where the text is read."""
        if self._on and self.view is not None:
            self.view.to_bottom()
        else:
            self._editor.to_bottom()

    def show_part(self, part: int) -> bool:
        """Bring a part to the top; False if the editor is shown."""
        if self._on and self.view is not None:
            self.view.show_part(part)
        return self._on

    def _enter(self) -> None:
        self._editor.set_raw(False)
        view = self.view or self._make()
        top, part = self._editor.top_place(), self._editor.part_of_caret()
        followed = self._editor.following
        focused = self._editor.hasFocus()
        self._on = True
        self._editor.hide()
        self.page.show()
        view.current = part
        view.load()
        if followed:
            view.to_bottom()
        else:
            view.show_place(*top)
        self._came_from = (view.place(), part)
        if focused:
            view.setFocus()

    def _make(self) -> ReadingView:
        self.pictures = Pictures(self._place(), self)
        source = TabSource(self._tab, self._editor)
        view = self.view = ReadingView(self._look, source, self.pictures, self.page)
        view.set_zoom(self._zoom)
        view.linkWanted.connect(self._on_link)
        view.actWanted.connect(self._on_act)
        view.zoomWanted.connect(self.zoomWanted)
        view.seeking.connect(self._on_seeking)
        view.mark(self._editor.search.pattern)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(view, 1)
        column.addWidget(self.bar)
        return view

    def _on_searched(self) -> None:
        pattern = self._editor.search.pattern
        if self.view is not None and self.view.shelf.hits is not pattern:
            self.view.mark(pattern)

    def _on_hit(self, part: int, point: int) -> None:
        if self._on and self.view is not None:
            self.view.show_hit(part, point)

    def _on_seeking(self, percent: int) -> None:
        """A far place takes a while: say how far it is, and let it be called off."""
        button, view = self.seeking, self.view
        button.setVisible(percent < 100)
        if percent < 100 and view is not None:
            told = self.tr("Reading on to that place: %1 %. Stop")
            button.setText(told.replace("%1", str(percent)))
            button.adjustSize()
            left = (view.width() - button.width()) // 2
            button.move(left, view.height() - button.height() - BELOW)
            button.raise_()

    def _place(self) -> Place:
        return Place(self.root, self._tab.path)

    def _begin(self, part: int) -> int:
        return TabSource(self._tab, self._editor).text(part)[1]

    def _on_act(self, name: str, part: int) -> None:
        one = self._tab.session.parts[part]
        if name == COPY.name and isinstance(one, Slice):
            QGuiApplication.clipboard().setText(one.text)
        else:
            self.actWanted.emit(name, part)

    def _on_link(self, address: str) -> None:
        link = judge(address, self._place())
        if link.kind == "slice":
            self._show_slice(link.slice_id)
        else:
            self.bar.ask(link)

    def _on_confirmed(self, link: Link) -> None:
        if link.path is not None and link.path != self._tab.path:
            self.sessionWanted.emit(link.path)
        elif link.path is not None:
            self._show_slice(link.slice_id)
        else:
            self.open_address(QUrl(link.address, QUrl.ParsingMode.StrictMode))

    def _on_closed(self) -> None:
        if self.view is not None:
            self.view.setFocus()

    def _show_slice(self, slice_id: str) -> None:
        part = self._tab.session.find(slice_id)
        if part is None:
            known = Link("refused", f"#{slice_id}", self.tr("This session has no such slice."))
            self.bar.ask(known)
        elif self.view is not None:
            self.view.show_part(part)


def _focused(page: QWidget) -> QWidget:
    """What has the focus in this window; the page's window if nothing has."""
    return page.window().focusWidget() or page.window()
