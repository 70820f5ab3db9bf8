"""What Tab comes to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.stops import stops


def test_what_is_hidden_or_off_is_passed_over(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    group = QWidget(window)
    column.addWidget(group)
    inner = QVBoxLayout(group)
    shown, hidden, off = QLineEdit(group), QLineEdit(group), QPushButton("off", group)
    for one in (shown, hidden, off):
        inner.addWidget(one)
    hidden.setVisible(False)
    off.setEnabled(False)
    beside = QPushButton("beside", window)
    column.addWidget(beside)
    window.show()
    assert stops(group) == [shown]
    assert stops(window) == [shown, beside]


def test_what_was_passed_outlives_its_neighbours(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    view = QAbstractScrollArea(window)
    area = view.viewport()
    row = QPushButton(area)
    stops(window)
    row.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not area.isHidden()
    assert area is view.viewport()
