"""What a slice's row in the outline tells."""

from __future__ import annotations

from vibekoder.core.messages import Role
from vibekoder.core.session import parse, shown
from vibekoder.ui.panels.outline_rows import Entry, entry_of


def entry(text: str, at: int = 1) -> Entry:
    part = parse(text.encode()).parts[at]
    return entry_of(part, shown(part))


def test_counted_tokens_are_told_as_they_are_and_guessed_ones_with_their_sign() -> None:
    assert entry("=={ Assistant | usage=4/1234// }==\nYes").figure == "1.2k"
    assert entry("=={ User }==\nOne word").figure == "~2"
    assert entry("=={ User }==\n").figure == ""


def test_a_row_tells_role_words_and_how_the_answer_ended() -> None:
    told = entry("=={ Assistant | status=length alt }==\n\n> **Well**\n")
    assert (told.role, told.text, told.state, told.sent) == (
        Role.ASSISTANT,
        "Well",
        "length",
        False,
    )


def test_a_row_tells_the_answer_and_not_its_reasoning() -> None:
    block = "<details><summary>Reasoning · 2 s</summary>\n\nHm\n</details>\n\n"
    assert entry(f"=={{ Assistant }}==\n{block}The answer\n").text == "The answer"


def test_the_head_is_no_slice() -> None:
    assert entry("words", at=0).role is None
