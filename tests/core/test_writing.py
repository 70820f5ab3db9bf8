"""Return and Tab in lines of Markdown."""

from __future__ import annotations

import pytest

from vibekoder.core import marks
from vibekoder.core.writing import is_bare, lead, missing_end, moved_in, moved_out, to_next_stop

IN_FENCE = marks.step(marks.START, "```py")


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("- one", "- "),
        ("  * one", "  * "),
        ("9. nine", "10. "),
        ("1) one", "2) "),
        ("- [x] done", "- [ ] "),
        ("> said", "> "),
        ("> > deeper", "> > "),
        ("plain", ""),
        ("", ""),
    ],
)
def test_the_next_line_goes_on_as_this_one(line: str, begins: str) -> None:
    assert lead(marks.START, line) == begins


def test_in_code_the_next_line_begins_below_this_one() -> None:
    assert lead(IN_FENCE, "    - not a list") == "    "


@pytest.mark.parametrize("line", ["- ", "3. ", "> ", "- [ ] "])
def test_an_empty_item_ends_its_list(line: str) -> None:
    assert is_bare(marks.START, line)


@pytest.mark.parametrize("line", ["- word", "word", "", "> word"])
def test_a_line_with_words_ends_nothing(line: str) -> None:
    assert not is_bare(marks.START, line)


def test_nothing_is_bare_in_code() -> None:
    assert not is_bare(IN_FENCE, "  ")


@pytest.mark.parametrize(("line", "end"), [("```py", "```"), ("  ~~~~", "  ~~~~"), ("text", "")])
def test_an_opened_fence_misses_its_end(line: str, end: str) -> None:
    assert missing_end(marks.START, line, []) == end


def test_a_fence_that_is_closed_below_misses_nothing() -> None:
    assert missing_end(marks.START, "```py", ["x = 1", "```", "words"]) == ""


def test_a_fence_above_another_one_misses_its_end() -> None:
    assert missing_end(marks.START, "```", ["words", "```js", "x", "```", "words"]) == "```"


def test_lines_move_in_and_out_by_a_step() -> None:
    assert moved_in("word") == "    word"
    assert moved_in("") == ""
    assert moved_out("    word") == "word"
    assert moved_out("  word") == "word"
    assert moved_out("\tword") == "word"
    assert moved_out("word") == "word"


def test_tab_goes_to_the_next_stop() -> None:
    assert to_next_stop("") == "    "
    assert to_next_stop("abc") == " "
    assert to_next_stop("\t") == "    "
