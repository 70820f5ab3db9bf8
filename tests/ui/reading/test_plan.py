"""The rows of a slice: what folds, what grew, and where a place of the text is."""

from __future__ import annotations

import pytest

from vibekoder.core.messages import Role
from vibekoder.ui.reading.plan import Plan

FOLDED = "Before.\n\n<details><summary>Reasoning · 1.0 s</summary>\n\nHm\n\n</details>\n\nAfter."
PARAGRAPH = "Some words that make a line.\n" * 200 + "\n"


def plan(text: str, role: Role | None = Role.ASSISTANT, *, boxed: bool = False) -> Plan:
    made = Plan("", -1, None)
    made.read(text, 0, role, boxed=boxed)
    while not made.whole:
        made.go_on()
    return made


def test_a_slice_has_a_banner_its_sections_and_its_box() -> None:
    assert [row.kind for row in plan("Text", boxed=True).rows] == ["banner", "section", "box"]
    assert [row.kind for row in plan("Text", None).rows] == ["section"]


@pytest.mark.parametrize("role", [None, *Role])
def test_a_directive_is_shown_as_one_where_it_acts(role: Role | None) -> None:
    made = plan("See\n\n<!-- include: a.md -->\n", role)
    told = any(row.section and row.section.kind == "directive" for row in made.rows)
    assert told is (role in (Role.SYSTEM, Role.USER))


def test_what_folds_is_closed_until_it_is_opened() -> None:
    made = plan(FOLDED)
    assert len(made.rows) == 4
    made.toggle(0)
    made.arrange(boxed=False)
    assert len(made.rows) == 5
    made.toggle(0)
    made.arrange(boxed=False)
    assert len(made.rows) == 4


def test_a_place_is_in_the_row_that_holds_it() -> None:
    made = plan(FOLDED)
    assert made.source(made.rows[made.row_of(FOLDED.index("After"))]).strip() == "After."
    assert made.row_of(0) == 1


def test_what_grew_keeps_the_sections_above_and_their_heights() -> None:
    text = PARAGRAPH * 12
    made = plan(text)
    made.heights[1] = 777.0
    made.read(text + "More.", 0, Role.ASSISTANT, boxed=False)
    assert made.heights[1] == 777.0
    while not made.whole:
        made.go_on()
    again = plan(text + "More.")
    assert made.rows == again.rows


def test_another_text_is_read_from_its_beginning() -> None:
    made = plan(PARAGRAPH * 12)
    made.read("Other", 0, Role.ASSISTANT, boxed=False)
    assert [made.source(row) for row in made.rows] == ["", "Other"]
    made.forget_heights()
    assert len(made.heights) == 2


def test_an_empty_head_still_is_a_row() -> None:
    assert len(plan("", None).rows) == 1


def test_a_long_slice_is_read_as_far_as_it_is_wanted() -> None:
    made = Plan("", -1, None)
    made.read(PARAGRAPH * 400, 0, Role.ASSISTANT, boxed=True)
    assert made.rows[-1].kind == "rest"
    assert made.heights[-1] > 100_000
    before = made.reached
    made.go_on()
    assert made.reached > before
    while not made.whole:
        made.go_on(1000)
    assert made.rows[-1].kind == "box"
    assert made.reached == len(made.text)


def test_folds_keep_their_numbers_when_an_answer_grows() -> None:
    text = FOLDED + "\n\n" + PARAGRAPH * 8
    made = plan(text)
    made.toggle(0)
    made.arrange(boxed=False)
    grown = text + "\n\n" + FOLDED.replace("1.0", "2.0")
    made.read(grown, 0, Role.ASSISTANT, boxed=False)
    while not made.whole:
        made.go_on()
    again = plan(grown)
    again.toggle(0)
    again.arrange(boxed=False)
    assert made.rows == again.rows
