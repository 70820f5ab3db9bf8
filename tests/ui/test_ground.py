"""A list keeps the colour of its ground."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.ground import Ground
from vibekoder.ui.look import Look


def test_the_ground_follows_the_theme(qtbot: QtBot, look: Look) -> None:
    view = QListWidget()
    qtbot.addWidget(view)
    Ground(look, view, "panel")
    light = view.palette().base().color()
    look.theme.use("dark")
    dark = view.palette().base().color()
    assert light != dark
    assert dark == look.theme.color("panel")


def test_a_list_that_is_gone_is_left_alone(qtbot: QtBot, look: Look) -> None:
    view = QListWidget()
    Ground(look, view, "panel")
    gone = [False]
    view.destroyed.connect(lambda: gone.__setitem__(0, True))
    view.deleteLater()
    qtbot.waitUntil(lambda: gone[0])
    with qtbot.captureExceptions() as raised:
        look.theme.use("dark")
    assert not raised
