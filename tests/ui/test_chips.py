"""A chip for each piece of the prompt."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.engine.pieces import State
from vibekoder.ui.chips import MOST_LINES, ChipsRow, is_off
from vibekoder.ui.look import Look

A, GONE = source("src/a.py"), source("src/mixer.py", state=State.MISSING, tokens=None)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot: QtBot, look: Look) -> ChipsRow:
    row = ChipsRow(look)
    qtbot.addWidget(row)
    row.resize(600, 24)
    row.show()
    row.set_pieces([A, GONE], [0, 0])
    return row


def test_a_chip_tells_its_name_and_what_is_wrong(row: ChipsRow) -> None:
    names = [chip.accessibleName() for chip in row.chips]
    assert names == ["a.py, 4 kB, ~1.0k tokens", "mixer.py, gone, 4 kB"]
    assert [chip.wrong for chip in row.chips] == [False, True]
    assert not row.grab().isNull()


def test_a_secret_in_a_piece_is_told_at_its_chip(row: ChipsRow) -> None:
    row.set_pieces([source("dev.env", secrets=1)], [0])
    assert row.chips[0].wrong
    assert "1 secret" in row.chips[0].accessibleName()


def test_the_cross_takes_it_away_and_the_rest_goes_to_its_line(qtbot: QtBot, row: ChipsRow) -> None:
    chip = row.chips[0]
    with qtbot.waitSignal(row.removeWanted, timeout=1000) as heard:
        QTest.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 8, 12))
    assert heard.args == [A]
    with qtbot.waitSignal(row.goWanted, timeout=1000):
        QTest.mouseClick(chip, LEFT, pos=QPoint(20, 12))


@pytest.mark.parametrize(
    ("key", "signal"), [(Qt.Key.Key_Delete, "removeWanted"), (Qt.Key.Key_Return, "goWanted")]
)
def test_a_chip_has_keys(qtbot: QtBot, row: ChipsRow, key: Qt.Key, signal: str) -> None:
    with qtbot.waitSignal(getattr(row, signal), timeout=1000) as heard:
        QTest.keyClick(row.chips[1], key)
    assert heard.args == [GONE]


def test_the_same_pieces_keep_their_chips(row: ChipsRow) -> None:
    before = list(row.chips)
    row.set_pieces([A, GONE], [0, 0])
    assert list(row.chips) == before


def test_the_focus_stays_where_a_chip_was_taken_away(qtbot: QtBot, row: ChipsRow) -> None:
    with qtbot.waitActive(row):
        row.activateWindow()
    row.chips[1].setFocus()
    row.set_pieces([A], [0])
    assert row.chips[0].hasFocus()
    row.set_pieces([], [])
    assert row.add.hasFocus()


def test_many_pieces_take_more_lines_and_never_more_than_some(qtbot: QtBot, row: ChipsRow) -> None:
    low = row.height()
    with qtbot.waitSignal(row.heightChanged, timeout=1000):
        row.set_pieces([source(f"src/{n}{'x' * 20}.py") for n in range(30)], [0] * 30)
    assert low < row.height() <= MOST_LINES * 30


def test_what_is_off_has_no_chip() -> None:
    assert is_off(source(state=State.OFF))
    assert not is_off(A)
