"""What every test of a sheet is given."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.window import PlainWindow, plain_window


@pytest.fixture
def window(qtbot: QtBot) -> PlainWindow:
    """A window for the sheet to lie over."""
    return plain_window(qtbot)
