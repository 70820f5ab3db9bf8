"""What every test of a widget is given; those of the whole window have the real program."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.app.conftest import room, rooms
from tests.end2end.conftest import opens, person, root, state
from vibekoder.ui.look import Look, make_look

__all__ = ["look", "opens", "person", "room", "rooms", "root", "state"]


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme with its icons and pulse."""
    return make_look("light")
