"""Rows of a list come and go one by one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from vibekoder.ui.rows import ROW, Rows


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


def test_other_rows_leave_nothing_selected(qapp: object) -> None:
    rows = Rows[str]()
    rows.append(["a", "b"])
    held = QPersistentModelIndex(rows.index(1))
    rows.show(["c", "d"])
    assert (rows.rows, held.isValid()) == (("c", "d"), False)


def test_the_same_rows_keep_their_places_as_they_change(qapp: object) -> None:
    rows, told = Rows[str](), list[tuple[int, int]]()
    rows.append(["a", "b"])
    held = QPersistentModelIndex(rows.index(1))
    rows.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    rows.renew(["A", "B"])
    assert (rows.rows, held.row(), told) == (("A", "B"), 1, [(0, 1)])


def test_no_rows_have_not_changed(qapp: object) -> None:
    rows, told = Rows[str](), list[QModelIndex]()
    rows.dataChanged.connect(told.append)
    rows.renew([])
    assert told == []


def test_a_row_is_had_whole_and_in_words(qapp: object) -> None:
    rows = Rows[int]()
    rows.append([7])
    assert (rows.index(0).data(), rows.index(0).data(ROW)) == ("7", 7)
    assert rows.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert rows.data(QModelIndex()) is None
