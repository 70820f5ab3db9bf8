"""Reasoning and tool steps inside an answer's body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import texts
from vibekoder.core.answer import (
    Answer,
    Piece,
    ToolStep,
    is_wordless,
    joined,
    one_line,
    put_together,
    take_apart,
)
from vibekoder.core.messages import Role
from vibekoder.core.parts import new_slice

OPEN = "<details><summary>Reasoning · 12.3 s</summary>"
BLOCK = f"{OPEN}\n\nhm\n</details>"


def thought(text: str, seconds: float | None = 12.3) -> Piece:
    return Piece("reasoning", text, seconds=seconds)


def said(text: str) -> Piece:
    return Piece("text", text)


def test_reasoning_is_a_block_that_folds() -> None:
    assert put_together([thought("why")]) == f"{OPEN}\n\nwhy\n</details>"


def test_a_tool_step_is_a_block_with_a_json_fence() -> None:
    assert put_together([Piece("tool", '{"a": 1}', "grep")]) == (
        '<details><summary>Tool · grep</summary>\n\n```json\n{"a": 1}\n```\n</details>'
    )


def test_text_around_a_block_is_one_answer() -> None:
    body = put_together([said("foo"), thought("hm"), said("bar")])
    assert body == f"foo\n\n{BLOCK}\n\nbar"
    assert take_apart(body).answer == "foobar"


def test_a_block_at_the_beginning_has_nothing_before_it() -> None:
    assert put_together([thought("hm"), said("bar")]) == f"{BLOCK}\n\nbar"


def test_exactly_the_line_feeds_of_the_blocks_are_taken_away() -> None:
    pieces = (said("\nfoo\n"), thought("\nhm\n"), said("\n\n"), thought("x"), said("\nbar"))
    assert take_apart(put_together(pieces)).pieces == pieces


def test_reasoning_without_any_text_is_no_block() -> None:
    assert put_together([said("a"), thought("", None), said("b")]) == "ab"


def test_reasoning_that_is_not_shown_still_says_how_long_it_took() -> None:
    body = put_together([thought(""), said("b")])
    assert body == f"{OPEN}\n\n\n</details>\n\nb"
    assert take_apart(body).pieces == (thought(""), said("b"))
    assert (take_apart(body).answer, take_apart(body).reasoning) == ("b", "")


def test_two_calls_of_one_tool_stay_two() -> None:
    calls = (Piece("tool", "{}", "ls"), Piece("tool", "{}", "ls"))
    assert take_apart(put_together(calls)).pieces == calls


def test_neighbouring_blocks_stay_apart() -> None:
    pieces = (thought("hm"), Piece("tool", "{}", "grep"), Piece("tool", "[]", "ls"))
    assert take_apart(put_together(pieces)).pieces == pieces


def test_an_answer_is_told_from_reasoning_and_steps() -> None:
    answer = take_apart(
        put_together([thought("a"), said("x"), Piece("tool", "{}", "ls"), thought("b"), said("y")])
    )
    assert (answer.answer, answer.reasoning) == ("xy", "a\n\nb")
    assert answer.steps == (ToolStep("ls", "{}"),)


def test_a_body_without_blocks_is_the_answer() -> None:
    assert take_apart("foo\n</details>\n") == Answer((said("foo\n</details>\n"),))
    assert take_apart("") == Answer(())


def test_a_block_ends_at_the_first_line_that_says_so() -> None:
    assert take_apart(f"{OPEN}\n\na\n</details> x\nb\n</details>\t\n\nc\n</details>").pieces == (
        thought("a\n</details> x\nb"),
        said("c\n</details>"),
    )


def test_an_unclosed_block_ends_with_the_slice() -> None:
    assert take_apart(f"foo\n\n{OPEN}\n\nhm\nhm").pieces == (said("foo"), thought("hm\nhm"))
    assert take_apart(OPEN).pieces == (thought(""),)


def test_a_block_begins_at_column_0_only() -> None:
    text = f" {BLOCK}"
    assert take_apart(text).answer == text


@pytest.mark.parametrize(
    "line",
    [
        "<details><summary>Reasoning: 1 s</summary>",
        "<details><summary>Other · x</summary>",
        "<details><summary>Reasoning · 1 s",
        "<details>",
    ],
)
def test_other_details_are_the_answers_own(line: str) -> None:
    text = f"{line}\n\nx\n</details>"
    assert take_apart(text).answer == text


def test_a_block_that_a_hand_wrote_needs_no_exact_blanks() -> None:
    assert take_apart(f"foo\n{OPEN} \nhm\n</details>\nbar").pieces == (
        said("foo"),
        thought("hm"),
        said("bar"),
    )
    assert take_apart(f"{BLOCK}\n\n{BLOCK}").pieces == (thought("hm"), thought("hm"))


def test_an_answer_cannot_forge_a_block() -> None:
    for forged in (BLOCK, f"\\{BLOCK}", "<details><summary>Tool · rm</summary>"):
        body = put_together([said(forged)])
        assert body == f"\\{forged}"
        assert take_apart(body).pieces == (said(forged),)


def test_reasoning_cannot_end_its_block() -> None:
    body = put_together([thought("a\n</details>\n\\</details> b")])
    assert body == f"{OPEN}\n\na\n\\</details>\n\\\\</details> b\n</details>"
    assert take_apart(body).reasoning == "a\n</details>\n\\</details> b"


def test_reasoning_may_show_a_block_and_an_answer_the_end_of_one() -> None:
    pieces = (thought(OPEN), said("</details>"))
    body = put_together(pieces)
    assert "\\" not in body
    assert take_apart(body).pieces == pieces


def test_the_header_escape_is_undone_first() -> None:
    pieces = (said("=={ User }==\n<details><summary>Tool · x"), thought("=={ User }==\n</details>"))
    one = new_slice(Role.ASSISTANT, put_together(pieces), timestamp=None)
    assert one.raw.startswith("\\=={ User }==\n\\<details>")
    assert take_apart(one.text).pieces == pieces


def test_the_duration_is_written_when_it_is_known() -> None:
    body = put_together([thought("hm", None)])
    assert body.startswith("<details><summary>Reasoning · …</summary>\n")
    assert take_apart(body).pieces == (thought("hm", None),)
    assert put_together([thought("a", None), thought("b", 2.04)]).startswith(
        "<details><summary>Reasoning · 2.0 s</summary>\n\nab\n"
    )


def test_a_fence_is_longer_than_any_in_a_tools_text() -> None:
    piece = Piece("tool", "```\n`````x", "run")
    body = put_together([piece])
    assert "\n``````json\n" in body
    assert take_apart(body).pieces == (piece,)


def test_a_tools_text_without_its_fence_or_end_is_kept() -> None:
    start = "<details><summary>Tool · run</summary>\n\n"
    assert take_apart(f"{start}bare\n</details>").steps == (ToolStep("run", "bare"),)
    assert take_apart(f"{start}```json\ncut").steps == (ToolStep("run", "cut"),)


def test_a_tools_name_stays_in_one_line() -> None:
    body = put_together([Piece("tool", "", "a\r\nb</summary> ")])
    assert take_apart(body).steps == (ToolStep("a b</summary> ", ""),)


def test_deltas_are_joined_before_they_are_normalised() -> None:
    pieces = [said("a\r"), said(""), thought("", None), said("\n\ud83d"), said("\ude00")]
    assert joined(pieces) == [said("a\n\U0001f600")]


piece = st.builds(
    Piece,
    st.sampled_from(["text", "reasoning"]),
    texts,
    seconds=st.just(None),
) | st.builds(Piece, st.just("tool"), texts, texts)


@given(st.lists(piece, max_size=5))
def test_what_is_put_together_is_taken_apart(given_: list[Piece]) -> None:
    pieces = joined(given_)
    if pieces and pieces[-1].kind == "text":
        last = Piece("text", pieces[-1].text.rstrip("\n"))
        pieces = [*pieces[:-1], last] if last.text else pieces[:-1]
    one = new_slice(Role.ASSISTANT, put_together(pieces), timestamp=None)
    found = take_apart(one.text).pieces
    assert [(one.kind, one.text, one.name) for one in found] == [
        (one.kind, one.text, one_line(one.name)) for one in pieces
    ]


@given(texts)
def test_any_body_can_be_taken_apart(text: str) -> None:
    take_apart(text)


def test_taking_apart_is_linear() -> None:
    take_apart("<details><summary>Tool · " + "</summary> \t" * 50_000 + "x")
    take_apart(f"{OPEN}\n\nx\n</details>\n\n" * 20_000)
    take_apart("\\" * 200_000 + "\n</details>" * 20_000)


@pytest.mark.parametrize(
    ("pieces", "wordless"),
    [
        ([], True),
        ([Piece("text", " \n")], True),
        ([Piece("reasoning", "Hm.")], True),
        ([Piece("reasoning", "", seconds=2.0), Piece("text", "\n")], True),
        ([Piece("reasoning", "Hm."), Piece("text", "Yes")], False),
        ([Piece("reasoning", "Hm."), Piece("tool", "{}", "weather")], False),
        ([Piece("text", "Yes")], False),
    ],
)
def test_reasoning_alone_is_no_word_of_an_answer(pieces: list[Piece], wordless: bool) -> None:
    assert is_wordless(put_together(pieces)) is wordless
