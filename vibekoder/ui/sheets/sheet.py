"""A sheet: a child widget over the whole window that dims it and holds the focus."""

from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QRect,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from vibekoder.ui.draw import draw_shadow, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.stops import stops
from vibekoder.ui.theme import SCRIM

MARGIN: Final = 16
RISE: Final = 6


class SheetBox(QWidget):
    """The sheet's own surface, to be given a layout."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        fill_box(
            QPainter(self),
            self.rect(),
            theme.radius("sheet"),
            theme.color("raised"),
            theme.color("border"),
        )


class Sheet(QWidget):
    """The base of all sheets: opened with ``open_over``, closed by Esc, answering by signals.

    Nothing waits for it: the window goes on living behind it. The focus stays inside while it is
    shown and goes back to where it was. Subclasses fill ``box``.

    Signals:
        moved(QWidget): the focus went to this widget, which is in the sheet.
        closed(): it is hidden, for whatever reason; the last signal of one showing.
    """

    moved = Signal(QWidget)
    closed = Signal()

    def __init__(self, look: Look, title: str, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wanted = size
        self._before: QWidget | None = None
        self._shown = 0.0
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = self._make_box()
        self._fade = QVariantAnimation(self)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self._on_fade)
        self.hide()

    def open_over(self, window: QWidget) -> None:
        """Show the sheet over this window."""
        old = self.parentWidget()
        if old is not None:
            old.removeEventFilter(self)
        self.setParent(window)
        window.installEventFilter(self)
        self._before = QApplication.focusWidget()
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)
        self._fade.setDuration(self._look.theme.motion("normal"))
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.start()

    def dismiss(self) -> None:
        """Hide the sheet; the focus returns to where it was."""
        if self.isHidden():
            return
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._on_focus)
        self._fade.stop()
        self.hide()
        before, self._before = self._before, None
        if before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def first_focus(self) -> QWidget | None:
        """Where the focus goes at opening; subclasses choose."""
        return next(iter(stops(self)), None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        found = stops(self)
        if not found:
            return True
        now = QApplication.focusWidget()
        at = found.index(now) if now in found else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        found[(at + (1 if forward else -1)) % len(found)].setFocus(reason)
        return True

    def event(self, event: QEvent) -> bool:
        # the window's own keys would act behind the scrim
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self.parentWidget()
        if event.type() is QEvent.Type.Resize and window is not None and watched is window:
            self.setGeometry(window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor(0, 0, 0)
        scrim.setAlphaF(SCRIM[self._look.theme.name] * self._shown)
        painter.fillRect(self.rect(), scrim)
        painter.setOpacity(self._shown)
        draw_shadow(painter, self.box.geometry(), self._look.theme.radius("sheet"))

    def _make_box(self) -> SheetBox:
        """The surface; one that paints more than a box is a subclass's own."""
        return SheetBox(self._look, self)

    def _place(self) -> None:
        width = min(self._wanted.width(), self.width() - 2 * MARGIN)
        height = min(self._height_for(width), self.height() - 2 * MARGIN)
        left, top = (self.width() - width) // 2, (self.height() - height) // 2
        drop = round(RISE * (1 - self._shown))
        self.box.setGeometry(QRect(left, top + drop, width, height))

    def _height_for(self, width: int) -> int:
        if self._wanted.height() > 0:
            return self._wanted.height()
        layout = self.box.layout()
        return layout.heightForWidth(width) if layout and layout.hasHeightForWidth() else 120

    def _on_fade(self, value: float) -> None:
        self._shown = value
        self._place()
        self.update()

    def _is_covered(self) -> bool:
        """Whether another sheet is open over this one: then that one holds the focus."""
        window = self.parentWidget()
        beside = window.children() if window is not None else []
        sheets = [one for one in beside if isinstance(one, Sheet) and not one.isHidden()]
        return bool(sheets) and sheets[-1] is not self

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self.moved.emit(now)
            return
        # another window may have it; this one's other widgets may not
        if now is None or now.window() is not self.window() or self._is_covered():
            return
        back = old if old is not None and self.isAncestorOf(old) else self.first_focus()
        if back is not None:
            back.setFocus(Qt.FocusReason.OtherFocusReason)


class LightSheet(Sheet):
    """A sheet that leaves what it is about as it is: no scrim; a click beside it closes it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.dismiss()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(self._shown)
        draw_shadow(painter, self.box.geometry(), self._look.theme.radius("sheet"))
