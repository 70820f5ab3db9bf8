"""How a table of figures looks."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.tables import dress


def test_each_title_has_room_for_its_words(qtbot: QtBot, look: Look) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    model = QStandardItemModel(0, 2, table)
    model.setHorizontalHeaderLabels(["Until the first byte", "Rest"])
    table.setModel(model)
    dress(look, table, 1)
    head = table.horizontalHeader()
    words = QFontMetrics(head.font()).horizontalAdvance("Until the first byte")
    assert head.sectionSizeHint(0) > words + 8


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
