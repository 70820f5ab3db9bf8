"""How one gets from place to place in what is read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.reading.conftest import Shows, Texts, seen
from vibekoder.ui.reading import flow

PARAGRAPH = "Some words that make a line, and more of them. " * 20 + "\n\n"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading on takes many turns."""
    monkeypatch.setattr(flow, "TURN_S", 0.0)


def test_the_end_of_a_long_slice_is_found_by_and_by(shows: Shows, slow: None, qtbot: QtBot) -> None:
    view = shows(Texts([PARAGRAPH * 2000 + "The end."]))
    told = list[int]()
    view.seeking.connect(told.append)
    view.to_bottom()
    assert "The end." not in seen(view)
    qtbot.waitUntil(lambda: "The end." in seen(view))
    assert view.following
    assert told[-1] == 100
    assert told == sorted(told)


def test_whoever_scrolls_does_not_want_to_go_there_any_more(shows: Shows, slow: None) -> None:
    view = shows(Texts([PARAGRAPH * 2000]))
    view.to_bottom()
    view.scroll_by(10)
    assert not view.stop_seeking()


def test_from_below_one_comes_to_the_end_of_a_long_slice(
    shows: Shows, slow: None, qtbot: QtBot
) -> None:
    view = shows(Texts([PARAGRAPH * 2000 + "The end.", "Another.\n\n" * 80]))
    view.show_place(2, 0)
    qtbot.waitUntil(lambda: "Another." in seen(view))
    view.scroll_by(-100)
    qtbot.waitUntil(lambda: "The end." in seen(view))
    assert "Another." in seen(view)


def test_the_scroll_bar_goes_into_the_middle_of_a_long_slice(shows: Shows) -> None:
    numbered = "".join(f"Paragraph {number}.\n\n" for number in range(9000))
    view = shows(Texts([numbered]))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    part, point = view.place()
    assert part == 1
    assert 0.3 < point / len(numbered) < 0.7
