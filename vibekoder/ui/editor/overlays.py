"""What floats over the text: the banner of a slice that began above, and the way to the end."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from vibekoder.app.tongue import tr
from vibekoder.ui.draw import draw_line, draw_text, fill_box
from vibekoder.ui.editor.banners import Act, Arranger, Banner, Item, hit
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.look import Look


class Sticky(QWidget):
    """The banner at the top of the view, while its own line is above.

    A widget beside the viewport and not painted in it: scrolling moves the viewport's pixels.

    Signals:
        chosen(object): an act of the banner was clicked.
        pressed(): the banner was clicked elsewhere.
    """

    chosen = Signal(object)
    pressed = Signal()

    def __init__(self, look: Look, arranger: Arranger, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._arranger = arranger
        self._banner: Banner | None = None
        self._left, self._width = 0.0, 0.0
        self._hovered: Act | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def show_banner(self, banner: Banner, place: QRect, left: float, width: float) -> None:
        """Show this banner over this part of the editor, its text in the column."""
        self._banner, self._left, self._width = banner, left, width
        if self.geometry() != place:
            self.setGeometry(place)
        self.update()
        self.show()

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, hairline and banner."""
        if self._banner is None:
            return
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.theme.color("editor"))
            hairline = self._look.theme.color("hairline")
            draw_line(painter, 0, self.height() - 1, self.width(), hairline)
            self._arranger.paint(painter, self._items(), self._hovered)
        finally:
            painter.end()

    @guarded(nothing)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        found = hit(self._items(), event.position())
        if found is not self._hovered:
            self._hovered = found
            self.setToolTip(self._look.keys.tip(tr(found.label), found.key) if found else "")
            self.update()

    @guarded(nothing)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what was clicked."""
        found = hit(self._items(), event.position())
        if found is None:
            self.pressed.emit()
        else:
            self.chosen.emit(found)

    def _items(self) -> list[Item]:
        if self._banner is None:
            return []
        return self._arranger.banner(self._place(), self._banner)

    def _place(self) -> QRectF:
        return QRectF(self._left, (self.height() - 1 - 24) / 2, self._width, 24)


class Pill(QAbstractButton):
    """The button that brings back to the end what was let go."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setText(tr("Latest"))
        self.setAccessibleName(tr("Latest: to the end of the session"))
        self.setToolTip(tr("To the end, and follow it"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    @guarded(QSize)
    def sizeHint(self) -> QSize:
        """As wide as its word."""
        metrics = QFontMetrics(self._look.theme.font("body"))
        return QSize(metrics.horizontalAdvance(self.text()) + 48, 30)

    def place(self, area: QRect) -> None:
        """Stand at the bottom in the middle of an area."""
        size = self.sizeHint()
        left = area.left() + (area.width() - size.width()) // 2
        self.setGeometry(QRect(QPointF(left, area.bottom() - size.height() - 10).toPoint(), size))

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill, its shadow, icon and word."""
        theme = self._look.theme
        painter = QPainter(self)
        try:
            box = QRectF(self.rect()).adjusted(1, 1, -1, -3)
            shade = QColor(theme.color("text"))
            shade.setAlpha(28)
            fill_box(painter, box.translated(0, 1.5), 13, shade)
            ground = "press" if self.isDown() else ("hover" if self.underMouse() else "raised")
            fill_box(painter, box, 13, theme.color(ground), theme.color("border"))
            icon = QRectF(box.left() + 12, box.top(), 14, box.height())
            self._look.icons.paint(painter, icon, "latest", "accent", 14)
            place = box.adjusted(32, 0, -4, 0)
            font = theme.font("body")
            font.setWeight(font.Weight.Medium)
            draw_text(painter, place, self.text(), font, theme.color("text"))
        finally:
            painter.end()
