"""A small sheet that asks: one field for each question, Return goes on, the last one answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet

WIDTH: Final = 520


class Questions(Sheet):
    """Asks each of ``questions``, which are given by the names of their answers.

    Signals:
        answered(dict): what was typed, by the names; the sheet is closed.
    """

    answered = Signal(dict)

    def __init__(
        self,
        look: Look,
        title: str,
        text: str,
        questions: Mapping[str, str],
        *,
        verb: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, QSize(WIDTH, 0), parent)
        self.fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        if text:
            column.addWidget(Paragraph(look, text, color="dim", parent=self.box))
        for name, question in questions.items():
            column.addSpacing(8)
            column.addWidget(Paragraph(look, question, parent=self.box))
            field = QLineEdit(self.box)
            field.setAccessibleName(question)
            field.setMinimumHeight(look.theme.size("field"))
            field.setTextMargins(6, 0, 6, 0)
            field.returnPressed.connect(self._on_return)
            column.addWidget(field)
            self.fields[name] = field
        self.cancel = Button(look, self.tr("Not now"), height="buttonDialog", parent=self.box)
        self.verb = Button(look, verb, kind="primary", height="buttonDialog", parent=self.box)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.verb)
        column.addLayout(row)
        self.cancel.clicked.connect(self.dismiss)
        self.verb.clicked.connect(self._answer)

    def first_focus(self) -> QWidget | None:
        return next(iter(self.fields.values()), self.verb)

    def _on_return(self) -> None:
        """To the next empty field; with none left, that was all."""
        empty = [one for one in self.fields.values() if not one.text().strip()]
        if empty:
            empty[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._answer()

    def _answer(self) -> None:
        answers = {name: one.text().strip() for name, one in self.fields.items()}
        self.dismiss()
        self.answered.emit(answers)
