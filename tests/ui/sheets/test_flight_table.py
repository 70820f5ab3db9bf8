"""The rows of a request before it leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from vibekoder.core.errors import Missing
from vibekoder.engine.flight import NEW, SAME, Flight, Line
from vibekoder.engine.preview import Preview
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.flight_table import (
    FlightHead,
    FlightRows,
    FlightView,
    Row,
    columns,
    rows_of,
)

LINES = (
    Line("earlier", "earlier", bytes=900, tokens=300, count=4, since=SAME),
    Line("include", "src/*.py", "<!-- include: src/*.py -->", "x", 90, 30, 9, NEW),
    Line("envelope", "envelope", bytes=80),
)
GONE = Missing("<!-- include: gone.py -->", "x", "there is no such file")


def rows() -> tuple[Row, ...]:
    flight = Flight(Preview(missing=(GONE,)), LINES)
    return rows_of(flight, lambda tokens: f"${tokens}", "x")


def test_every_row_says_where_and_how_much() -> None:
    told = [(row.name, row.where, row.since) for row in rows()]
    assert told == [
        ("Earlier slices", "4 slices", "same"),
        ("src/*.py", "this slice · 9 files", "new"),
        ("Envelope", "names, roles, brackets", ""),
        (GONE.line, "there is no such file", "gone"),
    ]
    assert [row.share for row in rows()][:2] == [1.0, 0.1]


@pytest.mark.parametrize(("count", "words"), [(1, "1 secret"), (2, "2 secrets")])
def test_what_looks_like_a_secret_is_counted(count: int, words: str) -> None:
    assert Row(LINES[0], "a", "b", "", 1.0, findings=count).since == words


@pytest.mark.parametrize("width", [400, 900])
def test_columns_do_not_overlap(width: int) -> None:
    place = columns(QRect(0, 0, width, 27))
    assert place.name.right() < place.tokens.left() < place.since.left()


def test_rows_are_painted_and_spoken(qtbot: QtBot, look: Look) -> None:
    model = FlightRows()
    view = FlightView(look, model)
    model.setParent(view)
    qtbot.addWidget(view)
    model.show(rows())
    view.resize(800, 200)
    view.show()
    view.setCurrentIndex(model.index(1))
    head = FlightHead(look)
    qtbot.addWidget(head)
    head.resize(800, 28)
    assert not view.grab().isNull()
    assert not head.grab().isNull()
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "src/*.py, this slice · 9 files, 90 bytes, $30, new"
