"""A row is painted with all that it says."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.sheets.test_flight_rows import rows
from vibekoder.ui.look import make_look
from vibekoder.ui.sheets.flight_table import FlightRows, FlightView


@pytest.mark.parametrize("name", ["light", "dark"])
def test_rows_of_every_kind_are_painted(qtbot: QtBot, name: str) -> None:
    look = make_look(name)  # pyright: ignore[reportArgumentType]
    model = FlightRows()
    view = FlightView(look, model)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(800, 240)
    view.show()
    empty = view.grab().toImage()
    model.show(rows())
    model.fold(rows()[1], opened=True)
    view.setCurrentIndex(model.index(2))
    assert view.grab().toImage() != empty
