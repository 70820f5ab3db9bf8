"""A caret blinks while one writes, and costs nothing after that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from vibekoder.ui.steady_caret import SteadyCaret


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def steady() -> bool:
    return QApplication.cursorFlashTime() == 0


@pytest.fixture
def caret(qapp: QApplication) -> Iterator[SteadyCaret]:
    usual = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(40)
    caret = SteadyCaret(rest_ms=300)
    yield caret
    caret.wake()
    caret.deleteLater()
    QApplication.setCursorFlashTime(usual)


def test_a_caret_blinks_until_nobody_writes_and_again_with_the_next_key(
    caret: SteadyCaret, qtbot: QtBot
) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    field.setFocus()
    field.cursorPositionChanged.connect(caret.wake)
    paints = Paints(field.viewport())
    caret.wake()
    qtbot.waitUntil(lambda: paints.count > 3 and not steady())
    qtbot.waitUntil(steady)
    qtbot.keyClicks(field, "a")
    assert QApplication.cursorFlashTime() == 40


def test_another_field_wakes_it(caret: SteadyCaret, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    caret.wake()
    qtbot.waitUntil(steady)
    with qtbot.waitExposed(field):
        field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: not steady())
