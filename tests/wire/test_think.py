"""Reasoning between tags at the start of an answer."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import cut
from vibekoder.wire.think import TAGS, Think

ANSWERS = st.text(st.sampled_from("<think>/[THINK] \nab"), max_size=40)


def _split(pieces: list[str], *, inside: bool = False) -> tuple[str, str]:
    think = Think(inside=inside)
    found = [one for piece in pieces for one in think.feed(piece)] + think.end()
    kinds = ("reasoning", "text")
    return tuple("".join(text for kind, text in found if kind == one) for one in kinds)  # type: ignore[return-value]


@pytest.mark.parametrize(("opening", "closing"), TAGS.items())
def test_tags_at_the_start_hold_reasoning(opening: str, closing: str) -> None:
    assert _split([f"\n {opening}why{closing}\n\nyes"]) == ("why", "\n\nyes")


def test_tags_are_found_when_cut_anywhere() -> None:
    answer = "<think>a < b </thin c</think>it is </think> so"
    for at in range(len(answer)):
        assert _split([answer[:at], answer[at:]]) == ("a < b </thin c", "it is </think> so")


def test_a_tag_later_in_the_answer_is_text() -> None:
    assert _split(["Use <think>", "x</think>"]) == ("", "Use <think>x</think>")


def test_reasoning_without_an_end_is_all_reasoning() -> None:
    assert _split(["<think>for", " ever</th"]) == ("for ever</th", "")


def test_a_start_that_stays_undecided_is_shown_in_the_end() -> None:
    assert _split([" <thi"]) == ("", " <thi")


def test_a_server_may_begin_inside_reasoning() -> None:
    assert _split(["let me", "</think>ok"], inside=True) == ("let me", "ok")


def test_reasoning_is_shown_as_it_comes() -> None:
    think = Think()
    assert think.feed("<think>abc<") == [("reasoning", "abc")]
    assert not think.settled


@given(ANSWERS, st.integers(1, 5), st.integers(0, 99))
def test_no_character_of_an_answer_is_lost_however_it_is_cut(
    answer: str, largest: int, seed: int
) -> None:
    data = [piece.decode() for piece in cut(answer.encode(), Random(seed), largest)]
    reasoning, text = _split(data)
    assert (reasoning, text) == _split([answer])
    assert text == answer or not set(TAGS).isdisjoint({t for t in TAGS if t in answer})


def test_a_second_block_right_behind_the_first_is_reasoning_too() -> None:
    answer = "<think>one</think>\n <think>two</think>\n\nyes <think>no</think>"
    for at in range(len(answer)):
        reasoning, text = _split([answer[:at], answer[at:]])
        assert (reasoning, text) == ("one\n two", "\n\nyes <think>no</think>")


def test_channels_that_a_server_leaks_are_told_apart() -> None:
    answer = (
        "<|channel|>analysis<|message|>a <| b<|end|><|start|>assistant<|channel|>analysis"
        "<|message|>more<|end|><|start|>assistant<|channel|>final<|message|>It is <|end|>."
    )
    for at in range(len(answer)):
        assert _split([answer[:at], answer[at:]]) == ("a <| b\n\nmore", "It is <|end|>.")


@pytest.mark.parametrize(
    ("answer", "reasoning", "text"),
    [
        ("<|start|>assistant<|channel|>final<|message|>yes", "", "yes"),
        ("<|channel|>commentary<|message|>I will look.", "", "I will look."),
        ("<|channel|>analysis<|message|>a<|channel|>final<|message|>yes", "a", "yes"),
        ("<|channel|>analysis<|message|>for ever", "for ever", ""),
        ("<|channel|>analysis<|message|>a<|return|>", "a", ""),
        ("<|channel|> is a mark of harmony", "", "<|channel|> is a mark of harmony"),
        ("<|channel|>commentary to=f<|message|>{}", "", "<|channel|>commentary to=f<|message|>{}"),
        ("<|start|>" + "x" * 99, "", "<|start|>" + "x" * 99),
        ("Say <|channel|>analysis<|message|>", "", "Say <|channel|>analysis<|message|>"),
    ],
)
def test_channels_count_at_the_start_alone(answer: str, reasoning: str, text: str) -> None:
    for at in range(len(answer)):
        assert _split([answer[:at], answer[at:]]) == (reasoning, text)


def test_other_marks_are_text_where_a_model_has_its_own() -> None:
    think = Think(tags={"<think>": "</think>"})
    assert think.feed("[THINK]a") == [("text", "[THINK]a")]
