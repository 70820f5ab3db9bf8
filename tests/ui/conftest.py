"""What every test of a widget is given."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from vibekoder.ui.look import Look, make_look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme with its icons and pulse."""
    return make_look("light")
