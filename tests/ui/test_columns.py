"""Values as a table."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from vibekoder.ui.columns import Column, FactTable

ROLE = Qt.ItemDataRole
NAME: Column[str] = Column("Name", str)
LENGTH: Column[str] = Column("Length", lambda row: str(len(row)), figure=True, tip="In letters")


@pytest.fixture
def table(qapp: object) -> FactTable[str]:
    made = FactTable[str]((NAME, LENGTH))
    made.show(["one", "three"])
    return made


def title(table: FactTable[str], column: int, role: ROLE = ROLE.DisplayRole) -> Any:
    return table.headerData(column, Qt.Orientation.Horizontal, role)


def test_each_column_tells_its_fact_of_every_row(table: FactTable[str]) -> None:
    assert [table.index(1, at).data() for at in range(table.columnCount())] == ["three", "5"]
    assert table.rowCount() == 2
    assert table.rowCount(table.index(0, 0)) == table.columnCount(table.index(0, 0)) == 0


def test_a_screen_reader_hears_what_a_figure_means(table: FactTable[str]) -> None:
    assert table.index(1, 1).data(ROLE.AccessibleTextRole) == "Length: 5"


def test_figures_stand_at_the_right_and_so_does_their_title(table: FactTable[str]) -> None:
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    words, figures = (table.index(0, at).data(ROLE.TextAlignmentRole) for at in range(2))
    assert (words != right, figures) == (True, right)
    assert title(table, 1, ROLE.TextAlignmentRole) == right


def test_a_title_says_more_where_there_is_more_to_say(table: FactTable[str]) -> None:
    assert [title(table, at) for at in range(2)] == ["Name", "Length"]
    assert [title(table, at, ROLE.ToolTipRole) for at in range(2)] == [None, "In letters"]
    assert table.headerData(0, Qt.Orientation.Vertical) is None


def test_rows_that_changed_keep_what_is_selected(table: FactTable[str]) -> None:
    held = QPersistentModelIndex(table.index(1, 0))
    told: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda _, last: told.append((last.row(), last.column())))
    table.renew(["one", "three"])
    table.renew(["one", "seven"])
    assert (held.data(), told) == ("seven", [(1, 1)])


def test_other_rows_may_come_under_other_columns(table: FactTable[str]) -> None:
    table.show(["four"], [LENGTH])
    assert (table.columnCount(), table.index(0, 0).data()) == (1, "4")
