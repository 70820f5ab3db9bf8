"""How a table of figures looks."""

from __future__ import annotations

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.tables import dress


def test_rows_are_chosen_whole_and_one_column_takes_the_room(qtbot: QtBot, look: Look) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    model = QStandardItemModel(table)
    model.appendRow([QStandardItem("a"), QStandardItem("b"), QStandardItem("c")])
    table.setModel(model)
    dress(look, table, 1)
    table.resize(600, 200)
    table.show()
    table.selectRow(0)
    assert len(table.selectedIndexes()) == 3
    head = table.horizontalHeader()
    assert head.sectionSize(1) > 2 * head.sectionSize(0)
    assert head.length() == table.viewport().width()
    assert table.palette().color(table.palette().ColorRole.Base) == look.theme.color("raised")
