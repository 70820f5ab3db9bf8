"""The strip of session tabs: state, title and close, painted after the look."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from vibekoder.ui.buttons import keyboard_focus
from vibekoder.ui.draw import draw_line, draw_node, draw_ring, draw_text, fill_box, node_of
from vibekoder.ui.look import Look
from vibekoder.ui.words import state

WIDEST: Final = 240
NARROWEST: Final = 96
LEGIBLE: Final = 150
"""Where there are many a tab keeps so much of its width that titles can be told apart."""
NODE_ROOM: Final = 30
CLOSE_ROOM: Final = 32


@dataclass(frozen=True, slots=True)
class Tab:
    """What a tab shows: its session's title, the state of what runs in it, and how many of its
    pieces have changed since they were sent.

    A pinned one stands before the others and has a pin in place of its cross.
    """

    title: str
    state: str = "complete"
    changed: int = 0
    pinned: bool = False


class TabBar(QTabBar):
    """One tab per open session; a state of "new" shows the page icon instead of a node.

    QTabBar's own signals are ``currentChanged(int)``, ``tabMoved(from, to)`` after a drag or
    Ctrl+Shift+Left and Right, and ``tabCloseRequested(int)`` for the cross, the middle button and
    Delete; the tab stays until ``removeTab``. No pointer closes a pinned one.

    Signals:
        unpinWanted(int): the pin of this tab was pressed.
        menuWanted(int, QPoint): what can be done with this tab is asked for, at this place of the
            screen.
        fitted(): tabs have come, gone, or found another width.
    """

    unpinWanted = Signal(int)
    menuWanted = Signal(int, QPoint)
    fitted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pressed_close = -1
        self._grabbed = -1
        self._grab_x = 0
        self.setAccessibleName(self.tr("Sessions"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(look.theme.font("body"))
        look.theme.changed.connect(self.update)
        look.pulse.beat.connect(self._on_beat)

    def add_tab(self, tab: Tab) -> int:
        """Append a tab; its position."""
        at = self.addTab(tab.title)
        self.set_tab(at, tab)
        return at

    def set_tab(self, at: int, tab: Tab) -> None:
        """Show another title or state."""
        if self.tabData(at) == tab:
            return
        self.setTabData(at, tab)
        self.setTabText(at, tab.title.replace("&", "&&"))
        pinned = self.tr("pinned") if tab.pinned else ""
        drift = words_of_drift(tab.changed)
        named = ", ".join(one for one in (tab.title, pinned, words_of(tab), drift) if one)
        self.setAccessibleTabName(at, named)
        self.setTabToolTip(at, f"{tab.title}\n{drift}" if drift else "")
        self._look.pulse.set_beating(self, self._any_running())
        self.update()

    def tab(self, at: int) -> Tab:
        """What a tab shows."""
        return self.tabData(at)

    def tabSizeHint(self, index: int) -> QSize:
        font = self._look.theme.font("body")
        font.setWeight(font.Weight.DemiBold)
        words = QFontMetrics(font).horizontalAdvance(
            self.tab(index).title if self.tabData(index) else ""
        )
        width = max(NARROWEST, min(WIDEST, NODE_ROOM + words + CLOSE_ROOM))
        return QSize(width, self._look.theme.size("tab"))

    def minimumTabSizeHint(self, index: int) -> QSize:
        wanted = self.tabSizeHint(index)
        return QSize(min(wanted.width(), LEGIBLE), wanted.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self._look.theme.size("tab"))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._look.theme.size("tab"))

    @property
    def wanted_width(self) -> int:
        """So wide it would be if no title were cut."""
        return sum(self.tabSizeHint(at).width() for at in range(self.count()))

    def tabLayoutChange(self) -> None:
        super().tabLayoutChange()
        self.fitted.emit()

    def tabRemoved(self, index: int) -> None:
        super().tabRemoved(index)
        self._look.pulse.set_beating(self, self._any_running())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        y = self.height() - 1
        draw_line(painter, 0, y, self.width(), theme.color("border"))
        for at in range(self.count()):
            self._paint_tab(painter, at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        at = self.tabAt(spot)
        if event.button() is Qt.MouseButton.LeftButton and at >= 0:
            if self.close_box(at).contains(spot):
                self._pressed_close = at
                self.update()
                return
            self._grabbed, self._grab_x = at, spot.x()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.update()
        spot = event.position().toPoint()
        if self._pressed_close < 0 and self._grabbed >= 0:
            self._drag(spot)
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        at, pressed = self.tabAt(spot), self._pressed_close
        self._pressed_close = self._grabbed = -1
        self.update()
        if event.button() is Qt.MouseButton.MiddleButton and at >= 0:
            if not self.tab(at).pinned:
                self.tabCloseRequested.emit(at)
        elif pressed >= 0:
            if at == pressed and self.close_box(at).contains(spot):
                wanted = self.unpinWanted if self.tab(at).pinned else self.tabCloseRequested
                wanted.emit(at)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Delete and at >= 0:
            self.tabCloseRequested.emit(at)
        elif event.modifiers() == both and event.key() == Qt.Key.Key_Right:
            self.put(at, at + 1)
        elif event.modifiers() == both and event.key() == Qt.Key.Key_Left:
            self.put(at, at - 1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the tab under the pointer; by key, with the chosen one."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            at, place = self.tabAt(event.pos()), event.globalPos()
        else:
            at = self.currentIndex()
            place = self.mapToGlobal(self.tabRect(at).bottomLeft())
        if at >= 0:
            self.menuWanted.emit(at, place)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def close_box(self, at: int) -> QRect:
        """Where the cross of a tab lies, or its pin."""
        rect = self.tabRect(at)
        return QRect(rect.right() - 27, rect.y() + (rect.height() - 22) // 2, 22, 22)

    def _drag(self, spot: QPoint) -> None:
        if abs(spot.x() - self._grab_x) < QApplication.startDragDistance():
            return
        target = self.tabAt(QPoint(spot.x(), self.height() // 2))
        if target < 0 or target == self._grabbed:
            return
        middle = self.tabRect(target).center().x()
        beyond = spot.x() > middle if target > self._grabbed else spot.x() < middle
        if beyond and self.put(self._grabbed, target):
            self._grabbed = target

    def put(self, at: int, to: int) -> bool:
        """Put a tab elsewhere; pinned ones stay before the others."""
        fits = 0 <= to < self.count() and self.tab(at).pinned == self.tab(to).pinned
        if fits:
            self.moveTab(at, to)
        return fits

    def _any_running(self) -> bool:
        tabs = [self.tabData(at) for at in range(self.count())]
        return any(tab and node_of(tab.state) == "running" for tab in tabs)

    def _on_beat(self) -> None:
        for at in range(self.count()):
            tab = self.tabData(at)
            if tab and node_of(tab.state) == "running":
                rect = self.tabRect(at)
                self.update(rect.x(), rect.y(), NODE_ROOM, rect.height())

    def _paint_tab(self, painter: QPainter, at: int) -> None:
        theme, rect, tab = self._look.theme, self.tabRect(at), self.tab(at)
        chosen = at == self.currentIndex()
        pointer = self.mapFromGlobal(self.cursor().pos())
        hovered = self.underMouse() and rect.contains(pointer)
        if chosen:
            # the chosen tab opens into the editor: no line under it
            painter.fillRect(rect, theme.color("editor"))
            top = round(theme.border("tabTop"))
            painter.fillRect(rect.x(), 0, rect.width(), top, theme.color("accent"))
        elif hovered:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.color("hover"))
        self._paint_edges(painter, at, rect)
        center = QPointF(rect.x() + 17, rect.y() + rect.height() / 2)
        if tab.state == "new" or node_of(tab.state) == "idle":
            box = QRect(rect.x() + 9, rect.y(), 16, rect.height())
            shape, color = ("drift", "warn") if tab.changed else ("session", "dim")
            self._look.icons.paint(painter, box, shape, color, 14)
        else:
            draw_node(painter, center, node_of(tab.state), self._look)
        font = theme.font("body")
        if chosen:
            font.setWeight(font.Weight.Medium)
        words = rect.adjusted(NODE_ROOM, 0, 2 - CLOSE_ROOM, 0)
        draw_text(painter, words, tab.title, font, theme.color("text" if chosen else "dim"))
        self._paint_close(painter, at, pointer)
        if chosen and keyboard_focus(self):
            draw_ring(painter, rect.adjusted(2, 3, -3, -2), theme.radius("control"), self._look)

    def _paint_edges(self, painter: QPainter, at: int, rect: QRect) -> None:
        theme = self._look.theme
        chosen, right = self.currentIndex(), rect.right()
        if at in (chosen, chosen - 1):
            draw_line(painter, right, 0, rect.height(), theme.color("border"), upright=True)
        elif at < self.count() - 1:
            draw_line(painter, right, 9, rect.height() - 18, theme.color("border"), upright=True)

    def _paint_close(self, painter: QPainter, at: int, pointer: QPoint) -> None:
        theme, box = self._look.theme, self.close_box(at)
        if self._pressed_close == at or (self.underMouse() and box.contains(pointer)):
            fill_box(painter, box, theme.radius("small"), theme.color("press"))
        color = "text" if at == self.currentIndex() else "dim"
        icon = "pin" if self.tab(at).pinned else "close"
        self._look.icons.paint(painter, box, icon, color, 14)


def words_of(tab: Tab) -> str:
    """The state of a tab in words; none for one at rest."""
    return "" if tab.state in ("complete", "new") else state(tab.state)


def words_of_drift(changed: int) -> str:
    """How many pieces have changed since they were sent, in words; empty for none."""
    if not changed:
        return ""
    if changed == 1:
        return QCoreApplication.translate("TabBar", "1 piece has changed since it was sent")
    told = QCoreApplication.translate("TabBar", "{n} pieces have changed since they were sent")
    return told.format(n=changed)
