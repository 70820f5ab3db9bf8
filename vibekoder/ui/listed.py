"""The sessions of a project as its panel lists them: the youngest first, each with its state."""

from __future__ import annotations

from vibekoder.app.workspace import Workspace
from vibekoder.ui.panels.session_rows import SessionRow, row_of
from vibekoder.ui.session_tabs import state_of


def listed(workspace: Workspace) -> list[SessionRow]:
    """What runs in an open session stands in its row; else how its last answer ended."""
    known = {tab.path: tab for tab in workspace.all_tabs}
    rows: list[SessionRow] = []
    for row in sorted(workspace.rows, key=lambda row: row.modified, reverse=True):
        tab = known.get(row.path)
        rows.append(row_of(row, state_of(tab) if tab is not None else row.status))
    return rows
