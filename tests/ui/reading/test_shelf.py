"""Rows are made when they are seen, and few of them are kept."""

from __future__ import annotations

from tests.ui.reading.conftest import Shows, Texts, seen
from vibekoder.ui.reading.shelf import KEPT

PARAGRAPH = "Some **words** that make a line, and more of them. " * 20 + "\n\n"


def test_few_rows_stay_made_however_far_one_scrolls(shows: Shows) -> None:
    view = shows(Texts([PARAGRAPH * 400]))
    for _ in range(120):
        view.scroll_by(550)
    made = sum(len(part.widgets) for part in view.shelf.parts)
    assert made <= KEPT + 12


def test_of_a_long_slice_only_the_beginning_is_read(shows: Shows) -> None:
    view = shows(Texts([PARAGRAPH * 4000]))
    plan = view.shelf.plan(1)
    assert plan.reached < 30_000
    assert not plan.whole


def test_the_words_of_a_row_are_those_that_are_shown(shows: Shows) -> None:
    view = shows(Texts(["Some **words**.\n"]))
    row = view.shelf.plan(1).rows[-1]
    assert view.shelf.words(1, row) == "Some words."
    assert view.shelf.words(1, view.shelf.plan(1).rows[0]) == ""


def test_code_in_pieces_is_one_box_of_all_its_lines(shows: Shows) -> None:
    code = "".join(f"line_{number} = {number}\n" for number in range(1500))
    view = shows(Texts([f"Before\n\n```py\n{code}```\n\nAfter\n"]))
    joined = [row.section for row in view.shelf.plan(1).rows if row.section]
    assert joined[1].goes_on
    shown = seen(view)
    for _ in range(100):
        view.scroll_by(400)
        shown += seen(view)
    assert all(f"line_{number} = {number}" in shown for number in range(1500))
