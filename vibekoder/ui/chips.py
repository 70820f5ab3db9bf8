"""The row of pieces above the prompt: a chip for each directive of the draft, and one more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from vibekoder.engine.pieces import Source, State
from vibekoder.ui.buttons import Button, keyboard_focus, press_or_pass
from vibekoder.ui.draw import draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_rows import WRONG, Face, of_source

CROSS = 20
GAP = 6
WIDEST = 260
MOST_LINES = 3


def is_off(source: Source) -> bool:
    """Whether it is switched off: then it has no chip."""
    return source.state is State.OFF


class Chip(QAbstractButton):
    """One piece: pressed it shows its line; its cross, or Delete, takes it away.

    Signals:
        removeWanted(): the cross or Delete.
    """

    removeWanted = Signal()

    def __init__(self, look: Look, source: Source, below: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.source = source
        self.face: Face = of_source(source, below)
        self.wrong = source.state in WRONG or bool(source.secrets)
        self.setAccessibleName(self.face.spoken)
        self.setToolTip(self.face.tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(look.theme.size("chip"))

    def sizeHint(self) -> QSize:
        name, told = self._widths()
        return QSize(min(WIDEST, 26 + name + told + CROSS + 6), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removeWanted.emit()
        elif not press_or_pass(self, event):
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()):
            self.setDown(False)
            self.removeWanted.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, theme, painter = self._look, self._look.theme, QPainter(self)
        ground = "errorTint" if self.wrong else ("hover" if self.underMouse() else "raised")
        line = "error" if self.wrong else "border"
        radius = theme.radius("chip")
        fill_box(painter, self.rect(), radius, theme.color(ground), theme.color(line))
        spot = QRect(6, 0, 14, self.height())
        look.icons.paint(painter, spot, self.face.icon, "error" if self.wrong else "accentText", 13)
        _, told = self._widths()
        right = self._cross().left()
        name = QRect(24, 0, right - 24 - told, self.height())
        draw_text(painter, name, self.face.name, theme.font("chip"), theme.color("text"))
        place = QRect(name.right() + 7, 0, told, self.height())
        color = theme.color("error" if self.wrong else "dim")
        draw_text(painter, place, self._told(), theme.font("small"), color)
        look.icons.paint(painter, self._cross(), "close", "error" if self.wrong else "dim", 10)
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), radius, look)

    def _told(self) -> str:
        if self.wrong:
            return self.face.state
        return self.face.tokens if self.source.tokens is not None else self.face.state

    def _widths(self) -> tuple[int, int]:
        theme = self._look.theme
        name = QFontMetrics(theme.font("chip")).horizontalAdvance(self.face.name) + 8
        return name, QFontMetrics(theme.font("small")).horizontalAdvance(self._told()) + 4

    def _cross(self) -> QRect:
        return QRect(self.width() - CROSS - 2, 0, CROSS, self.height())


class ChipsRow(QWidget):
    """The chips, in as many lines as they need, at most three.

    Signals:
        addWanted(): another piece is to be chosen.
        removeWanted(object): take the directive of this Source away.
        goWanted(object): show the line of this Source.
        heightChanged(): it needs more or fewer lines.
    """

    addWanted = Signal()
    removeWanted = Signal(object)
    goWanted = Signal(object)
    heightChanged = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chips: list[Chip] = []
        self.add = Button(look, self.tr("Add piece  @"), icon="plus", height="chip", parent=self)
        self.add.face = "small"
        self.add.text_color = "dim"
        self.add.padding = 8
        self.add.setAccessibleName(self.tr("Add piece"))
        self.add.clicked.connect(self.addWanted)
        self.setAccessibleName(self.tr("Pieces of the prompt"))
        self.setFixedHeight(look.theme.size("chip"))

    @property
    def chips(self) -> Sequence[Chip]:
        """Those that are shown."""
        return self._chips

    def set_pieces(self, sources: Sequence[Source], below: Sequence[int]) -> None:
        """Show these pieces; those that are as before stay, and the focus with them."""
        if [chip.source for chip in self._chips] == list(sources):
            return
        focused = next((at for at, one in enumerate(self._chips) if one.hasFocus()), -1)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make(*one) for one in zip(sources, below, strict=True)]
        self._place()
        if focused >= 0:
            left = self._chips[min(focused, len(self._chips) - 1)] if self._chips else self.add
            left.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _make(self, source: Source, below: int) -> Chip:
        chip = Chip(self._look, source, below, self)
        chip.clicked.connect(partial(self.goWanted.emit, source))
        chip.removeWanted.connect(partial(self.removeWanted.emit, source))
        return chip

    def _place(self) -> None:
        pitch = self._look.theme.size("chip")
        x = y = 0
        for one in (*self._chips, self.add):
            width = one.sizeHint().width()
            if x and x + width > self.width() and y < (MOST_LINES - 1) * (pitch + GAP):
                x, y = 0, y + pitch + GAP
            one.setGeometry(x, y, width, pitch)
            one.setVisible(x + width <= max(self.width(), width) or one is self.add)
            x += width + GAP
        if y + pitch != self.height():
            self.setFixedHeight(y + pitch)
            self.heightChanged.emit()
