"""Rows of a list come and go one by one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from vibekoder.ui.rows import Rows


def test_whoever_holds_a_row_keeps_it_while_others_go_and_come(qapp: object) -> None:
    rows = Rows[str]()
    rows.append(["a", "b", "c"])
    held = QPersistentModelIndex(rows.index(1))
    rows.keep(lambda row: row != "a")
    rows.append(["d"])
    assert rows.rows == ("b", "c", "d")
    assert held.row() == 0


def test_a_row_that_went_is_held_by_nobody(qapp: object) -> None:
    rows = Rows[str]()
    rows.append(["a", "b"])
    held = QPersistentModelIndex(rows.index(0))
    rows.keep(lambda row: row == "b")
    assert not held.isValid()


def test_nothing_to_add_tells_nobody(qapp: object) -> None:
    rows, told = Rows[str](), list[QModelIndex]()
    rows.rowsInserted.connect(told.append)
    rows.append([])
    assert told == []


def test_rows_have_none_below_them(qapp: object) -> None:
    rows = Rows[str]()
    rows.append(["a"])
    assert (rows.rowCount(), rows.rowCount(rows.index(0))) == (1, 0)
