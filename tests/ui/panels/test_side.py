"""The panel at the side of the text."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.side import SidePanel


def test_the_outline_alone_has_the_height_and_shares_it_with_another(
    qtbot: QtBot, look: Look
) -> None:
    side = SidePanel(look)
    qtbot.addWidget(side)
    side.resize(300, 600)
    side.show()
    assert side.outline.height() == 600
    below = QWidget()
    side.add_below(below)
    qtbot.waitUntil(lambda: below.height() > 450)


def test_a_height_that_was_chosen_is_kept(qtbot: QtBot, look: Look) -> None:
    side = SidePanel(look)
    qtbot.addWidget(side)
    side.add_below(QWidget())
    side.resize(300, 600)
    side.show()
    side.outline_height = 321
    qtbot.waitUntil(lambda: side.outline.height() == 321)
    side.resize(300, 700)
    assert side.outline.height() == 321
    side.down.splitterMoved.emit(321, 1)
    assert side.outline_height == 321
