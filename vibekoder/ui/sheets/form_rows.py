"""Rows of a form: label, field, and under it a hint that gives way to what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vibekoder.ui.draw import draw_ring, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.style import thin_bars

LABEL_WIDTH: Final = 108
ROW_GAP: Final = 12


class Lines(QPlainTextEdit):
    """A field of several lines; Tab leaves it.

    Signals:
        focusChanged(): it gained or lost the focus.
    """

    focusChanged = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        thin_bars(look, self)

    def fit(self, lines: int) -> None:
        """Be as high as so many lines."""
        self.setFont(self._look.theme.font("code"))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focusChanged.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focusChanged.emit()


class FieldFrame(QFrame):
    """The frame around a field of several lines, as a stock field has it."""

    def __init__(self, look: Look, inner: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._inner = inner
        box = QVBoxLayout(self)
        box.setContentsMargins(9, 5, 3, 4)
        box.addWidget(inner)
        inner.focusChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter, radius = QPainter(self), theme.radius("control")
        fill_box(painter, self.rect(), radius, theme.color("raised"), theme.color("borderStrong"))
        if self._inner.hasFocus():
            draw_ring(painter, self.rect(), radius, self._look)


def fill_choice(
    choice: QComboBox, values: Sequence[Any], now: Any, say: Callable[[Any], str]
) -> None:
    """Offer these values, and the one that holds now if it is none of them."""
    known = values if now in values else (*values, now)
    choice.clear()
    for value in known:
        choice.addItem(say(value), value)
    choice.setCurrentIndex(list(known).index(now))


class Row:
    """One row: its widgets show and hide together; ``say`` puts a fault in the hint's place."""

    def __init__(
        self, grid: QGridLayout, at: int, label: QLabel, whole: QWidget, under: Paragraph
    ) -> None:
        self._grid = grid
        self._at = at
        self._label = label
        self._whole = whole
        self._hint = ""
        self._problem = ""
        self._color = "dim"
        self.under = under

    def hint(self, text: str, color: str = "dim") -> None:
        """What is said under the field while nothing is wrong."""
        self._hint, self._color = text, color
        self._show()

    def say(self, problem: str) -> None:
        """What is wrong with the field; empty for nothing."""
        self._problem = problem
        self._show()

    def show(self, *, visible: bool) -> None:
        """Show or hide the row."""
        for widget in (self._label, self._whole, self.under):
            widget.setVisible(visible)
        self._grid.setRowMinimumHeight(self._at + 2, ROW_GAP if visible else 0)

    def _show(self) -> None:
        self.under.set_text(self._problem or self._hint)
        self.under.set_color("error" if self._problem else self._color)


class Form(QWidget):
    """A column of rows."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def field(self, *, code: bool = False) -> QLineEdit:
        """A field of one line."""
        made = QLineEdit(self)
        made.setMinimumHeight(self._look.theme.size("field"))
        made.setTextMargins(6, 0, 6, 0)
        if code:
            made.setFont(self._look.theme.font("code"))
        return made

    def row(self, text: str, *fields: QWidget, hint: str = "") -> Row:
        """Put fields beside each other under one label; the first is the one it names."""
        at = self._grid.rowCount()
        label = QLabel(text, self)
        label.setBuddy(fields[0])
        label.setFixedHeight(self._look.theme.size("field"))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for field in fields:
            if not field.accessibleName():
                field.setAccessibleName(text)
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        whole = fields[0] if len(fields) == 1 else self._beside(*fields)
        self._grid.addWidget(whole, at, 1)
        under = Paragraph(self._look, face="small", color="dim", parent=self)
        under.setContentsMargins(1, 3, 0, 0)
        self._grid.addWidget(under, at + 1, 1)
        self._grid.setRowMinimumHeight(at + 2, ROW_GAP)
        made = Row(self._grid, at, label, whole, under)
        made.hint(hint)
        return made

    def whole(self, widget: QWidget) -> None:
        """Put a widget over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def end(self) -> None:
        """What is left below stays empty."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _beside(self, *fields: QWidget) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for field in fields:
            grows = isinstance(field, QLineEdit | FieldFrame)
            row.addWidget(field, 1 if grows else 0, Qt.AlignmentFlag.AlignTop)
        return holder
