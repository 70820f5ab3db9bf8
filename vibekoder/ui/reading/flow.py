"""Where the rows of the reading view stand, and how one gets from place to place in them."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from vibekoder.ui.reading import typeset
from vibekoder.ui.reading.leaves import Leaf
from vibekoder.ui.reading.plan import Plan, Row
from vibekoder.ui.reading.shelf import Shelf

FOOT: Final = 40
TURN_S: Final = 0.008
"""So long a slice is read for a far place before others get their turn."""
AT_ONCE: Final = 32
AHEAD_MS: Final = 15

Place = tuple[int, int]
Placed = tuple[int, Row, QWidget]


@dataclass(frozen=True, slots=True)
class _Aim:
    """A place that is looked for: the part is read up to a point, or to its end."""

    part: int
    point: int | None
    then: Callable[[], None]


class Flow(QObject):
    """Puts the rows of a shelf into a view's viewport, and moves its scroll bar.

    Signals:
        laid(): the rows stand elsewhere.
        seeking(int): so many percent of the way to a far place are read; 100 at its end.
    """

    laid = Signal()
    seeking = Signal(int)

    def __init__(self, view: QAbstractScrollArea, shelf: Shelf, width: Callable[[], int]) -> None:
        super().__init__(view)
        self._view = view
        self._shelf = shelf
        self._width = width
        self._top: Place = (0, 0)
        self._offset = 0.0
        self._held = False
        self._aim: _Aim | None = None
        self.following = False
        self.placed: list[Placed] = []
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._take_turn)
        self._ahead = QTimer(self, interval=AHEAD_MS, singleShot=True)
        self._ahead.timeout.connect(self._make_ahead)

    def begin(self) -> None:
        """Stand at the beginning of what the shelf holds now."""
        self._end_aim()
        self.placed = []
        self._top, self._offset = (0, 0), 0.0
        self.lay()

    def exchanged(self, at: int, removed: int, added: int) -> None:
        """Parts were exchanged: the place stays where it is in what is left."""
        part, row = self._top
        if part >= at + removed:
            self._top = (part + added - removed, row)
        elif part >= at + added:
            self._top, self._offset = (max(0, at + added - 1), 0), 0.0

    def settle(self) -> None:
        """Something has another height: stay at the bottom if that is where the view is."""
        if self.following and self._shelf.parts:
            self.to_bottom()
        else:
            self.lay()

    def forget(self, widget: QWidget) -> None:
        """This row goes."""
        self.placed = [one for one in self.placed if one[2] is not widget]

    def row_of(self, widget: QWidget) -> tuple[int, Row] | None:
        """The part and row that a widget shows, if it is seen."""
        return next(((part, row) for part, row, one in self.placed if one is widget), None)

    def place(self) -> Place:
        """The part and code point at the top of the view."""
        part, at = self._top
        plan = self._plan(part)
        row = plan.rows[min(at, len(plan.rows) - 1)]
        if row.section is None:
            return part, 0 if at == 0 else len(plan.text)
        widget = self._shelf.made_of(part, row)
        point = row.section.start
        if isinstance(widget, Leaf):
            line = typeset.line_at(widget.document(), self._offset)
            lines = plan.source(row).split("\n")
            point += sum(len(one) + 1 for one in lines[:line])
        return part, min(point, len(plan.text))

    def show_place(self, part: int, point: int) -> None:
        """Bring a place to the top of the view."""
        part = min(part, len(self._shelf.parts) - 1)
        self._seek(part, point, partial(self._show_place, part, point))

    def to_bottom(self) -> None:
        """Show the end, and follow it."""
        self._seek(len(self._shelf.parts) - 1, None, self._show_end)

    def scroll_by(self, pixels: float) -> None:
        """Move the text up by so many pixels, or down."""
        if self._shelf.parts:
            self._end_aim()
            self._offset += pixels
            self.lay()

    def scrolled(self, value: int) -> None:
        """The scroll bar was moved."""
        if self._held or not self._shelf.parts:
            return
        if value >= self._view.verticalScrollBar().maximum():
            self.to_bottom()
            return
        ends = list(accumulate(self._shelf.heights))
        part = min(bisect_right(ends, value), len(self._shelf.parts) - 1)
        rest = value - (ends[part - 1] if part else 0.0)
        plan = self._plan(part)
        at = 0
        while at < len(plan.rows) - 1 and rest >= plan.heights[at]:
            rest -= plan.heights[at]
            at += 1
        if plan.rows[at].kind == "rest":
            share = min(1.0, rest / max(1.0, plan.heights[at]))
            self.show_place(part, plan.reached + round(share * (len(plan.text) - plan.reached)))
        else:
            self._end_aim()
            self._top, self._offset = (part, at), rest
            self.lay()

    def stop_seeking(self) -> bool:
        """Stay here; False if nothing is looked for."""
        sought = self._aim is not None
        self._end_aim()
        return sought

    def lay(self) -> None:
        """Put the rows where they are seen, making those that are not there yet."""
        if not self._shelf.parts or self._view.viewport().height() < 2:
            return
        self._normalise()
        bottom = self._put()
        room = self._view.viewport().height() - FOOT
        if bottom < room and (self._top != (0, 0) or self._offset > 0):
            self._offset -= room - bottom
            self._normalise()
            bottom = self._put()
        self.following = bottom <= self._view.viewport().height() and self._at_end()
        self._shelf.keep_few({widget for _, _, widget in self.placed})
        self._tell_size()
        self._ahead.start()
        self.laid.emit()

    # looking for a far place

    def _seek(self, part: int, point: int | None, then: Callable[[], None]) -> None:
        """Read up to a place, then go there; what is near is there at once."""
        self._end_aim()
        aim = _Aim(part, point, then)
        if self._read_on(aim):
            then()
        else:
            self._aim = aim
            self._turns.start()

    def _read_on(self, aim: _Aim) -> bool:
        plan, until = self._plan(aim.part), time.perf_counter() + TURN_S
        while not plan.whole and (aim.point is None or plan.reached <= aim.point):
            plan.go_on(AT_ONCE)
            if time.perf_counter() > until:
                return plan.whole
        return True

    def _take_turn(self) -> None:
        aim = self._aim
        if aim is None or aim.part >= len(self._shelf.parts):
            self._end_aim()
        elif self._read_on(aim):
            self._end_aim()
            aim.then()
        else:
            plan = self._plan(aim.part)
            far = aim.point if aim.point is not None else len(plan.text)
            self.seeking.emit(min(99, 100 * plan.reached // max(1, far)))

    def _end_aim(self) -> None:
        if self._aim is not None:
            self._aim = None
            self._turns.stop()
            self.seeking.emit(100)

    def _show_place(self, part: int, point: int) -> None:
        plan = self._plan(part)
        at = plan.row_of(point) if point > plan.begin else 0
        self._top, self._offset = (part, at), 0.0
        row = plan.rows[at]
        if row.section is not None:
            widget = self._shelf.widget(part, row)
            if isinstance(widget, Leaf):
                widget.height_at(self._width())
                line = plan.text.count("\n", row.section.start, point)
                self._offset = typeset.top_of_line(widget.document(), line)
        self.lay()

    def _show_end(self) -> None:
        last = len(self._shelf.parts) - 1
        self._top = (last, len(self._plan(last).rows) - 1)
        self._offset = 1e9
        self.lay()

    # rows

    def _plan(self, part: int) -> Plan:
        return self._shelf.plan(part)

    def _normalise(self) -> None:
        """Let the top be a row of which something is seen."""
        part, at = self._top
        at = min(at, len(self._plan(part).rows) - 1)
        while self._offset < 0 and (part, at) != (0, 0):
            if at == 0:
                if not self._read_on(_Aim(part - 1, None, self.lay)):
                    self._come_from_below(part, self._offset)
                    self._offset = 0.0
                    break
                part -= 1
                at = len(self._plan(part).rows)
            at -= 1
            self._offset += self._shelf.measure(part, at)
        self._offset = max(0.0, self._offset)
        while self._offset >= (height := self._shelf.measure(part, at)):
            if self._shelf.row(part, at + 1) is not None:
                at += 1
            elif part + 1 < len(self._shelf.parts):
                part, at = part + 1, 0
            else:
                self._offset = max(0.0, height - 1)
                break
            self._offset -= height
        self._top = (part, at)

    def _come_from_below(self, part: int, pixels: float) -> None:
        """The end of a slice that is not read yet is to be seen above another one."""

        def go() -> None:
            self._top, self._offset = (part, 0), pixels
            self.lay()

        self._end_aim()
        self._aim = _Aim(part - 1, None, go)
        self._turns.start()

    def _put(self) -> float:
        """Place what is seen from the top on; where its lower end is."""
        width, room = self._width(), self._view.viewport().height()
        # in the middle of the view with its scroll bar, as the composer below it is
        left = max(0, (self._view.width() - width) // 2)
        part, at = self._top
        y = -round(self._offset)
        placed: list[Placed] = []
        while y < room and part < len(self._shelf.parts):
            row = self._shelf.row(part, at)
            if row is None:
                part, at = part + 1, 0
                continue
            height = round(self._shelf.measure(part, at))
            widget = self._shelf.widget(part, row)
            widget.setGeometry(left, y, width, height)
            widget.show()
            placed.append((part, row, widget))
            y += height
            at += 1
        seen = {widget for _, _, widget in placed}
        for _, _, widget in self.placed:
            if widget not in seen:
                widget.hide()
        self.placed = placed
        return y

    def _at_end(self) -> bool:
        if not self.placed:
            return True
        part, row, _ = self.placed[-1]
        return part == len(self._shelf.parts) - 1 and row is self._plan(part).rows[-1]

    def _make_ahead(self) -> None:
        """What comes next is made while nobody waits for it."""
        if self.placed:
            part, row, _ = self.placed[-1]
            rows = self._plan(part).rows
            if row in rows:
                self._shelf.ahead(part, rows.index(row) + 1)

    # the scroll bar

    def _tell_size(self) -> None:
        part, at = self._top
        plan, heights = self._plan(part), self._shelf.heights
        value = sum(heights[:part]) + sum(plan.heights[:at]) + self._offset
        most = max(0.0, sum(heights) + FOOT - self._view.viewport().height())
        bar = self._view.verticalScrollBar()
        self._held = True
        try:
            bar.setRange(0, round(most))
            bar.setPageStep(self._view.viewport().height())
            bar.setSingleStep(40)
            bar.setValue(bar.maximum() if self.following else min(round(value), bar.maximum()))
        finally:
            self._held = False
