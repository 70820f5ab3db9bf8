"""What floats over the text: the banner that stays at the top, and the way to the latest text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.ui.editor.banners import Act, Arranger
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.overlays import Pill, Sticky
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.scene import Scene
from vibekoder.ui.editor.view import View
from vibekoder.ui.look import Look

STICKY: Final = 36
EDGE: Final = 4


class Floating(QObject):
    """Places both, and keeps the caret from under the banner.

    ``unseen`` says that text came below the view.

    Signals:
        chosen(object, int): an act of the banner, and its part.
        pressed(int): the banner of this part was pressed.
        latestWanted(): the pill was pressed.
    """

    chosen = Signal(object, int)
    pressed = Signal(int)
    latestWanted = Signal()

    def __init__(
        self,
        look: Look,
        arranger: Arranger,
        editor: QPlainTextEdit,
        mirror: Mirror,
        page: PageLayout,
        scene: Scene,
        view: View,
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._mirror = mirror
        self._page = page
        self._scene = scene
        self._view = view
        self._part = -1
        self.unseen = False
        self.sticky = Sticky(look, arranger, editor)
        self.pill = Pill(look, editor)
        self.sticky.chosen.connect(self._on_chosen)
        self.sticky.pressed.connect(self._on_pressed)
        self.pill.clicked.connect(self.latestWanted)

    def place_sticky(self) -> None:
        """Keep the banner of the slice at the top in sight."""
        block = self._editor.firstVisibleBlock()
        part = self._mirror.part_at(block.position())
        banner = None
        if part and not self._mirror.is_header(block.position()):
            banner = self._scene.banner(part)
        if banner is None:
            self.sticky.hide()
            self._part = -1
            return
        self._part = part
        area = self._editor.viewport().geometry()
        column = self._page.column
        room = QRect(area.left(), area.top(), area.width(), STICKY)
        self.sticky.show_banner(banner, room, column.left, column.width)

    def show_pill(self) -> None:
        """Show the way to the latest text while it is below the view."""
        self.unseen = self.unseen and not self._view.following
        self.pill.setVisible(self.unseen)
        if self.unseen:
            self.pill.place(self._editor.viewport().geometry())
            self.pill.raise_()

    def clear_of_sticky(self) -> None:
        """The caret does not hide under the banner at the top."""
        bar = self._editor.verticalScrollBar()
        for _ in range(3):
            top = self._editor.cursorRect().top()
            covered = 0 <= top < self.sticky.height() - EDGE
            if not (self.sticky.isVisible() and covered and bar.value()):
                return
            bar.setValue(bar.value() - 1)

    def beat(self) -> None:
        """A running dot of the banner has another strength."""
        if self._part > 0 and self._mirror.parts[self._part].growing:
            self.sticky.update()

    def _on_chosen(self, act: Act) -> None:
        if self._part > 0:
            self.chosen.emit(act, self._part)

    def _on_pressed(self) -> None:
        if self._part > 0:
            self.pressed.emit(self._part)
