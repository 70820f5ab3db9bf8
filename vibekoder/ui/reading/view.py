"""The reading view: rows of widgets in a column, made as they come into view.

The place is held as a row and the pixels of it that are above the view, so that what is found to be
higher or lower than guessed moves nothing that is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from vibekoder.core.messages import Role
from vibekoder.ui.draw import fill_box
from vibekoder.ui.editor.banners import MORE
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.focus_line import FocusLine
from vibekoder.ui.look import Look
from vibekoder.ui.reading.flow import Flow, Place
from vibekoder.ui.reading.leaves import ABOVE, BannerRow, FoldRow, Leaf
from vibekoder.ui.reading.picking import Picked, drag
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.reading_menu import reading_menu
from vibekoder.ui.reading.shelf import Shelf
from vibekoder.ui.reading.source import Source
from vibekoder.ui.reading.stops import Stops
from vibekoder.ui.style import thin_bars

SIDE: Final = 30
GROWS_MS: Final = 500
"""What grows is rendered anew so often at the most."""
LEXER_MS: Final = 20

TINTS: Final = {Role.USER: "userTint", Role.SYSTEM: "systemTint"}


class ReadingView(QAbstractScrollArea):
    """A session rendered, to read.

    Signals:
        linkWanted(str): a link is to be followed; its address as written.
        actWanted(str, int): an act of a banner or box, and its part.
        zoomWanted(int): the wheel asks for larger text (1), or smaller (-1).
        seeking(int): a far place is looked for, so many percent of the way to it are read; 100
            when it is shown, or no longer wanted.
    """

    linkWanted = Signal(str)
    actWanted = Signal(str, int)
    zoomWanted = Signal(int)
    seeking = Signal(int)

    def __init__(
        self, look: Look, source: Source, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._source = source
        self._pictures = pictures
        self.shelf = Shelf(look, source, pictures, self.viewport(), self._width)
        self._flow = Flow(self, self.shelf, self._width)
        self._stops = Stops()
        self._picked = Picked(self.shelf, source)
        self._pressed: Leaf | None = None
        self._grown = QTimer(self, interval=GROWS_MS, singleShot=True)
        self._lexed = QTimer(self, interval=LEXER_MS)
        self._set_up()
        self._connect()

    # what the program says

    def load(self) -> None:
        """Show the session anew, from its beginning."""
        self.shelf.load()
        self._flow.begin()

    def splice(self, changes: Sequence[tuple[int, int, int]]) -> None:
        """Parts were changed, one after another: at a part so many went, and so many came.

        The session is asked only after the last of them, when it is whole again.
        """
        for at, removed, added in changes:
            self.shelf.exchange(at, removed, added)
            self._flow.exchanged(at, removed, added)
        self.shelf.settle()
        self._flow.settle()

    def grow(self, part: int) -> None:
        """Text came to this part; it is shown soon, and together with what comes meanwhile."""
        self.shelf.parts[part].stale = True
        if not self._grown.isActive():
            self._grown.start()

    def refresh(self) -> None:
        """States have changed: show them in the banners that are seen."""
        placed = self._flow.placed
        for part, _, widget in placed:
            if isinstance(widget, BannerRow):
                widget.show_banner(self.shelf.banner(part))
        if self.shelf.show_boxes({part for part, _, _ in placed}):
            self._flow.settle()

    def set_zoom(self, factor: float) -> None:
        """Show the text this many times as large."""
        if factor != self.shelf.zoom:
            self.shelf.zoom = factor
            self._restyle()

    def mark(self, hits: re.Pattern[str] | None) -> None:
        """Mark what this matches wherever it is read; None: nothing any more."""
        self.shelf.mark(hits)

    @property
    def current(self) -> int:
        """The slice that keys act on."""
        return self.shelf.current

    @current.setter
    def current(self, part: int) -> None:
        self.shelf.current = part

    @property
    def following(self) -> bool:
        """Whether the view stays at the bottom when text comes."""
        return self._flow.following

    def to_bottom(self) -> None:
        """Show the end, and follow it."""
        self._flow.to_bottom()

    def place(self) -> Place:
        """The part and code point at the top of the view."""
        return self._flow.place()

    def show_place(self, part: int, point: int) -> None:
        """Bring a place to the top of the view."""
        self._flow.show_place(part, point)

    def show_part(self, part: int) -> None:
        """Bring a slice to the top of the view; it is the one that keys act on."""
        self.current = part
        self.show_place(part, 0)

    def show_hit(self, part: int, point: int) -> None:
        """Bring a place into the view, unless it is there."""
        seen = [(one, row.section) for one, row, _ in self._flow.placed[:-1] if row.section]
        if not any(one == part and s.start <= point < s.end for one, s in seen if s):
            self.show_place(part, point)
        self.current = part

    def stop_seeking(self) -> bool:
        """Stay here instead of going to a far place; False if none is looked for."""
        return self._flow.stop_seeking()

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        text = self._picked.text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def select_slice(self) -> None:
        """Select all of the slice that keys act on."""
        self._unselect()
        self._picked.select(self.current)

    # what Qt asks

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds of the slices."""
        painter = QPainter(self.viewport())
        theme, placed = self._look.theme, self._flow.placed
        painter.fillRect(event.rect(), theme.color("editor"))
        pad = theme.space("cardPadX")
        for part in dict.fromkeys(part for part, _, _ in placed):
            role = self.shelf.role(part)
            tint = TINTS.get(role) if role is not None else None
            if tint is None:
                continue
            mine = [one for number, _, one in placed if number == part]
            first = isinstance(mine[0], BannerRow)
            top = mine[0].y() + (ABOVE if first else -20)
            last = mine[-1].geometry()
            box = QRectF(
                last.x() - pad, top, last.width() + 2 * pad, last.y() + last.height() - top
            )
            fill_box(painter, box, theme.radius("card"), theme.color(tint))

    @guarded(nothing)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column has another width."""
        if event.size().width() != event.oldSize().width():
            self.shelf.forget_heights()
        self._flow.settle()

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels; with Ctrl the text grows or shrinks."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoomWanted.emit(1 if turned > 0 else -1)
        else:
            notch = 3 * self._look.theme.line("prose", self.shelf.zoom)
            self.scroll_by(-(event.pixelDelta().y() or turned / 120 * notch))
        event.accept()

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, copy, select, and follow what is chosen."""
        page = self.viewport().height() - 40
        line = 2 * self._look.theme.line("prose", self.shelf.zoom)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        scrolls = {
            Qt.Key.Key_Down: line,
            Qt.Key.Key_Up: -line,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Space: -page if shift else page,
        }
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_slice()
        elif key in scrolls:
            self.scroll_by(scrolls[key])
        elif key == Qt.Key.Key_Home:
            self.show_place(0, 0)
        elif key == Qt.Key.Key_End:
            self.to_bottom()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stops.some:
            self._follow()
        elif key == Qt.Key.Key_Menu:
            self._show_menu(None, self.mapToGlobal(QPoint(self.width() // 2, 40)))
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's name)
        """Tab goes over the links and folds that are seen, then on."""
        rows = [widget for _, _, widget in self._flow.placed]
        found = self._stops.step(rows, self.viewport().height(), 1 if next else -1)
        at = self._row_of(self._stops.widget) if found else None
        self.current = at if at is not None else self.current
        return found or super().focusNextPrevChild(next)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The slice under the pointer is the one that keys act on."""
        self._set_current(event.position().toPoint())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """A press on a row gives the view its keys; what is drawn over rows selects them all."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._set_current(self.viewport().mapFromGlobal(event.globalPosition().toPoint()))
            leaf = watched.parentWidget()
            self._pressed = leaf if isinstance(leaf, Leaf) else None
        elif (
            kind is QEvent.Type.MouseMove
            and isinstance(event, QMouseEvent)
            and event.buttons() & Qt.MouseButton.LeftButton
            and self._pressed is not None
        ):
            at = self.viewport().mapFromGlobal(event.globalPosition().toPoint())
            drag([one for _, _, one in self._flow.placed], self._pressed, at)
        return super().eventFilter(watched, event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, select, and the address of a link."""
        child = self.viewport().childAt(self.viewport().mapFromGlobal(event.globalPos()))
        leaf = child.parentWidget() if child is not None else None
        self._show_menu(leaf if isinstance(leaf, Leaf) else None, event.globalPos())

    def scroll_by(self, pixels: float) -> None:
        """Move the text up by so many pixels, or down."""
        self._flow.scroll_by(pixels)

    # private

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)  # what shows behind the scroll bar
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Session, rendered"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thin_bars(self._look, self)
        FocusLine(self._look, self)
        self._paint_with_theme()

    def _connect(self) -> None:
        self.verticalScrollBar().valueChanged.connect(self._flow.scrolled)
        self.shelf.made.connect(self._on_made)
        self.shelf.gone.connect(self._on_gone)
        self.shelf.linkWanted.connect(self.linkWanted)
        self.shelf.actWanted.connect(self._on_act)
        self.shelf.foldWanted.connect(self._on_fold)
        self._flow.laid.connect(self._on_laid)
        self._flow.seeking.connect(self.seeking)
        self._grown.timeout.connect(self._flow.settle)
        self._lexed.timeout.connect(self._on_lexed)
        self._pictures.loaded.connect(self._on_picture)
        self._look.theme.changed.connect(self._restyle)

    def _paint_with_theme(self) -> None:
        palette = QPalette(self.palette())
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            # the window's is what shows behind the scroll bar
            palette.setColor(role, self._look.theme.color("editor"))
        self.setPalette(palette)

    def _width(self) -> int:
        wanted = round(self._look.theme.column("text") * self.shelf.zoom)
        return max(120, min(wanted, self.viewport().width() - 2 * SIDE))

    def _restyle(self) -> None:
        """Every row looks different now."""
        self._paint_with_theme()
        place = self.place() if self.shelf.parts else (0, 0)
        self.shelf.restyle()
        if self.shelf.parts:
            self.show_place(*place)

    def _on_made(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        if isinstance(widget, Leaf):
            widget.viewport().installEventFilter(self)

    def _on_gone(self, widget: QWidget) -> None:
        self._stops.forget(widget)
        self._flow.forget(widget)
        if widget is self._pressed:
            self._pressed = None

    def _on_laid(self) -> None:
        self.viewport().update()
        if self.shelf.lexers.owed and not self._lexed.isActive():
            self._lexed.start()

    def _on_lexed(self) -> None:
        if self.shelf.lexers.waiting:
            return
        self._lexed.stop()
        self.shelf.lexers.settle()
        self.shelf.render_anew(Leaf.has_code)
        self._flow.settle()

    def _on_picture(self, address: str) -> None:
        self.shelf.render_anew(lambda leaf: leaf.shows(address))
        self._flow.settle()

    def _on_fold(self, fold: QWidget) -> None:
        at = self._flow.row_of(fold)
        if at is None or not isinstance(fold, FoldRow):
            return
        part, row = at
        marked = fold.current
        self.shelf.plan(part).toggle(row.number)
        self.shelf.rearrange(part)
        self._flow.lay()
        fresh = next(one for one in self.shelf.plan(part).rows if one.section == row.section)
        made = self.shelf.made_of(part, fresh)
        if marked and made is not None:
            self._stops.go(made)

    def _on_act(self, widget: QWidget, name: str) -> None:
        part = self._row_of(widget)
        if part is None:
            return
        if name == MORE.name:
            self.current = part
            self._show_menu(None, self.cursor().pos())
        else:
            self.actWanted.emit(name, part)

    def _follow(self) -> None:
        address, widget = self._stops.address, self._stops.widget
        if address is not None:
            self.linkWanted.emit(address)
        elif isinstance(widget, FoldRow):
            widget.click()

    def _row_of(self, widget: QWidget | None) -> int | None:
        at = self._flow.row_of(widget) if widget is not None else None
        return at[0] if at is not None else None

    def _unselect(self) -> None:
        self._stops.clear()
        self._picked.clear()

    def _set_current(self, at: QPoint) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._unselect()
        for part, _, widget in self._flow.placed:
            if widget.geometry().top() <= at.y() <= widget.geometry().bottom():
                self.current = part
        self.refresh()

    def _show_menu(self, leaf: Leaf | None, at: QPoint) -> None:
        address = leaf.anchorAt(leaf.viewport().mapFromGlobal(at)) if leaf is not None else ""
        acts = self._source.acts(self.current)
        deeds: list[tuple[Any, Callable[[], None]]] = [
            (act, partial(self.actWanted.emit, act.name, self.current)) for act in acts
        ]
        follow = partial(self.linkWanted.emit, address) if address else None
        reading_menu(self, self.copy, self.select_slice, follow, deeds).popup(at)
