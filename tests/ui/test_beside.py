"""The panel at the side of the text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.beside import Beside
from vibekoder.ui.look import Look

WIDE = 900


@pytest.fixture
def beside(qtbot: QtBot, look: Look) -> Beside:
    """A text and a panel of 200 pixels in a window."""
    area = QWidget()
    qtbot.addWidget(area)
    made = Beside(look, QLabel("text"), QLabel("panel"), area)
    row = QHBoxLayout(area)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(made)
    area.resize(WIDE, 400)
    area.show()
    made.panel_width = 200
    return made


def test_the_panel_is_as_wide_as_it_was_left(beside: Beside) -> None:
    assert not beside.show_panel(shown=True, over=False, whole=WIDE)
    assert beside.sizes()[1] == 200
    assert beside.show_panel(shown=False, over=False, whole=WIDE)
    assert beside.show_panel(shown=True, over=False, whole=WIDE)
    assert beside.sizes()[1] == 200


def test_over_the_text_it_takes_no_room_from_it(beside: Beside) -> None:
    beside.show_panel(shown=True, over=True, whole=WIDE)
    assert beside.lies_over
    assert beside.shows_panel
    assert beside.widget(0).width() == WIDE
    beside.show_panel(shown=False, over=True, whole=WIDE)
    assert not beside.shows_panel
