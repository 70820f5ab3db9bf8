"""What is told beside Send."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from tests.ui.test_meter import request
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import NOTHING, Outlook
from vibekoder.ui.look import Look
from vibekoder.ui.weight import Weight


def test_tokens_window_and_cost_are_told_while_there_is_something_to_send(
    qtbot: QtBot, look: Look
) -> None:
    weight = Weight(look)
    qtbot.addWidget(weight)
    weight.set_request(request())
    assert weight.text == "~18.4k of 200k ~$0.029"
    assert not weight.bar.isHidden()
    weight.set_request(request(NOTHING))
    assert weight.text == ""
    assert weight.bar.isHidden()


def test_a_missing_piece_is_told_to_the_pointer(qtbot: QtBot, look: Look) -> None:
    weight = Weight(look)
    qtbot.addWidget(weight)
    weight.set_request(request(Outlook(pieces=(source(state=State.MISSING),))))
    assert weight.tokens.toolTip().startswith("1 piece is missing")


def test_its_button_asks_for_the_preflight(qtbot: QtBot, look: Look) -> None:
    weight = Weight(look)
    qtbot.addWidget(weight)
    with qtbot.waitSignal(weight.preflightWanted, timeout=1000):
        qtbot.mouseClick(weight.preflight, Qt.MouseButton.LeftButton)
