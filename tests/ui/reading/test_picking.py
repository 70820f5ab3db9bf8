"""Words are selected over rows as if they were one text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from tests.ui.reading.conftest import Shows, Texts
from vibekoder.ui.reading.picking import Picked, drag
from vibekoder.ui.reading.view import ReadingView

SOURCE = ["First **words**.\n", "Second words.\n", "Third words.\n"]


@pytest.fixture
def view(shows: Shows) -> ReadingView:
    return shows(Texts(SOURCE))


@pytest.fixture
def picked(view: ReadingView) -> Picked:
    return Picked(view.shelf, Texts(SOURCE))


def test_all_between_the_press_and_the_pointer_is_selected(
    view: ReadingView, picked: Picked
) -> None:
    leaves = view.shelf.leaves()
    drag(leaves, leaves[0], QPoint(leaves[2].x() + 600, leaves[2].y() + 8))
    assert picked.text() == "Second words.\n\nThird words."
    drag(leaves, leaves[0], QPoint(0, leaves[0].y() + 8))
    assert picked.text() == ""


def test_upwards_the_rest_of_the_upper_text_is_selected(view: ReadingView, picked: Picked) -> None:
    leaves = view.shelf.leaves()
    drag(leaves, leaves[2], QPoint(0, leaves[0].y() + 8))
    assert picked.text() == "First words.\n\nSecond words."


def test_a_slice_is_selected_whole_until_something_else_is(picked: Picked) -> None:
    picked.select(1)
    assert picked.text() == picked.text_of(1) == "First words."
    picked.clear()
    assert picked.text() == ""
