"""The fields of one backend: what it is called, where it is, what it is asked with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import (
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.draw import draw_ring, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.parameters import read_parameters, show_parameters
from vibekoder.ui.style import Choice, thin_bars

LABEL_WIDTH: Final = 108
PARAMETER_LINES: Final = 4
ROW_GAP: Final = 12
IDLE_CHOICES: Final[tuple[float | None, ...]] = (None, 60.0, 300.0, 600.0, 1800.0, 0.0)


class Lines(QPlainTextEdit):
    """A field of several lines; Tab leaves it.

    Signals:
        focusChanged(): it gained or lost the focus.
    """

    focusChanged = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        thin_bars(look, self)

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


class BackendForm(QWidget):
    """The fields of one backend.

    Signals:
        edited(): a field was changed by the person.
    """

    edited = Signal()

    def __init__(
        self, look: Look, has_variable: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._has_variable = has_variable
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.title = QLineEdit(self)
        self.address = QLineEdit(self)
        self.key_variable = QLineEdit(self)
        self.model = QLineEdit(self)
        self.parameters = Lines(look, self)
        self.idle = Choice(look, self)
        self.key_line = Paragraph(look, face="small", color="dim", parent=self)
        self.problem = Paragraph(look, face="small", color="error", parent=self)
        self._networked: list[QWidget] = []
        self._networked_gaps: list[int] = []
        self._gaps: dict[QLabel, int] = {}
        self._lay_out()
        self._on_theme()
        self._connect()

    def set_entry(self, entry: BackendEntry, kind: Provider) -> None:
        """Show this entry."""
        fields = (self.title, self.address, self.key_variable, self.model, self.idle)
        blockers = [QSignalBlocker(field) for field in (*fields, self.parameters)]
        self.title.setText(entry.title)
        self.title.setPlaceholderText(entry.name)
        self.address.setText(entry.base_url)
        self.address.setPlaceholderText(kind.base_url)
        self.key_variable.setText(entry.key_variable)
        self.model.setText(entry.model)
        self.parameters.setPlainText(show_parameters(entry.params))
        self._set_idle(entry.idle_limit)
        for blocker in blockers:
            blocker.unblock()
        for widget in self._networked:
            widget.setVisible(kind.networked)
        for row in self._networked_gaps:
            self._grid.setRowMinimumHeight(row, ROW_GAP if kind.networked else 0)
        self.say_key()
        self.problem.set_text("")

    def entry(self, old: BackendEntry) -> BackendEntry:
        """The entry as it stands in the fields; FormatError for parameters that cannot be read."""
        return replace(
            old,
            title=self.title.text().strip(),
            base_url=self.address.text().strip().rstrip("/"),
            key_variable=self.key_variable.text().strip(),
            model=self.model.text().strip(),
            params=self._params(old),
            idle_limit=self.idle.currentData(),
        )

    def say_key(self) -> None:
        """Tell whether the named variable is set; never its value."""
        name = self.key_variable.text().strip()
        if not name:
            text = self.tr("No key is sent. Name a variable if the server wants one.")
        elif self._has_variable(name):
            text = self.tr("Found. The key stays there: it is never written to the project.")
        else:
            text = self.tr("{name} is not set. Set it, then start the program again.")
        self.key_line.set_text(text.format(name=name))
        missing = bool(name) and not self._has_variable(name)
        self.key_line.set_color("warn" if missing else "dim")

    def _params(self, old: BackendEntry) -> Mapping[str, Any]:
        text = self.parameters.toPlainText()
        # what was not touched stays as the file has it, dates and comments too
        return old.params if text == show_parameters(old.params) else read_parameters(text)

    def _lay_out(self) -> None:
        for field in (self.title, self.address, self.key_variable, self.model):
            field.setMinimumHeight(self._look.theme.size("field"))
            field.setTextMargins(6, 0, 6, 0)
        self.idle.setMinimumHeight(self._look.theme.size("field"))
        self._add_row(self.tr("Name"), self.title)
        address = self._add_row(self.tr("Address"), self.address)
        key = self._add_row(self.tr("Key variable"), self.key_variable, self.key_line)
        self._add_row(self.tr("Model"), self.model)
        hint = Paragraph(
            self._look,
            self.tr("One a line: temperature = 0.2. Only what stands here is sent."),
            face="small",
            color="dim",
            parent=self,
        )
        frame = FieldFrame(self._look, self.parameters, self)
        self._add_row(self.tr("Parameters"), frame, hint)
        self.parameters.setAccessibleName(self.tr("Parameters"))
        give_up = Paragraph(
            self._look,
            self.tr("Reasoning models can be silent for minutes. The text so far is kept."),
            face="small",
            color="dim",
            parent=self,
        )
        idle = self._add_row(self.tr("Give up after"), self.idle, give_up)
        row = self._grid.rowCount()
        self._grid.addWidget(self.problem, row, 1)
        self._grid.setRowStretch(row + 1, 1)
        self._networked = [address, self.address, key, self.key_variable, self.key_line]
        self._networked += [idle, self.idle, give_up]
        for label in (address, key, idle):
            self._networked_gaps.append(self._gaps[label])

    def _add_row(self, text: str, field: QWidget, under: QWidget | None = None) -> QLabel:
        row = self._grid.rowCount()
        label = QLabel(text, self)
        label.setBuddy(field)
        label.setFixedHeight(self._look.theme.size("field"))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field.setAccessibleName(text)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        if under is not None:
            under.setContentsMargins(1, 3, 0, 0)
            self._grid.addWidget(under, row + 1, 1)
        self._gaps[label] = row + 2
        self._grid.setRowMinimumHeight(row + 2, ROW_GAP)
        return label

    def _connect(self) -> None:
        for field in (self.title, self.address, self.key_variable, self.model):
            field.textEdited.connect(self.edited)
        self.key_variable.textEdited.connect(self.say_key)
        self.parameters.textChanged.connect(self.edited)
        self.idle.currentIndexChanged.connect(self.edited)
        self._look.theme.changed.connect(self._on_theme)

    def _set_idle(self, limit: float | None) -> None:
        self.idle.clear()
        choices = IDLE_CHOICES if limit in IDLE_CHOICES else (*IDLE_CHOICES, limit)
        for choice in choices:
            self.idle.addItem(self._idle_words(choice), choice)
        self.idle.setCurrentIndex(choices.index(limit))

    def _idle_words(self, limit: float | None) -> str:
        if limit is None:
            return self.tr("The usual: 10 minutes without a word, never for this machine")
        if limit == 0:
            return self.tr("Never")
        if limit % 60:
            return self.tr("{n} seconds without a word").format(n=f"{limit:g}")
        if limit == 60:
            return self.tr("1 minute without a word")
        return self.tr("{n} minutes without a word").format(n=f"{limit / 60:g}")

    def _on_theme(self) -> None:
        theme = self._look.theme
        for field in (self.address, self.key_variable, self.parameters):
            field.setFont(theme.font("code"))
        lines = PARAMETER_LINES * self.parameters.fontMetrics().lineSpacing()
        self.parameters.setFixedHeight(lines + 2)
