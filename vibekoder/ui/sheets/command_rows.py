"""The commands of a project as rows to be typed in: name, arguments, folder and limits."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.commands import OUTPUT, SECONDS, Command, check
from vibekoder.core.errors import FormatError
from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

NAME_WIDTH: Final = 110
FOLDER_WIDTH: Final = 100
SECONDS_WIDTH: Final = 64
OUTPUT_WIDTH: Final = 64
ACCEPT_WIDTH: Final = 64


@dataclass(slots=True)
class _Row:
    """The fields of one command, and what the file has of it: None for a new one."""

    known: Command | None
    name: QLineEdit
    run: QLineEdit
    folder: QLineEdit
    seconds: QLineEdit
    output: QLineEdit
    accept: QLineEdit
    remove: IconButton
    problem: Paragraph

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        return (self.name, self.run, self.folder, self.seconds, self.output, self.accept)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return (*self.fields, self.remove, self.problem)


class CommandRows(QWidget):
    """Shows commands and lets them be typed; what is typed wrongly is explained below it.

    Signals:
        saveWanted(command: Command, was: str): a valid command was typed and left; ``was`` is its
            name before, empty for a new one.
        removeWanted(name: str): a command is to be taken out.
    """

    saveWanted = Signal(object, str)
    removeWanted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        titles = (self.tr("Name"), self.tr("Program and arguments"), self.tr("Folder"))
        limits = (self.tr("Seconds"), self.tr("KiB"), self.tr("Accepted"))
        for column, title in enumerate((*titles, *limits)):
            head = Paragraph(look, title, face="caption", color="dim", parent=self)
            self._grid.addWidget(head, 0, column)
        self.add = Button(look, self.tr("Add command"), icon="plus", kind="quiet", parent=self)
        self.add.clicked.connect(self._on_add)
        self._place_add()

    @property
    def names(self) -> list[str]:
        """The names as they stand in the fields."""
        return [row.name.text() for row in self._rows]

    @property
    def first(self) -> QWidget:
        """Where one begins."""
        return self._rows[0].name if self._rows else self.add

    def show_commands(self, commands: Sequence[Command]) -> None:
        """Show these; a row that is being typed in stays as it is."""
        known = {one.name: one for one in commands}
        for row in list(self._rows):
            if row.known is None:
                continue
            now = known.pop(row.known.name, None)
            if now is None:
                self._drop(row)
            elif now != row.known and _read(row) == row.known:
                _fill(row, now)
            if now is not None:
                row.known = now
        fresh = {row.name.text(): row for row in self._rows if row.known is None}
        for name, command in known.items():
            if name in fresh:
                fresh[name].known = command
            else:
                self._append(command)

    def flush(self) -> None:
        """Tell what was typed and is not told yet."""
        for row in self._rows:
            self._leave(row)

    def _on_add(self) -> None:
        self._append(None).name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _append(self, command: Command | None) -> _Row:
        row = _Row(
            command,
            self._field(self.tr("Name of the command"), NAME_WIDTH),
            self._field(self.tr("Program and arguments")),
            self._field(self.tr("Folder"), FOLDER_WIDTH),
            self._field(self.tr("Seconds"), SECONDS_WIDTH),
            self._field(self.tr("Most KiB of output"), OUTPUT_WIDTH),
            self._field(self.tr("Exit statuses that are no failure"), ACCEPT_WIDTH),
            IconButton(self._look, "close", self.tr("Remove this command"), parent=self),
            Paragraph(self._look, face="small", color="error", parent=self),
        )
        row.folder.setPlaceholderText(".")
        row.seconds.setPlaceholderText(f"{SECONDS:g}")
        row.output.setPlaceholderText(f"{OUTPUT}")
        row.accept.setPlaceholderText("0")
        for field in (row.output, row.accept):
            field.setToolTip(field.accessibleName())
        if command is not None:
            _fill(row, command)
        at = self._grid.rowCount()
        for column, widget in enumerate(row.widgets[:-1]):
            self._grid.addWidget(widget, at, column)
        self._grid.addWidget(row.problem, at + 1, 0, 1, len(row.widgets) - 1)
        for field in row.fields:
            field.editingFinished.connect(partial(self._leave, row))
        row.remove.clicked.connect(partial(self._on_remove, row))
        for widget in row.widgets:
            widget.show()
        self._rows.append(row)
        self._place_add()
        # the tab order is that of making, so the button comes after its newest row
        QWidget.setTabOrder(row.remove, self.add)
        return row

    def _field(self, name: str, width: int = 0) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setMinimumHeight(self._look.theme.size("field"))
        field.setTextMargins(4, 0, 4, 0)
        field.setFont(self._look.theme.font("code"))
        if width:
            field.setFixedWidth(width)
        return field

    def _place_add(self) -> None:
        self._grid.removeWidget(self.add)
        left = Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self.add, self._grid.rowCount(), 0, 1, 5, left)

    def _leave(self, row: _Row) -> None:
        if row.known is None and not (row.name.text().strip() and row.run.text().strip()):
            return
        try:
            command = _read(row)
            check(command)
        except FormatError as error:
            row.problem.set_text(error.sentence)
            return
        row.problem.set_text("")
        if command != row.known:
            was = row.known.name if row.known is not None else ""
            row.known = command
            self.saveWanted.emit(command, was)

    def _on_remove(self, row: _Row) -> None:
        known = row.known
        self._drop(row)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        if known is not None:
            self.removeWanted.emit(known.name)

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        for widget in row.widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def _fill(row: _Row, command: Command) -> None:
    row.name.setText(command.name)
    row.run.setText(shlex.join(command.run))
    row.folder.setText(command.folder)
    row.seconds.setText("" if command.seconds == SECONDS else f"{command.seconds:g}")
    row.output.setText("" if command.output == OUTPUT else f"{command.output}")
    usual = command.accept == Command("").accept
    row.accept.setText("" if usual else ", ".join(map(str, command.accept)))


def _read(row: _Row) -> Command:
    """The command as it is typed."""
    try:
        run = tuple(shlex.split(row.run.text()))
    except ValueError as error:
        raise FormatError(tr("A quote in the arguments is not closed.")) from error
    try:
        seconds = float(row.seconds.text().strip() or SECONDS)
    except ValueError as error:
        raise FormatError(tr("The time must be a number of seconds.")) from error
    try:
        output = int(row.output.text().strip() or OUTPUT)
    except ValueError as error:
        raise FormatError(tr("The most output must be a number of KiB.")) from error
    # an empty list is as good as any, and an empty field is the usual one
    usual = row.known.accept if row.known is not None and not row.known.accept else (0,)
    try:
        accept = tuple(map(int, row.accept.text().replace(",", " ").split())) or usual
    except ValueError as error:
        raise FormatError(tr("What is accepted must be exit statuses like 0, 1.")) from error
    name, folder = row.name.text().strip(), row.folder.text().strip()
    return Command(name, run, folder, seconds, output, accept)
