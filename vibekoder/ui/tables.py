"""How a table of figures looks: flat, a row at a time, one column taking the room that is left."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vibekoder.ui.look import Look
from vibekoder.ui.style import thin_bars


def dress(look: Look, table: QTableView, stretched: int) -> None:
    """Give a table the look of the sheets; its model must be set."""
    theme = look.theme
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setFont(theme.font("small"))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.size("rowTable"))
    head = table.horizontalHeader()
    head.setFont(theme.font("small"))
    head.setHighlightSections(False)
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    thin_bars(look, table)
    palette = theme.palette()
    for role in (palette.ColorRole.Base, palette.ColorRole.Button, palette.ColorRole.Window):
        palette.setColor(role, theme.color("raised"))
    palette.setColor(palette.ColorRole.ButtonText, theme.color("dim"))
    table.setPalette(palette)
    head.setPalette(palette)
