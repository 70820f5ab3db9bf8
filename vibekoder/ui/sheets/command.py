"""The question before a project's command runs for the first time: exactly this, yes or no?"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.commands import Command
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.confirm import ConfirmSheet

WIDTH = 600
LINES = 12


class CommandSheet(ConfirmSheet):
    """Shows the exact argument lists; not to run them is what Esc means and where focus starts."""

    def __init__(
        self, look: Look, commands: Sequence[Command], root: str, parent: QWidget | None = None
    ) -> None:
        text = tr(
            "The project in {root} defines this. What it writes goes to the model. It runs with "
            "your rights; confirm it only if you know what it does. You are asked again when the "
            "definition changes."
        )
        super().__init__(
            look,
            tr("Run what this project names?"),
            text.format(root=root),
            verb=tr("Run"),
            stay=tr("Do not run"),
            width=WIDTH,
            parent=parent,
        )
        self.shown = QPlainTextEdit(self.box)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(self.tr("Commands"))
        self.shown.setPlainText("\n\n".join(described(one) for one in commands))
        self.shown.setFont(look.theme.font("code"))
        line = self.shown.fontMetrics().lineSpacing()
        count = min(LINES, self.shown.blockCount())
        around = 2 * round(self.shown.document().documentMargin()) + 4
        self.shown.setFixedHeight(line * count + around)
        self.middle.setContentsMargins(0, 6, 0, 0)
        self.middle.addWidget(self.shown)
        # the text is read before one answers
        QWidget.setTabOrder(self.shown, self.verb)


def described(command: Command) -> str:
    """One argument a line, quoted so that nothing in it can hide."""
    words = [json.dumps(one) for one in command.run]
    lines = [f"{command.name}:", *(f"  {word}" for word in words)]
    folder = json.dumps(command.folder or ".")
    told = tr("in the folder {folder}, at most {n} s")
    lines.append(told.format(folder=folder, n=f"{command.seconds:g}"))
    return "\n".join(lines)
