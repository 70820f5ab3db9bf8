"""The pieces of a request as rows, alone and beside another request."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from vibekoder.app.receipts import Opened
from vibekoder.engine.comparison import Compared, Row
from vibekoder.engine.replay import Sent, Told
from vibekoder.ui.sheets.receipt_rows import PieceTable

PIECES = (
    Told("text", "user", "aaaaaa", 120, 30),
    Told("include", "user", "aaaaaa", 1200, 300, "d", "src/clock.py", "ff", "3fa9c1d20b7e00", True),
)
SENT = Sent("ab" * 32, "house", "", "big", {}, (), PIECES, 15, b"{}")


@pytest.fixture
def table(qapp: object) -> PieceTable:
    return PieceTable(Opened(SENT, ("words", "tick = 1")))


def cells(table: PieceTable, row: int) -> list[str]:
    return [table.index(row, column).data() for column in range(table.columnCount())]


def heads(table: PieceTable) -> list[str]:
    way = Qt.Orientation.Horizontal
    return [table.headerData(at, way) for at in range(table.columnCount())]


def test_a_piece_tells_its_commit_and_whether_it_was_changed(table: PieceTable) -> None:
    assert heads(table) == ["Piece", "Slice", "Commit", "Bytes", "Tokens"]
    assert cells(table, 2) == ["src/clock.py", "aaaaaa", "3fa9c1d20 + changes", "1,200", "~300"]
    told = table.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Piece: src/clock.py"


def test_the_whole_comes_first_and_the_envelope_last(table: PieceTable) -> None:
    assert cells(table, 0) == ["Whole request", "", "", "2", ""]
    assert cells(table, 3) == ["Envelope", "", "", "15", ""]


def test_beside_another_request_each_piece_says_how_it_stands(table: PieceTable) -> None:
    words, clock = PIECES
    rows = (
        Row(words, words, True),
        Row(clock, clock, False, 1, 2, "x"),
        Row(clock, clock),
        Row(None, clock, False, 1, 0, "+x"),
        Row(clock, None, False, 0, 1, "-x"),
    )
    table.compare(Compared(rows, 1, "x"))
    assert heads(table)[:2] == ["Piece", "Beside it"]
    told = [cells(table, at)[1] for at in range(table.rowCount())]
    assert told == ["changed", "", "+1 −2", "changed", "new", "gone"]
    table.compare(None)
    assert len(heads(table)) == 5


def test_the_same_request_says_nothing(table: PieceTable) -> None:
    table.compare(Compared((), 2, ""))
    assert cells(table, 0)[:2] == ["Whole request", ""]
