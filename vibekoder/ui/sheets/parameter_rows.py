"""One parameter as a row: its value in one layer, and who says what is sent."""

from __future__ import annotations

import json
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from vibekoder.app.layers import Layered, Said, Where
from vibekoder.app.tongue import tr
from vibekoder.core import params
from vibekoder.core.errors import FormatError
from vibekoder.core.params import PARAMS, Form
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.parameters import read_parameters
from vibekoder.ui.style import Choice

NAME_WIDTH: Final = 148
SOURCE_WIDTH: Final = 168
NOT_SENT: Final = "null"


class ParameterRow(QWidget):
    """Edits one parameter in one layer; an empty field says nothing there.

    Signals:
        changed(str, object): this parameter is to have this Said in the layer, None to say nothing.
        told(): what is to be read of it has changed, or its field was entered; see ``help``.
    """

    changed = Signal(str, object)
    told = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.name = name
        self.param = PARAMS.get(name)
        self._where = Where.SESSION
        self._layered = Layered(name)
        self.fault = ""
        self.label = QLabel(tr(self.param.title) if self.param else name, self)
        self.source = QLabel(self)
        self.back = IconButton(look, "close", self.tr("Take back {name}").format(name=name))
        choices = self._choices()
        self.field: QLineEdit | Choice = Choice(look, self) if choices else QLineEdit(self)
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(self.label.text())
        self.field.setMinimumHeight(look.theme.size("field"))
        keeps = self.back.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keeps)
        self.label.setFixedWidth(NAME_WIDTH)
        self.source.setFixedWidth(SOURCE_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.field, 1)
        row.addWidget(self.source)
        row.addWidget(self.back)
        self.back.clicked.connect(self._on_back)
        self.field.installEventFilter(self)
        if isinstance(self.field, Choice):
            self.field.activated.connect(self._on_chosen)
        else:
            self.field.setTextMargins(6, 0, 6, 0)
            self.field.setFont(look.theme.font("code"))
            palette, faint = self.field.palette(), look.theme.color("faint")
            role = QPalette.ColorRole.PlaceholderText
            palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
            self.field.setPalette(palette)
            self.field.editingFinished.connect(self._on_typed)

    def show_value(self, layered: Layered, where: Where) -> None:
        """Show what this layer says, and who says what is sent."""
        if where is not self._where:
            self.fault = ""
        typing = isinstance(self.field, QLineEdit) and self.field.isModified()
        typing = typing and where is self._where
        self._layered, self._where = layered, where
        said, outside = layered.at(where), layered.outside(where)
        blocker = QSignalBlocker(self.field)
        if isinstance(self.field, Choice):
            self._fill(self.field, said, outside)
        else:
            self.field.setPlaceholderText(self._usual(outside))
            if not typing:
                self.field.setText(shown(said))
                self.field.setCursorPosition(0)
        blocker.unblock()
        self._show_source()
        self.back.setVisible(said is not None)
        free = said is not None or layered.offered
        self.field.setEnabled(free)
        self.label.setEnabled(free)

    @property
    def help(self) -> str:
        """What it means and may be, and what each layer says; first of all what is wrong."""
        if self.fault:
            return self.fault
        told = [self.param.told] if self.param is not None else []
        if self._layered.reason:
            told.append(f"{self._layered.reason}.")
        said = [f"{self._named(one.where)}: {self._words(one)}" for one in self._layered.said]
        if said:
            told.append(self.tr("Set by {who}").format(who=" · ".join(said)))
        return " ".join(told) or self.tr("Passed on as it is.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.told.emit()
        return False

    def _choices(self) -> tuple[str, ...]:
        if self.param is None:
            return ()
        return ("true", "false") if self.param.form is Form.SWITCH else self.param.limits.choices

    def _fill(self, field: Choice, said: Said | None, outside: Said | None) -> None:
        field.clear()
        field.addItem(self._usual(outside), "")
        for value in self._choices():
            field.addItem(value, value)
        field.addItem(self.tr("Not sent"), NOT_SENT)
        now = shown(said).strip('"')
        at = field.findData(now)
        if at < 0:
            field.addItem(now, now)
            at = field.count() - 1
        field.setCurrentIndex(at)

    def _usual(self, outside: Said | None) -> str:
        if outside is None:
            return self.tr("Not set")
        return f"{self._words(outside)} · {self._named(outside.where)}"

    def _show_source(self) -> None:
        counts = self._layered.counts
        color = "dim"
        if self.fault:
            text, color = self.tr("not kept"), "error"
        elif self._layered.reason:
            text = self._layered.reason
        elif counts is None:
            text = ""
        else:
            text = self._named(counts.where)
            color = "accentText" if counts.where in (Where.SESSION, Where.MESSAGE) else "dim"
        palette = self.source.palette()
        palette.setColor(palette.ColorRole.WindowText, self._look.theme.color(color))
        self.source.setPalette(palette)
        self.source.setFont(self._look.theme.font("small"))
        metrics = self.source.fontMetrics()
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, SOURCE_WIDTH - 4)
        self.source.setText(elided)
        self.source.setToolTip(self.help)
        self.field.setAccessibleDescription(self.help)

    def _named(self, where: Where) -> str:
        return {
            Where.APP: self.tr("the program"),
            Where.PROJECT: self.tr("project"),
            Where.BACKEND: self.tr("backend"),
            Where.SESSION: self.tr("this session"),
            Where.MESSAGE: self.tr("this message"),
        }[where]

    def _words(self, said: Said) -> str:
        return self.tr("not sent") if said.value is None else shown(said)

    def _on_back(self) -> None:
        self.changed.emit(self.name, None)

    def _on_chosen(self) -> None:
        if isinstance(self.field, Choice):
            self._take(str(self.field.currentData()))

    def _on_typed(self) -> None:
        if isinstance(self.field, QLineEdit):
            self._take(self.field.text().strip())

    def _take(self, text: str) -> None:
        try:
            said = read_value(self.name, text, self._where)
        except FormatError as problem:
            self.fault = problem.sentence
            self._show_source()
            self.told.emit()
            return
        self.fault = ""
        if isinstance(self.field, QLineEdit):
            self.field.setModified(False)
        self._show_source()
        if said != self._layered.at(self._where):
            self.changed.emit(self.name, said)


def shown(said: Said | None) -> str:
    """A value as a person types it; words need no quotes."""
    if said is None:
        return ""
    value: Any = said.value
    if isinstance(value, str) and value != NOT_SENT:
        try:
            again = read_parameters(f"value = {value}")["value"]
        except FormatError:
            again = None
        if again == value:
            return value
    return json.dumps(value, ensure_ascii=False, default=str)


def read_value(name: str, text: str, where: Where) -> Said | None:
    """What a typed text says in a layer; FormatError for what cannot be meant."""
    if not text:
        return None
    if text == NOT_SENT:
        return Said(where, None)
    value = read_parameters(f"{name} = {text}")[name]
    problem = params.wrong(name, value)
    if problem:
        raise FormatError(problem)
    return Said(where, value)
