"""The answers to one prompt."""

from __future__ import annotations

import pytest

from tests.support.builders import session, texts
from vibekoder.core import variants
from vibekoder.core.session import Session, Splice

ASKED = ("u aaaaaa: one", "a bbbbbb alt: first", "a cccccc: second", "a dddddd alt: third")


def done(before: Session, splices: list[Splice]) -> Session:
    for splice in splices:
        before = before.splice(splice)
    return before


def sent(one: Session) -> list[str]:
    """The answers that are sent."""
    return [part.text for part in one.slices if part.role == "assistant" and not part.alt]


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_the_answers_to_a_prompt_belong_together(at: int) -> None:
    one = session("s: be brief", *ASKED, "u: next")
    assert list(variants.answers(one, at + 1)) == [3, 4, 5]


@pytest.mark.parametrize("at", [-1, 0, 1, 6, 7])
def test_where_nothing_was_answered_there_are_none(at: int) -> None:
    assert not variants.answers(session("s: be brief", *ASKED, "u: next"), at)


def test_the_answer_at_the_caret_is_meant_else_the_one_that_counts() -> None:
    one = session(*ASKED)
    assert [variants.answer_at(one, at) for at in (1, 2, 3, 4)] == [3, 2, 3, 4]


def test_the_next_answer_can_be_chosen_and_the_one_before() -> None:
    one = session(*ASKED)
    assert sent(done(one, variants.chosen(one, 1, 1))) == ["third"]
    assert sent(done(one, variants.chosen(one, 4, -1))) == ["first"]


def test_after_the_last_answer_comes_the_first() -> None:
    one = session(*ASKED)
    third = done(one, variants.chosen(one, 1, 1))
    assert sent(done(third, variants.chosen(third, 1, 1))) == ["first"]


def test_where_none_is_sent_one_can_be_chosen() -> None:
    one = session("u: one", "a alt: first", "a alt=conflict: second")
    assert sent(done(one, variants.chosen(one, 1, 1))) == ["second"]


@pytest.mark.parametrize("slices", [("u: one",), ("u: one", "a: two")])
def test_one_answer_is_no_choice(slices: tuple[str, ...]) -> None:
    assert variants.chosen(session(*slices), 1, 1) == []


def test_a_partial_answer_is_discarded() -> None:
    one = session("u: one", "a status=stopped: two", "u: three")
    assert texts(done(one, variants.discarded(one, 2))) == ["u: one", "u: three"]


def test_an_older_answer_comes_in_the_place_of_a_discarded_one() -> None:
    one = session("u: one", "a alt: whole", "a status=length: part")
    assert sent(done(one, variants.discarded(one, 3))) == ["whole"]


def test_what_was_sent_stays_so_when_a_variant_is_discarded() -> None:
    one = session("u: one", "a: whole", "a alt status=error: part")
    left = done(one, variants.discarded(one, 3))
    assert (texts(left), sent(left)) == (["u: one", "a: whole"], ["whole"])


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_what_is_whole_or_no_answer_or_still_comes_is_not_discarded(at: int) -> None:
    one = session("u status=stopped: one", "a: two", "a status=streaming: so")
    assert variants.discarded(one, at) == []


def test_all_below_a_slice_can_be_deleted() -> None:
    one = session("u: one", "a: two", "u: three", "a: four")
    assert texts(done(one, variants.deleted_after(one, 2))) == ["u: one", "a: two"]


@pytest.mark.parametrize("at", [0, 2])
def test_where_nothing_is_below_nothing_is_deleted(at: int) -> None:
    assert variants.deleted_after(session("u: one", "a: two"), at) == []


def test_any_kept_answer_can_be_the_one_that_is_sent() -> None:
    one = session(*ASKED)
    assert sent(done(one, variants.picked(one, 4))) == ["third"]
    assert variants.picked(one, 3) == []
    assert variants.picked(one, 0) == []
