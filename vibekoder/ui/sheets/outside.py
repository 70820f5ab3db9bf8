"""The question before files of folders outside of a project may be included."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vibekoder.app.tongue import tr
from vibekoder.store.paths import real
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.exact import ExactSheet


class OutsideSheet(ExactSheet):
    """Shows the exact folders, one a line, quoted so that nothing in a name can hide."""

    def __init__(
        self, look: Look, folders: Iterable[Path], root: str, parent: QWidget | None = None
    ) -> None:
        text = tr(
            "The project in {root} names these folders, or has links to them, which are not in it. "
            "What a prompt includes from them goes to the model, and a link that stands for the "
            "folder of the sessions has them read and written there. Confirm them only if you know "
            "what they hold. You are asked again when they change."
        )
        super().__init__(
            look,
            tr("Use folders outside of the project?"),
            text.format(root=root),
            "\n".join(_shown(one) for one in folders),
            name=tr("Folders"),
            verb=tr("Allow"),
            stay=tr("Do not allow"),
            parent=parent,
        )


def _shown(folder: Path) -> str:
    """A folder, and where it leads to if it is a link."""
    where = real(folder)
    both = (folder,) if where == folder else (folder, where)
    return " → ".join(json.dumps(str(one), ensure_ascii=False) for one in both)
