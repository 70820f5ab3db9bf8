"""What of an answer is read out, and when."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from vibekoder.core.pacing import BACKLOG, MOST, Pace, due, ended, heard

WORD = re.compile(r"\w+")


def said(*pieces: str) -> str:
    """All that is read out of an answer that came in these pieces, given enough time."""
    pace = Pace()
    for piece in pieces:
        pace = heard(pace, piece)
    pace, found, now = ended(pace), list[str](), 0.0
    while pace.waiting:
        pace, text = due(pace, now)
        found += [text] if text else []
        now += 1.0
    return " ".join(found)


def test_a_sentence_is_read_out_once_it_is_whole() -> None:
    pace = heard(Pace(), "The order is by pi")
    assert due(pace, 0.0)[1] == ""
    pace = heard(pace, "tch. And")
    assert due(pace, 0.0)[1] == "The order is by pitch."


def test_the_next_one_waits_until_the_first_was_heard() -> None:
    pace, first = due(heard(Pace(), "One thing is so. "), 10.0)
    assert first == "One thing is so."
    pace = heard(pace, "Another is not. ")
    assert due(pace, 10.1)[1] == ""
    assert due(pace, 12.0)[1] == "Another is not."


def test_what_is_left_at_the_end_is_read_out_too() -> None:
    assert said("No end") == "No end"
    assert said("", "") == ""


def test_marks_are_not_read_out() -> None:
    text = "# The *order*\n- by `pitch`, see [the docs](https://example.org)\n> so\n---\n"
    assert said(text) == "The order by pitch, see the docs so"


def test_of_code_only_its_length_is_told() -> None:
    assert said("Try this:\n```python\na = 1\n``` no end\n```\nDone.") == (
        "Try this: Code, 2 lines. Done."
    )
    assert said("```\none\n") == "Code, 1 line."


def test_a_fence_may_come_in_pieces() -> None:
    assert said("So.\n``", "`py\nsecret = 1\n`", "``\nThen.") == "So. Code, 1 line. Then."


def test_reasoning_is_not_read_out() -> None:
    text = "<details><summary>Reasoning</summary>\n\nhm\n</details>\nThe answer."
    assert said(text) == "The answer."
    assert said("<details>x</details>\nYes.") == "Yes."
    assert said("<details>\nstill thinking") == ""


def test_sentences_of_other_scripts_end_too() -> None:
    pace = heard(Pace(), "はい。それ")
    assert due(pace, 0.0)[1] == "はい。"


def test_a_long_text_is_read_in_portions_that_end_well() -> None:
    _, text = due(heard(Pace(), "A sentence of some words. " * 40), 0.0)
    assert len(text) <= MOST
    assert text.endswith(".")
    _, words = due(ended(heard(Pace(), "word " * 200)), 0.0)
    assert len(words) <= MOST
    assert words.endswith("word")
    _, cut = due(ended(heard(Pace(), "x" * 900)), 0.0)
    assert len(cut) == MOST


def test_of_too_much_the_oldest_is_left_out_and_counted() -> None:
    pace = heard(Pace(), "One two three four. " * 300)
    pace = heard(pace, "\nThe newest.\n")
    assert len(pace.waiting) <= BACKLOG
    assert pace.waiting.endswith("The newest.")
    assert pace.words > 500


@given(st.text(alphabet="ab .\n`<>#*", max_size=80), st.integers(1, 7))
@example(text=". a\n", size=1)
def test_the_same_words_are_read_out_whatever_the_pieces(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert WORD.findall(said(*pieces)) == WORD.findall(said(text))
