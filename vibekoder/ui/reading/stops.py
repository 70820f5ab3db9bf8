"""Tab goes over the links and folds that are seen in the reading view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QWidget

from vibekoder.ui.reading.leaves import FoldRow, Leaf

EDGE = 10


class Stops:
    """Which link or fold the keys are at; it is shown as such."""

    def __init__(self) -> None:
        self._at: tuple[QWidget, int] | None = None

    @property
    def some(self) -> bool:
        """Whether the keys are at one."""
        return self._at is not None

    @property
    def widget(self) -> QWidget | None:
        """The row of the one the keys are at."""
        return self._at[0] if self._at is not None else None

    @property
    def address(self) -> str | None:
        """The address of the link the keys are at; None at a fold, or if they are at none."""
        if self._at is None or not isinstance(self._at[0], Leaf):
            return None
        return self._at[0].anchors[self._at[1]][2]

    def step(self, rows: Sequence[QWidget], height: int, by: int) -> bool:
        """Go to the next one in these rows, or back; False if there is none."""
        stops, before = list(_found(rows, height)), self._at
        first = 0 if by > 0 else len(stops) - 1
        at = stops.index(before) + by if before in stops else first
        self.clear()
        if not 0 <= at < len(stops):
            return False
        self.go(*stops[at])
        return True

    def go(self, widget: QWidget, number: int = 0) -> None:
        """Be at this one."""
        self._at = (widget, number)
        if isinstance(widget, Leaf):
            start, end, _ = widget.anchors[number]
            widget.select(start, end)
        elif isinstance(widget, FoldRow):
            widget.current = True
            widget.update()

    def clear(self) -> None:
        """Be at none."""
        widget = self.widget
        if isinstance(widget, Leaf):
            widget.select(0, 0)
        elif isinstance(widget, FoldRow):
            widget.current = False
            widget.update()
        self._at = None

    def forget(self, widget: QWidget) -> None:
        """This row goes."""
        if widget is self.widget:
            self._at = None


def _found(rows: Sequence[QWidget], height: int) -> Iterator[tuple[QWidget, int]]:
    """The links and folds that are seen, from the top."""
    for widget in rows:
        if isinstance(widget, Leaf):
            for number, (start, _, _) in enumerate(widget.anchors):
                block = widget.document().findBlock(start)
                rect = widget.document().documentLayout().blockBoundingRect(block)
                if -rect.height() < widget.y() + rect.top() < height - EDGE:
                    yield widget, number
        elif isinstance(widget, FoldRow):
            yield widget, 0
