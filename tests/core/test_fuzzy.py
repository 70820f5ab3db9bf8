"""Finding a row by a few letters: what fits, what fits better, and which letters were meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.fuzzy import match


def best(wanted: str, *texts: str) -> str:
    """The text that a person would see first."""
    found = [(one, text) for text in texts if (one := match(wanted, text)) is not None]
    return max(found, key=lambda pair: pair[0].score)[1]


def meant(wanted: str, text: str) -> list[str]:
    """The stretches that would be marked."""
    found = match(wanted, text)
    assert found is not None
    return [text[start:end] for start, end in found.spans]


def test_nothing_typed_fits_everything() -> None:
    found = match("", "Fork here")
    assert found is not None
    assert found.spans == ()


def test_what_is_not_there_does_not_fit() -> None:
    assert match("fork", "Send") is None
    assert match("send xyz", "Send now") is None


def test_case_does_not_count() -> None:
    assert meant("FORK", "Fork here") == ["Fork"]


def test_all_words_must_be_there_in_any_order() -> None:
    assert meant("here fo", "Fork here") == ["Fo", "here"]


def test_the_beginning_of_a_word_is_meant_before_its_middle() -> None:
    assert meant("for", "before forms") == ["for"]
    found = match("for", "before forms")
    assert found is not None
    assert found.spans == ((7, 10),)


def test_letters_may_be_the_beginnings_of_words() -> None:
    assert meant("gth", "Go to heading") == ["G", "t", "h"]


def test_letters_that_only_fit_in_plain_order_fit_too() -> None:
    assert meant("abc", "a-xb c-bx")[0] == "a"
    assert match("aab", "a cab a") is not None


def test_letters_inside_a_word_fit_too() -> None:
    assert meant("rk", "fxrxk") == ["r", "k"]


def test_a_word_as_typed_beats_scattered_letters() -> None:
    assert best("fork", "find or keep", "a long line with fork in it") == (
        "a long line with fork in it"
    )


def test_the_start_of_the_text_beats_a_later_word() -> None:
    assert best("fo", "Go fo it", "Fork here") == "Fork here"


def test_of_two_that_fit_alike_the_shorter_comes_first() -> None:
    assert best("fork", "Fork here with fresh sources", "Fork here") == "Fork here"


def test_marks_that_touch_are_one() -> None:
    assert meant("for ork", "fork") == ["fork"]


@given(st.text(max_size=12), st.text(max_size=30))
def test_any_text_gives_spans_inside_it(wanted: str, text: str) -> None:
    found = match(wanted, text)
    if found is not None:
        assert all(0 <= start < end <= len(text) for start, end in found.spans)
