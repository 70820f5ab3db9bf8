"""A tab's reading view: switched on and off at the same place, and told what happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vibekoder.app.tab import Tab
from vibekoder.core.messages import Role
from vibekoder.core.session import Head, Slice, Splice
from vibekoder.ui.editor.banners import Act, Banner, Box
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.editor.notes import COPY
from vibekoder.ui.look import Look
from vibekoder.ui.reading.link_bar import LinkBar
from vibekoder.ui.reading.links import Link, Place, judge
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.view import ReadingView

STAYS: Final = frozenset({"view.reading", "view.larger", "view.smaller", "view.usual_size"})
"""The deeds on a tab's text that do not lead back to the editor."""


class TabSource:
    """A tab's session as the view asks for it."""

    def __init__(self, tab: Tab, editor: SessionEditor) -> None:
        self._tab = tab
        self._editor = editor

    def count(self) -> int:
        """How many parts there are."""
        return len(self._tab.session.parts)

    def length(self, part: int) -> int:
        """About how long a part is."""
        one = self._tab.session.parts[part]
        return len(one.body) if isinstance(one, Slice) else len(one.text)

    def text(self, part: int) -> tuple[str, int]:
        """The text as the editor counts it, and where it begins."""
        one = self._tab.session.parts[part]
        shown = self._tab.desk.shown(part)
        if isinstance(one, Head):
            # what stands before the first slice for programs is no text to read
            return shown, len(shown) - len(shown.removeprefix(one.front.replace("\r\n", "\n")))
        return shown, min(len(shown), len(one.line) + 1)

    def role(self, part: int) -> Role | None:
        """Who speaks."""
        one = self._tab.session.parts[part]
        return one.role if isinstance(one, Slice) else None

    def banner(self, part: int) -> Banner | None:
        """What its banner shows."""
        return self._editor.scene.banner(part)

    def box(self, part: int) -> Box | None:
        """What stands under it."""
        return self._editor.state(part).box

    def acts(self, part: int) -> list[Act]:
        """What can be done with it."""
        return self._editor.acts(part) if self.role(part) else []


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
        self._pictures: Pictures | None = None
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
        """Close the bar that asks about a link; False if there is none."""
        if not self.bar.isVisible():
            return False
        self.bar.dismiss()
        return True

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
        self._pictures = Pictures(self._place(), self)
        source: Any = TabSource(self._tab, self._editor)
        view = self.view = ReadingView(self._look, source, self._pictures, self.page)
        view.set_zoom(self._zoom)
        view.linkWanted.connect(self._on_link)
        view.actWanted.connect(self._on_act)
        view.zoomWanted.connect(self.zoomWanted)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(view, 1)
        column.addWidget(self.bar)
        return view

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
