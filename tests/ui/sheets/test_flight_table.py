"""The list of rows: columns, folds, check boxes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.sheets.test_flight_rows import rows
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.flight_table import FlightHead, FlightRows, FlightView, columns


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> FlightView:
    model = FlightRows()
    view = FlightView(look, model)
    model.setParent(view)
    qtbot.addWidget(view)
    model.show(rows())
    view.resize(800, 240)
    view.show()
    view.setCurrentIndex(model.index(1))
    return view


@pytest.mark.parametrize("width", [400, 900])
def test_columns_do_not_overlap(width: int) -> None:
    place = columns(QRect(0, 0, width, 27))
    assert place.name.right() < place.tokens.left() < place.since.left()


def test_rows_are_painted_and_spoken(qtbot: QtBot, look: Look, view: FlightView) -> None:
    head = FlightHead(look)
    qtbot.addWidget(head)
    head.resize(800, 28)
    assert not head.grab().isNull()
    index = view.model().index(1, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "src/*.py, this slice · 2 files, 90 bytes, $30, +12 −3"
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "src/*.py · 90 bytes"


def test_what_is_in_a_row_is_shown_and_hidden_by_keys(view: FlightView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Right)
    names = [row.name for row in view.model().rows]
    assert names[1:4] == ["src/*.py", "src/a.py", "src/b.py"]
    assert view.current() is not None
    assert not view.grab().isNull()
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert len(view.model().rows) == len(rows())


def test_space_and_its_box_switch_a_piece(qtbot: QtBot, view: FlightView) -> None:
    with qtbot.waitSignal(view.toggleWanted, timeout=500) as heard:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert heard.args[0].name == "src/*.py"
    rect = view.visualRect(view.model().index(1, 0))
    with qtbot.waitSignal(view.toggleWanted, timeout=500):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + BOX)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(4, 9))
    assert view.model().is_open(view.model().rows[1])


def test_own_words_cannot_be_left_out(qtbot: QtBot, view: FlightView) -> None:
    view.setCurrentIndex(view.model().index(0, 0))
    with qtbot.assertNotEmitted(view.toggleWanted):
        QTest.keyClick(view, Qt.Key.Key_Space)
        QTest.keyClick(view, Qt.Key.Key_Delete)


BOX = QPoint(20, 12)
