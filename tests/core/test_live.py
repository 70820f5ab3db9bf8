"""What a running answer shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import texts
from vibekoder.core.answer import Kind, Piece, put_together
from vibekoder.core.escape import escape
from vibekoder.core.live import LiveText


def fed(*deltas: str, kind: Kind = "text") -> list[str]:
    live = LiveText()
    return [live.feed(kind, delta) for delta in deltas] + [live.end()]


def test_plain_text_is_shown_at_once() -> None:
    assert fed("Hello", " you\n", "there") == ["Hello", " you\n", "there", ""]


def test_a_line_start_that_may_become_a_header_is_held_back() -> None:
    assert fed("a\n=", "=", "{ User") == ["a\n", "", "\\=={ User", ""]


def test_what_is_held_back_is_shown_once_it_is_harmless() -> None:
    assert fed("=", "x", "\n==", "\n") == ["", "=x", "\n", "==\n", ""]


def test_what_is_held_back_is_shown_at_the_end() -> None:
    assert fed("a\n==") == ["a\n", "=="]


def test_backslashes_are_shown_at_once() -> None:
    assert fed("\\", "\\\\", "=={") == ["\\", "\\\\", "\\=={", ""]


def test_the_same_signs_within_a_line_are_shown_at_once() -> None:
    assert fed("a", "=={ ", "</details>") == ["a", "=={ ", "</details>", ""]


def test_a_cr_that_ends_a_delta_is_held_back() -> None:
    assert fed("a\r", "\nb\r", "c\r") == ["a", "\nb", "\nc", "\n"]


def test_half_a_surrogate_pair_is_held_back() -> None:
    assert fed("a\ud83d", "\ude00", "\ud83d") == ["a", "\U0001f600", "", "\ufffd"]


def test_a_forged_block_is_escaped_as_it_comes() -> None:
    assert fed("<det", "ails><summary>Tool ", "·") == [
        "",
        "",
        "\\<details><summary>Tool ·",
        "",
    ]


def test_reasoning_opens_a_block_and_cannot_end_it() -> None:
    assert fed("hm\n</det", "ails>", kind="reasoning") == [
        "<details><summary>Reasoning · …</summary>\n\nhm\n",
        "\\</details>",
        "\n</details>",
    ]


def test_text_after_reasoning_closes_the_block() -> None:
    live = LiveText()
    live.feed("reasoning", "hm\n=")
    assert live.feed("text", "yes") == "=\n</details>\n\nyes"
    assert live.feed("reasoning", "so") == ("\n\n<details><summary>Reasoning · …</summary>\n\nso")


def test_a_tool_step_is_shown_at_its_end() -> None:
    live = LiveText()
    assert live.feed("text", "a") == "a"
    assert live.feed("tool", '{"a":', "ls") == "\n\n"
    assert live.feed("tool", "1}", "ls") == ""
    assert live.end() == (
        '<details><summary>Tool · ls</summary>\n\n```json\n{"a":1}\n```\n</details>'
    )


def test_an_empty_delta_shows_nothing() -> None:
    assert fed("", "") == ["", "", ""]
    assert fed("", kind="reasoning") == ["", ""]


def test_an_answer_that_has_not_begun_ends_with_nothing() -> None:
    assert LiveText().end() == ""


@st.composite
def deltas(draw: st.DrawFn) -> list[Piece]:
    """Pieces cut anywhere."""
    found: list[Piece] = []
    for kind in draw(st.lists(st.sampled_from(["text", "reasoning", "tool"]), max_size=4)):
        text = draw(texts)
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        name = draw(st.sampled_from(["a", "b"])) if kind == "tool" else ""
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            found.append(Piece(kind, text[start:end], name))
    return found


@given(deltas())
def test_what_was_shown_is_what_stands_in_the_file(pieces: list[Piece]) -> None:
    live = LiveText()
    shown = "".join(live.feed(one.kind, one.text, one.name) for one in pieces) + live.end()
    assert shown == escape(put_together(pieces))


@given(st.lists(texts, max_size=6))
def test_no_more_than_a_blocks_first_words_are_ever_held_back(given_: list[str]) -> None:
    live, shown, came = LiveText(), "", ""
    for delta in given_:
        shown += live.feed("text", delta)
        came += delta
        whole = escape(put_together([Piece("text", came)]))
        assert whole.startswith(shown)
        assert len(whole) - len(shown) <= len("<details><summary>Reasoning \r")
