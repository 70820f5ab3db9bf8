"""How many tokens a text is, about; the counts beside the texts are those of real vocabularies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.tokens import Growing, at_most, estimate

PROSE = (
    "The quick brown fox jumps over the lazy dog, and nobody in the village was surprised. "
    "What had surprised them was the silence that followed."
)
CODE = "def area(width: int, height: int) -> int:\n    return width * height\n"
JAPANESE = "漢字仮名交じり文は日本語の標準的な表記です。"
RUSSIAN = "Привет, как дела?"


def test_nothing_is_no_token() -> None:
    assert estimate("") == 0


@pytest.mark.parametrize(
    ("text", "counted"),
    [("Hello, world! How are you today?", 9), (PROSE, 28), (CODE, 20), (JAPANESE, 18)],
)
def test_prose_code_and_japanese_are_near(text: str, counted: int) -> None:
    assert abs(estimate(text) - counted) <= 0.2 * counted + 1


def test_other_scripts_are_within_half() -> None:
    assert abs(estimate(RUSSIAN) - 7) <= 3.5
    assert abs(estimate("1234567890") - 4) <= 2


@given(st.text(min_size=1, max_size=200))
def test_any_text_is_at_least_one_token_and_at_most_two_for_each_character(text: str) -> None:
    assert 1 <= estimate(text) <= 2 * len(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_more_text_is_never_fewer_tokens_but_for_rounding(one: str, other: str) -> None:
    assert estimate(one + other) >= max(estimate(one), estimate(other)) - 1


def test_a_long_text_is_sampled_and_still_near() -> None:
    short = PROSE + "\n" + CODE
    assert estimate(short * 2000) == pytest.approx(2000 * estimate(short), rel=0.03)


def test_messages_are_at_most_their_estimate_and_what_is_around_it() -> None:
    said = [Message(Role.USER, "word " * 100), Message(Role.ASSISTANT, "")]
    assert at_most(said) >= estimate("word " * 100) * 1.2
    pictured = [Message(Role.USER, "", (Image("image/png", b"x"),))]
    assert at_most(pictured) > 1500
    assert at_most(said, 2.0) > 1.9 * at_most(said)


@given(st.lists(st.text(max_size=30), max_size=30), st.integers(1, 90))
def test_what_comes_in_pieces_is_counted_like_the_whole(pieces: list[str], together: int) -> None:
    growing = Growing(together)
    for piece in pieces:
        growing.add(piece)
    whole = "".join(pieces)
    assert growing.tokens >= estimate(whole) - len(whole) // together - 1
    assert Growing().tokens == 0


def test_a_long_answer_is_counted_while_it_grows() -> None:
    growing = Growing()
    for _ in range(2000):
        growing.add(PROSE[:40])
    assert growing.tokens == pytest.approx(estimate(PROSE[:40] * 2000), rel=0.02)
