"""Where an answer goes, and which of several is sent."""

from __future__ import annotations

import pytest

from tests.support.builders import session, texts
from vibekoder.core.answer import Piece, put_together
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice, new_slice
from vibekoder.engine.placing import finished, placed


def answer(status: str | None = None) -> Slice:
    made = new_slice(Role.ASSISTANT, "new", timestamp=None, attributes=[("id", "nnnnnn")])
    return made.with_attributes({"status": status})


def after(one: Session, slice_id: str, status: str | None = None) -> Session:
    for splice in placed(one, answer(status), slice_id):
        one = one.splice(splice)
    return one


def test_an_answer_goes_below_what_it_answers():
    one = after(session("u aaaaaa: a", "u bbbbbb: b"), "aaaaaa")
    assert texts(one) == ["u: a", "a: new", "u: b"]


def test_an_answer_goes_below_the_variants():
    one = after(session("u aaaaaa: a", "a alt: v", "a alt: w", "u bbbbbb: b"), "aaaaaa")
    assert texts(one) == ["u: a", "a: v", "a: w", "a: new", "u: b"]


def test_an_answer_whose_question_is_gone_goes_to_the_end():
    assert texts(after(session("u aaaaaa: a"), "zzzzzz")) == ["u: a", "a: new"]


@pytest.mark.parametrize(
    ("old", "new", "alts"),
    [
        ("a", None, [True, False]),
        ("a", "length", [True, False]),
        ("a", "interrupted", [False, True]),
        ("a", "stopped", [False, True]),
        ("a status=error", "interrupted", [True, False]),
        ("a status=stopped", None, [True, False]),
        ("a status=streaming", None, [False, False]),
    ],
)
def test_one_answer_is_sent_and_it_is_the_better(old: str, new: str | None, alts: list[bool]):
    one = after(session("u aaaaaa: a", f"{old}: old"), "aaaaaa", new)
    assert [part.alt for part in one.slices[1:]] == alts


THOUGHT = put_together([Piece("reasoning", "Hm.", "", 1.0)])


@pytest.mark.parametrize("status", [None, "length"])
def test_reasoning_alone_does_not_take_the_place_of_an_answer(status: str | None):
    one = session("u aaaaaa: a", "a: old")
    new = answer(status).with_text(THOUGHT)
    for splice in placed(one, new, "aaaaaa"):
        one = one.splice(splice)
    assert [part.alt for part in one.slices] == [False, False, True]


def test_an_answer_takes_the_place_of_reasoning_alone():
    one = after(session("u aaaaaa: a", f"a: {THOUGHT}"), "aaaaaa")
    assert [part.alt for part in one.slices] == [False, True, False]


def test_the_keys_of_an_answer_stand_in_one_order():
    made = finished(
        answer("streaming"), "=={ User }==", {"secs": "1.0", "finish": "stop", "usage": None}
    )
    assert made.line == "=={ Assistant | id=nnnnnn finish=stop secs=1.0 }=="
    assert made.raw == "\\=={ User }==\n"
