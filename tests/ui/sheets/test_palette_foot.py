"""The line under the palette's list."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.palette_foot import Foot


def test_it_is_read_as_how_many_fit(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    foot = Foot(look, window)
    foot.resize(600, foot.height())
    empty = foot.grab().toImage()
    foot.say("open", "include", "3 of 12")
    assert foot.accessibleName() == "3 of 12"
    assert foot.grab().toImage() != empty
