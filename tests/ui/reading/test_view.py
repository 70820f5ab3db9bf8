"""The view over a session of many parts: only what is seen is made."""

from __future__ import annotations

import pytest

from tests.ui.reading.conftest import Shows, Texts, seen
from vibekoder.ui.editor.banners import Box
from vibekoder.ui.reading.leaves import BoxRow, Leaf
from vibekoder.ui.reading.view import ReadingView


@pytest.fixture
def source() -> Texts:
    return Texts([f"Slice {number}.\n\n" + "More words.\n\n" * 9 for number in range(400)])


@pytest.fixture
def view(shows: Shows, source: Texts) -> ReadingView:
    return shows(source)


def boxes(view: ReadingView) -> list[str]:
    found = [one for one in view.viewport().findChildren(BoxRow) if one.isVisible()]
    return [one.accessibleName() for one in found]


def test_only_what_is_seen_is_asked_for(view: ReadingView, source: Texts) -> None:
    assert "Slice 0." in seen(view)
    assert len(source.asked) < 8


def test_the_scroll_bar_goes_anywhere_and_few_rows_stay(view: ReadingView, source: Texts) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert 150 < view.place()[0] < 250
    bar.setValue(bar.maximum())
    assert "Slice 399." in seen(view)
    assert len(source.asked) < 30
    assert view.following


def test_scrolling_moves_by_exactly_so_many_pixels(view: ReadingView) -> None:
    view.show_place(200, 0)
    tops = [one.y() for one in view.viewport().findChildren(Leaf) if one.isVisible()]
    view.scroll_by(-37)
    moved = [one.y() for one in view.viewport().findChildren(Leaf) if one.isVisible()]
    assert min(abs(after - before - 37) for after in moved for before in tops) == 0
    assert view.place()[0] == 199


def test_what_changes_above_moves_nothing(view: ReadingView, source: Texts) -> None:
    view.show_place(200, 0)
    before = seen(view)
    source.texts[5:6] = ["New", "Another", "Third"]
    view.splice([(5, 1, 3)])
    assert seen(view) == before
    assert view.place()[0] == 202


def test_parts_that_go_are_gone(view: ReadingView, source: Texts) -> None:
    view.show_place(200, 0)
    del source.texts[100:]
    view.splice([(100, 301, 0)])
    assert view.place()[0] <= 99
    assert "Slice 98." in seen(view)


def test_a_box_comes_and_goes_with_the_state(view: ReadingView, source: Texts) -> None:
    source.boxes[1] = Box("warn", "Cut off", "The text is safe.")
    view.refresh()
    assert boxes(view) == ["Cut off. The text is safe."]
    del source.boxes[1]
    view.refresh()
    assert boxes(view) == []


def test_a_line_of_a_megabyte_is_shown_in_pieces(view: ReadingView, source: Texts) -> None:
    source.texts[1] = "x" * 1_000_000
    view.splice([(1, 1, 1)])
    view.show_place(1, 500_000)
    assert "xxxx" in seen(view)
    assert len(seen(view)) < 100_000
