"""What comes into a prompt from elsewhere."""

from __future__ import annotations

import pytest

from vibekoder.core import directives
from vibekoder.core.pasting import backslash_of, is_long, own_lines, stem_of


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("x" * 100, False),
        ("x" * 101, True),
        ("x\n" * 5, False),
        ("x\n" * 6, True),
        ("\n" * 50, False),
    ],
)
def test_a_text_is_long_by_characters_or_lines(text: str, long: bool) -> None:
    assert is_long(text, 100, 5) is long


def test_a_limit_of_zero_is_none() -> None:
    assert not is_long("x\n" * 1000, 0, 0)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Traceback (most recent call last):\n  File", "traceback-most-recent-call-last-file"),
        ("---\n***", "text"),
        ("größe/../etc", "größe-etc"),
        ("a" * 60, "text"),
    ],
)
def test_a_file_is_called_by_the_first_words(text: str, stem: str) -> None:
    assert stem_of(text) == stem


@pytest.mark.parametrize("line", ["<!-- include: a -->", "  <!-- command: b -->"])
def test_taking_the_backslash_away_makes_a_line_live_again(line: str) -> None:
    literal = directives.escape(line)
    at = backslash_of(literal)
    assert at is not None
    assert literal[:at] + literal[at + 1 :] == line


def test_a_line_without_a_backslash_has_none_to_take() -> None:
    assert backslash_of("<!-- include: a -->") is None


@pytest.mark.parametrize(
    ("line", "at", "last", "result"),
    [
        ("", 0, True, "A\nB\n"),
        ("", 0, False, "A\nB"),
        ("words", 0, True, "A\nB\nwords"),
        ("words", 3, True, "words\nA\nB\n"),
        ("words", 3, False, "words\nA\nB"),
    ],
)
def test_lines_are_put_in_whole_and_tear_no_word(
    line: str, at: int, last: bool, result: str
) -> None:
    place, text = own_lines(line, at, ["A", "B"], last=last)
    assert line[:place] + text + line[place:] == result
