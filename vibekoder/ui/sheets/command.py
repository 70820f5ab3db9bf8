"""The question before a project's command runs for the first time."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from vibekoder.app.tongue import tr
from vibekoder.core.commands import Command
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.exact import ExactSheet


class CommandSheet(ExactSheet):
    """Shows the exact argument lists."""

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
            "\n\n".join(described(one) for one in commands),
            name=tr("Commands"),
            verb=tr("Run"),
            stay=tr("Do not run"),
            parent=parent,
        )


def described(command: Command) -> str:
    """One argument a line, quoted so that nothing in it can hide."""
    words = [json.dumps(one) for one in command.run]
    lines = [f"{command.name}:", *(f"  {word}" for word in words)]
    folder = json.dumps(command.folder or ".")
    told = tr("in the folder {folder}, at most {n} s and {size} KiB of output")
    lines.append(told.format(folder=folder, n=f"{command.seconds:g}", size=f"{command.output:,}"))
    accepted = ", ".join(map(str, command.accept)) or tr("none")
    lines.append(tr("exit statuses that are no failure: {accepted}").format(accepted=accepted))
    return "\n".join(lines)
