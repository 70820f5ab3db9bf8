"""The reading view: rows of widgets in a column, made as they come into view.

The place is held as a row and the pixels of it that are above the view, so that what is found to be
higher or lower than guessed moves nothing that is seen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from typing import Any, Final, Protocol

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
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QWidget

from vibekoder.core import escape
from vibekoder.core.messages import Role
from vibekoder.ui.draw import fill_box
from vibekoder.ui.editor.banners import MORE, Act, Arranger, Banner, Box
from vibekoder.ui.editor.fences import Lexers
from vibekoder.ui.editor.guard import guarded, nothing
from vibekoder.ui.editor.syntax import Palette
from vibekoder.ui.look import Look
from vibekoder.ui.reading import blocks, typeset
from vibekoder.ui.reading.leaves import ABOVE, BannerRow, BoxRow, ChipRow, FoldRow, Leaf
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.plan import Plan, Row, guess
from vibekoder.ui.style import thin_bars

SIDE: Final = 30
GROWS_MS: Final = 500
"""What grows is rendered anew so often at the most."""
LEXER_MS: Final = 20
KEPT: Final = 40
"""So many rows outside of the view stay made."""
FOOT: Final = 40

TINTS: Final = {Role.USER: "userTint", Role.SYSTEM: "systemTint"}

Place = tuple[int, int]


class Source(Protocol):
    """The session as the view asks for it, part by part; 0 is the head."""

    def count(self) -> int: ...

    def length(self, part: int) -> int: ...

    def text(self, part: int) -> tuple[str, int]:
        """The shown text, and where it begins below the header."""
        ...

    def role(self, part: int) -> Role | None: ...

    def banner(self, part: int) -> Banner | None: ...

    def box(self, part: int) -> Box | None: ...

    def acts(self, part: int) -> list[Act]: ...


@dataclass(slots=True, eq=False)
class _Part:
    plan: Plan | None = None
    stale: bool = False
    widgets: dict[Row, QWidget] = field(default_factory=dict[Row, QWidget])


class ReadingView(QAbstractScrollArea):
    """A session rendered, to read.

    Signals:
        linkWanted(str): a link is to be followed; its address as written.
        actWanted(str, int): an act of a banner or box, and its part.
        zoomWanted(int): the wheel asks for larger text (1), or smaller (-1).
    """

    linkWanted = Signal(str)
    actWanted = Signal(str, int)
    zoomWanted = Signal(int)

    def __init__(
        self, look: Look, source: Source, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._source = source
        self._pictures = pictures
        self._arranger = Arranger(look)
        self._lexers = Lexers()
        self._palette = Palette(look.theme.tokens.syntax_map)
        self._parts: list[_Part] = []
        self._heights: list[float] = []
        self._alive: dict[_Part, None] = {}
        self._top: Place = (0, 0)
        self._offset = 0.0
        self._zoom = 1.0
        self._held = False
        self._following = False
        self._stop: tuple[QWidget, int] | None = None
        self._placed: list[tuple[int, Row, QWidget]] = []
        self.current = 0
        self._grown = QTimer(self, interval=GROWS_MS, singleShot=True)
        self._lexed = QTimer(self, interval=LEXER_MS)
        self._set_up()

    # what the program says

    def load(self) -> None:
        """Show the session anew, from its beginning."""
        self._drop(range(len(self._parts)))
        count = self._source.count()
        self._parts = [_Part() for _ in range(count)]
        self._heights = [self._guess(part) for part in range(count)]
        self._top, self._offset = (0, 0), 0.0
        self._lay()

    def splice(self, changes: Sequence[tuple[int, int, int]]) -> None:
        """Parts were changed, one after another: at a part so many went, and so many came.

        The session is asked only after the last of them, when it is whole again.
        """
        for at, removed, added in changes:
            self._exchange(at, removed, added)
        for part, height in enumerate(self._heights):
            if height < 0:
                self._heights[part] = self._guess(part)
        self.current = min(self.current, len(self._parts) - 1)
        self._settle()

    def grow(self, part: int) -> None:
        """Text came to this part; it is shown soon, and together with what comes meanwhile."""
        self._parts[part].stale = True
        if not self._grown.isActive():
            self._grown.start()

    def refresh(self) -> None:
        """States have changed: show them in the banners that are seen."""
        for part, row, widget in self._placed:
            if row.kind == "banner" and isinstance(widget, BannerRow):
                widget.show_banner(self._banner(part))
        parts = {part for part, _, _ in self._placed}
        if any(self._boxed(part) != self._has_box(part) for part in parts):
            for part in parts:
                self._parts[part].stale = True
            self._settle()

    def set_zoom(self, factor: float) -> None:
        """Show the text this many times as large."""
        if factor != self._zoom:
            self._zoom = factor
            self._restyle()

    @property
    def following(self) -> bool:
        """Whether the view stays at the bottom when text comes."""
        return self._following

    def to_bottom(self) -> None:
        """Show the end, and follow it."""
        last = len(self._parts) - 1
        self._top = (last, len(self._plan(last).rows) - 1)
        self._offset = 1e9
        self._lay()

    def place(self) -> Place:
        """The part and code point at the top of the view."""
        part, at = self._top
        plan = self._plan(part)
        row = plan.rows[min(at, len(plan.rows) - 1)]
        if row.section is None:
            return part, 0 if at == 0 else len(plan.text)
        widget = self._parts[part].widgets.get(row)
        point = row.section.start
        if isinstance(widget, Leaf):
            line = typeset.line_at(widget.document(), self._offset)
            lines = plan.source(row).split("\n")
            point += sum(len(one) + 1 for one in lines[:line])
        return part, min(point, len(plan.text))

    def show_place(self, part: int, point: int) -> None:
        """Bring a place to the top of the view."""
        part = min(part, len(self._parts) - 1)
        plan = self._plan(part)
        at = plan.row_of(point) if point > plan.begin else 0
        self._top, self._offset = (part, at), 0.0
        row = plan.rows[at]
        if row.section is not None:
            widget = self._widget(part, row)
            if isinstance(widget, Leaf):
                widget.height_at(self._width())
                line = plan.text.count("\n", row.section.start, point)
                self._offset = typeset.top_of_line(widget.document(), line)
        self._lay()

    def show_part(self, part: int) -> None:
        """Bring a slice to the top of the view; it is the one that keys act on."""
        self.current = part
        self.show_place(part, 0)

    def text_of(self, part: int) -> str:
        """What can be read of a part, as far as it is unfolded."""
        plan = self._plan(part)
        leaves = [self._widget(part, row) for row in plan.rows if row.section is not None]
        told = [one.read() if isinstance(one, Leaf) else one.accessibleName() for one in leaves]
        return "\n\n".join(told)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        picked = [one.selected() for one in self._leaves() if one.selected()]
        if picked:
            QGuiApplication.clipboard().setText("\n\n".join(picked))

    def select_slice(self) -> None:
        """Select all of the slice that keys act on."""
        for row in self._plan(self.current).rows:
            widget = self._widget(self.current, row) if row.section is not None else None
            if isinstance(widget, Leaf):
                widget.selectAll()
        self._lay()

    # what Qt asks

    @guarded(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds of the slices."""
        painter = QPainter(self.viewport())
        theme = self._look.theme
        painter.fillRect(self.viewport().rect(), theme.color("editor"))
        pad = theme.space("cardPadX")
        for part in dict.fromkeys(part for part, _, _ in self._placed):
            role = self._role(part)
            tint = TINTS.get(role) if role is not None else None
            if tint is None:
                continue
            mine = [one for number, _, one in self._placed if number == part]
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
            for part in self._parts:
                if part.plan is not None:
                    part.plan.forget_heights()
        self._settle()

    @guarded(nothing)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels; with Ctrl the text grows or shrinks."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoomWanted.emit(1 if turned > 0 else -1)
        else:
            notch = 3 * self._look.theme.line("prose", self._zoom)
            self.scroll_by(-(event.pixelDelta().y() or turned / 120 * notch))
        event.accept()

    @guarded(nothing)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, copy, select, and follow what is chosen."""
        page = self.viewport().height() - 40
        line = 2 * self._look.theme.line("prose", self._zoom)
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
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stop is not None:
            self._follow(*self._stop)
        elif key == Qt.Key.Key_Menu:
            self._show_menu(None, self.mapToGlobal(QPoint(self.width() // 2, 40)))
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's name)
        """Tab goes over the links and folds that are seen, then on."""
        return self._step(1 if next else -1) or super().focusNextPrevChild(next)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The slice under the pointer is the one that keys act on."""
        self._set_current(event.position().toPoint())

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """A press on a row gives the view its keys; one selection at a time."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            at = self.viewport().mapFromGlobal(event.globalPosition().toPoint())
            self._set_current(at)
        return super().eventFilter(watched, event)

    @guarded(nothing)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, select, and the address of a link."""
        at = self.viewport().mapFromGlobal(event.globalPos())
        child = self.viewport().childAt(at)
        leaf = child.parentWidget() if child is not None else None
        self._show_menu(leaf if isinstance(leaf, Leaf) else None, event.globalPos())

    def scroll_by(self, pixels: float) -> None:
        """Move the text up by so many pixels, or down."""
        if not self._parts:
            return
        self._offset += pixels
        self._lay()

    # rows

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Session, rendered"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thin_bars(self._look, self)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._grown.timeout.connect(self._settle)
        self._lexed.timeout.connect(self._on_lexed)
        self._pictures.loaded.connect(self._on_picture)
        self._look.theme.changed.connect(self._restyle)
        self._paint_with_theme()

    def _exchange(self, at: int, removed: int, added: int) -> None:
        part, row = self._top
        # what is only changed keeps what was opened in it
        same = min(removed, added)
        for number in range(at, at + same):
            self._parts[number].stale = True
        self._drop(range(at + same, at + removed))
        self._parts[at + same : at + removed] = [_Part() for _ in range(same, added)]
        self._heights[at + same : at + removed] = [-1.0] * (added - same)
        if part >= at + removed:
            self._top = (part + added - removed, row)
        elif part >= at + added:
            self._top, self._offset = (max(0, at + added - 1), 0), 0.0

    def _paint_with_theme(self) -> None:
        palette = QPalette(self.palette())
        for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
            # the window's is what shows behind the scroll bar
            palette.setColor(role, self._look.theme.color("editor"))
        self.setPalette(palette)

    def _width(self) -> int:
        wanted = round(self._look.theme.column("text") * self._zoom)
        return max(120, min(wanted, self.viewport().width() - 2 * SIDE))

    def _plan(self, part: int) -> Plan:
        known = self._parts[part]
        if known.plan is None:
            known.plan = Plan("", -1, None)
            known.stale = True
        if known.stale:
            known.stale = False
            text, begin = self._source.text(part)
            known.plan.read(text, begin, self._role(part), boxed=self._boxed(part))
            self._clean(known)
        return known.plan

    def _role(self, part: int) -> Role | None:
        return self._source.role(part)

    def _boxed(self, part: int) -> bool:
        return self._source.box(part) is not None

    def _has_box(self, part: int) -> bool:
        plan = self._parts[part].plan
        return plan is not None and any(row.kind == "box" for row in plan.rows)

    def _banner(self, part: int) -> Banner | None:
        banner = self._source.banner(part)
        return replace(banner, active=part == self.current) if banner else None

    def _guess(self, part: int) -> float:
        return guess(self._source.length(part)) + 60

    def _settle(self) -> None:
        """Something has another height: stay at the bottom if that is where the view is."""
        if self._following and self._parts:
            self.to_bottom()
        else:
            self._lay()

    def _lay(self) -> None:
        """Put the rows where they are seen, making those that are not there yet."""
        if not self._parts or self.viewport().height() < 2:
            return
        self._normalise()
        bottom = self._put()
        room = self.viewport().height() - FOOT
        if bottom < room and (self._top != (0, 0) or self._offset > 0):
            self._offset -= room - bottom
            self._normalise()
            bottom = self._put()
        self._following = bottom <= self.viewport().height() and self._at_end()
        self._keep_few()
        self._tell_size()
        self.viewport().update()
        if self._lexers.waiting and not self._lexed.isActive():
            self._lexed.start()

    def _normalise(self) -> None:
        """Let the top be a row of which something is seen."""
        part, at = self._top
        plan = self._plan(part)
        at = min(at, len(plan.rows) - 1)
        while self._offset < 0 and (part, at) != (0, 0):
            if at == 0:
                part -= 1
                at = len(self._plan(part).rows)
            at -= 1
            self._offset += self._measure(part, at)
        self._offset = max(0.0, self._offset)
        while self._offset >= (height := self._measure(part, at)):
            if at + 1 < len(self._plan(part).rows):
                at += 1
            elif part + 1 < len(self._parts):
                part, at = part + 1, 0
            else:
                self._offset = max(0.0, height - 1)
                break
            self._offset -= height
        self._top = (part, at)

    def _put(self) -> float:
        """Place what is seen from the top on; where its lower end is."""
        width, room = self._width(), self.viewport().height()
        left = (self.viewport().width() - width) // 2
        part, at = self._top
        y = -round(self._offset)
        placed: list[tuple[int, Row, QWidget]] = []
        while y < room and part < len(self._parts):
            plan = self._plan(part)
            if at >= len(plan.rows):
                part, at = part + 1, 0
                continue
            height = round(self._measure(part, at))
            widget = self._widget(part, plan.rows[at])
            widget.setGeometry(left, y, width, height)
            widget.show()
            placed.append((part, plan.rows[at], widget))
            y += height
            at += 1
        seen = {widget for _, _, widget in placed}
        for _, _, widget in self._placed:
            if widget not in seen:
                widget.hide()
        self._placed = placed
        return y

    def _at_end(self) -> bool:
        if not self._placed:
            return True
        part, row, _ = self._placed[-1]
        return part == len(self._parts) - 1 and row is self._plan(part).rows[-1]

    def _measure(self, part: int, at: int) -> float:
        plan = self._plan(part)
        widget: Any = self._widget(part, plan.rows[at])
        plan.heights[at] = widget.height_at(self._width())
        if at == len(plan.rows) - 1 and plan.role is not None:
            plan.heights[at] += 4
        self._heights[part] = sum(plan.heights)
        return plan.heights[at]

    def _widget(self, part: int, row: Row) -> QWidget:
        known = self._parts[part]
        widget = known.widgets.get(row)
        if widget is None:
            widget = known.widgets[row] = self._made(part, row)
            self._alive[known] = None
            widget.installEventFilter(self)
        if isinstance(widget, BannerRow):
            widget.show_banner(self._banner(part))
        elif isinstance(widget, BoxRow):
            widget.show_box(self._source.box(part))
        elif isinstance(widget, Leaf):
            self._fill(widget, part, row)
        return widget

    def _made(self, part: int, row: Row) -> QWidget:
        area = self.viewport()
        section = row.section
        if row.kind == "banner":
            banner = BannerRow(self._look, self._arranger, area)
            banner.actWanted.connect(partial(self._on_act, banner))
            return banner
        if section is None:
            box = BoxRow(self._arranger, area)
            box.actWanted.connect(partial(self._on_act, box))
            return box
        if section.kind == "directive":
            chip = ChipRow(self._look, area)
            chip.show_directive(section.directive, section.title)
            return chip
        if section.kind == "fold":
            fold = FoldRow(self._look, area)
            fold.show_title(section.title, opened=row.opened)
            fold.clicked.connect(partial(self._on_fold, fold))
            return fold
        leaf = Leaf(self._look, area)
        leaf.linkWanted.connect(self.linkWanted)
        leaf.viewport().installEventFilter(self)
        return leaf

    def _fill(self, leaf: Leaf, part: int, row: Row) -> None:
        """Render a section, unless it is as it was."""
        plan, section = self._plan(part), row.section
        if section is None:
            return
        source = (plan.source(row), plan.references)
        if leaf.rendered == source:
            return
        leaf.rendered = source
        text = escape.unescape(source[0])
        if section.kind == "code":
            code = text.removesuffix("\n")
            read = [blocks.Block("code", text=code, language=section.language)]
        elif section.kind == "plain":
            read = blocks.plain(text)
        else:
            read = blocks.read(text, plan.references)
        leaf.fill(read, self._page(dim=section.inside))
        banner = self._source.banner(part)
        leaf.setAccessibleName(self._named(part) if banner else self.tr("Before the first slice"))

    def _page(self, *, dim: bool) -> typeset.Page:
        return typeset.Page(
            self._look,
            self._zoom,
            float(self._width()),
            self._palette,
            self._lexer,
            self._pictures.look,
            dim,
        )

    def _lexer(self, word: str) -> Any:
        return self._lexers.lexer(word) if self._lexers.knows(word) else None

    def _named(self, part: int) -> str:
        """What a screen reader calls the text of a slice."""
        for number, row, widget in self._placed:
            if number == part and row.kind == "banner":
                return widget.accessibleName()
        role = self._role(part)
        return self.tr("Slice %1").replace("%1", str(part)) + (f", {role.value}" if role else "")

    def _leaves(self) -> list[Leaf]:
        found: list[Leaf] = []
        for part in self._alive:
            rows = part.plan.rows if part.plan else []
            here = [part.widgets.get(row) for row in rows]
            found += [one for one in here if isinstance(one, Leaf)]
        return found

    def _clean(self, part: _Part) -> None:
        """Take away the widgets of rows that are no more; those of sections that grew stay."""
        rows = set(part.plan.rows) if part.plan else set[Row]()
        fresh = {_begin(row): row for row in rows if row not in part.widgets}
        for row in [one for one in part.widgets if one not in rows]:
            widget = part.widgets.pop(row)
            heir = fresh.pop(_begin(row), None) if isinstance(widget, Leaf) else None
            if heir is not None:
                part.widgets[heir] = widget
            else:
                self._let_go(widget)

    def _keep_few(self) -> None:
        """Let the rows go that were made longest ago and are not seen."""
        count = sum(len(one.widgets) for one in self._alive)
        if count <= KEPT:
            return
        seen = {widget for _, _, widget in self._placed}
        for one in list(self._alive):
            gone = [row for row, widget in one.widgets.items() if widget not in seen]
            for row in gone:
                self._let_go(one.widgets.pop(row))
            if not one.widgets:
                del self._alive[one]
            count -= len(gone)
            if count <= KEPT:
                break

    def _let_go(self, widget: QWidget) -> None:
        if self._stop is not None and self._stop[0] is widget:
            self._stop = None
        widget.hide()
        widget.deleteLater()

    def _drop(self, parts: range) -> None:
        gone: set[QWidget] = set()
        for number in parts:
            gone.update(self._parts[number].widgets.values())
            self._parts[number].widgets.clear()
            self._alive.pop(self._parts[number], None)
        self._placed = [one for one in self._placed if one[2] not in gone]
        for widget in gone:
            self._let_go(widget)

    def _restyle(self) -> None:
        """Every row looks different now."""
        self._paint_with_theme()
        place = self.place() if self._parts else (0, 0)
        self._palette = Palette(self._look.theme.tokens.syntax_map)
        for leaf in self._leaves():
            leaf.rendered = None
        for part in self._parts:
            if part.plan is not None:
                part.plan.forget_heights()
        if self._parts:
            self.show_place(*place)

    # the scroll bar

    def _tell_size(self) -> None:
        part, at = self._top
        plan = self._plan(part)
        value = sum(self._heights[:part]) + sum(plan.heights[:at]) + self._offset
        most = max(0.0, sum(self._heights) + FOOT - self.viewport().height())
        bar = self.verticalScrollBar()
        self._held = True
        try:
            bar.setRange(0, round(most))
            bar.setPageStep(self.viewport().height())
            bar.setSingleStep(40)
            bar.setValue(bar.maximum() if self._following else min(round(value), bar.maximum()))
        finally:
            self._held = False

    def _on_scrolled(self, value: int) -> None:
        if self._held or not self._parts:
            return
        if value >= self.verticalScrollBar().maximum():
            self.to_bottom()
            return
        ends = list(accumulate(self._heights))
        part = min(bisect_right(ends, value), len(self._parts) - 1)
        rest = value - (ends[part - 1] if part else 0.0)
        plan = self._plan(part)
        at = 0
        while at < len(plan.rows) - 1 and rest >= plan.heights[at]:
            rest -= plan.heights[at]
            at += 1
        self._top, self._offset = (part, at), rest
        self._lay()

    # links, folds and menus

    def _stops(self) -> list[tuple[QWidget, int]]:
        """The links and folds that are seen, from the top."""
        found: list[tuple[QWidget, int]] = []
        for _, _, widget in self._placed:
            if isinstance(widget, Leaf):
                for number, (start, _, _) in enumerate(widget.anchors):
                    block = widget.document().findBlock(start)
                    rect = widget.document().documentLayout().blockBoundingRect(block)
                    y = widget.y() + rect.top()
                    if -rect.height() < y < self.viewport().height() - 10:
                        found.append((widget, number))
            elif isinstance(widget, FoldRow):
                found.append((widget, 0))
        return found

    def _step(self, by: int) -> bool:
        stops = self._stops()
        before = self._stop
        first = 0 if by > 0 else len(stops) - 1
        at = stops.index(before) + by if before in stops else first
        self._unmark()
        if not 0 <= at < len(stops):
            return False
        self._stop = stops[at]
        widget, number = stops[at]
        self.current = next((part for part, _, one in self._placed if one is widget), self.current)
        if isinstance(widget, Leaf):
            start, end, _ = widget.anchors[number]
            widget.select(start, end)
        elif isinstance(widget, FoldRow):
            widget.current = True
            widget.update()
        return True

    def _unmark(self) -> None:
        if self._stop is not None:
            widget = self._stop[0]
            if isinstance(widget, Leaf):
                widget.select(0, 0)
            elif isinstance(widget, FoldRow):
                widget.current = False
                widget.update()
        self._stop = None

    def _follow(self, widget: QWidget, number: int) -> None:
        if isinstance(widget, Leaf):
            self.linkWanted.emit(widget.anchors[number][2])
        elif isinstance(widget, FoldRow):
            widget.click()

    def _on_fold(self, fold: FoldRow) -> None:
        found = self._row_of(fold)
        if found is None:
            return
        part, row = found
        plan = self._plan(part)
        marked = fold.current
        plan.toggle(row.number)
        plan.arrange(boxed=self._boxed(part))
        self._clean(self._parts[part])
        fresh = next(one for one in plan.rows if one.section == row.section)
        self._lay()
        made = self._parts[part].widgets.get(fresh)
        if marked and isinstance(made, FoldRow):
            made.current = True
            self._stop = (made, 0)

    def _on_act(self, widget: QWidget, name: str) -> None:
        found = self._row_of(widget)
        if found is None:
            return
        if name == MORE.name:
            self.current = found[0]
            self._show_menu(None, self.cursor().pos())
        else:
            self.actWanted.emit(name, found[0])

    def _row_of(self, widget: QWidget) -> tuple[int, Row] | None:
        return next(((part, row) for part, row, one in self._placed if one is widget), None)

    def _set_current(self, at: QPoint) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._unmark()
        for leaf in self._leaves():
            leaf.select(0, 0)
        for part, _, widget in self._placed:
            if widget.geometry().top() <= at.y() <= widget.geometry().bottom():
                self.current = part
        self.refresh()

    def _show_menu(self, leaf: Leaf | None, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen: list[tuple[str, QKeySequence.StandardKey, Callable[[], None]]] = [
            (self.tr("Copy"), QKeySequence.StandardKey.Copy, self.copy),
            (self.tr("Select slice"), QKeySequence.StandardKey.SelectAll, self.select_slice),
        ]
        for text, key, slot in chosen:
            menu.addAction(text, slot).setShortcut(QKeySequence(key))
        address = leaf.anchorAt(leaf.viewport().mapFromGlobal(at)) if leaf is not None else ""
        if address:
            menu.addAction(self.tr("Open link…"), partial(self.linkWanted.emit, address))
        acts = self._source.acts(self.current)
        if acts:
            menu.addSeparator()
        for act in acts:
            slot = partial(self.actWanted.emit, act.name, self.current)
            menu.addAction(act.label, slot).setShortcut(QKeySequence(act.key))
        menu.popup(at)

    def _on_picture(self, address: str) -> None:
        for leaf in self._leaves():
            if isinstance(leaf.rendered, tuple) and address in _addresses(leaf):
                leaf.rendered = None
        self._settle()

    def _on_lexed(self) -> None:
        if self._lexers.waiting:
            return
        self._lexed.stop()
        for leaf in self._leaves():
            if any(block.kind == "code" and block.language for block in leaf.blocks):
                leaf.rendered = None
        self._settle()


def _begin(row: Row) -> int:
    return row.section.start if row.section is not None and row.section.kind == "markdown" else -1


def _addresses(leaf: Leaf) -> set[str]:
    return {span.image for block in leaf.blocks for span in blocks.all_spans(block)}
