"""The question before a project's command runs for the first time: exactly this, yes or no?"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.commands import Command
from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.sheet import Sheet

WIDTH = 600
LINES = 12


class CommandSheet(Sheet):
    """Shows the exact argument lists; not to run them is what Esc means and where focus starts.

    Signals:
        confirmed(): they may run; ``closed`` has been emitted before.
        declined(): anything else; ``closed`` has been emitted before.
    """

    confirmed = Signal()
    declined = Signal()

    def __init__(
        self, look: Look, commands: Sequence[Command], root: str, parent: QWidget | None = None
    ) -> None:
        title = tr("Run what this project names?")
        super().__init__(look, title, QSize(WIDTH, 0), parent)
        self._yes = False
        self.shown = QPlainTextEdit(self.box)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(self.tr("Commands"))
        self.shown.setPlainText("\n\n".join(described(one) for one in commands))
        self.shown.setFont(look.theme.font("code"))
        line = self.shown.fontMetrics().lineSpacing()
        count = min(LINES, self.shown.blockCount())
        self.shown.setFixedHeight(
            line * count + 2 * round(self.shown.document().documentMargin()) + 4
        )
        self.verb = Button(look, self.tr("Run"), height="buttonDialog", parent=self.box)
        self.stay = Button(
            look, self.tr("Do not run"), kind="primary", height="buttonDialog", parent=self.box
        )
        text = self.tr(
            "The project in {root} defines this. What it writes goes to the model. It runs with "
            "your rights; confirm it only if you know what it does. You are asked again when the "
            "definition changes."
        )
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        column.addWidget(Paragraph(look, title, face="dialogTitle", parent=self.box))
        column.addWidget(Paragraph(look, text.format(root=root), color="dim", parent=self.box))
        column.addSpacing(6)
        column.addWidget(self.shown)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(self.verb)
        row.addWidget(self.stay)
        column.addLayout(row)
        self.verb.clicked.connect(self._on_verb)
        self.stay.clicked.connect(self.dismiss)

    def dismiss(self) -> None:
        asked = not self.isHidden()
        yes, self._yes = self._yes, False
        super().dismiss()
        if asked:
            (self.confirmed if yes else self.declined).emit()

    def first_focus(self) -> QWidget:
        return self.stay

    def _on_verb(self) -> None:
        self._yes = True
        self.dismiss()


def described(command: Command) -> str:
    """One argument a line, quoted so that nothing in it can hide."""
    words = [json.dumps(one) for one in command.run]
    lines = [f"{command.name}:", *(f"  {word}" for word in words)]
    folder = json.dumps(command.folder or ".")
    told = tr("in the folder {folder}, at most {n} s")
    lines.append(told.format(folder=folder, n=f"{command.seconds:g}"))
    return "\n".join(lines)
