"""What a running answer shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import texts
from vibekoder.core.answer import Kind, Piece, joined, put_together
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


def test_a_tool_step_is_shown_as_it_comes() -> None:
    live = LiveText()
    assert live.feed("text", "a") == "a"
    assert live.feed("tool", '{"a":', "ls") == (
        '\n\n<details><summary>Tool · ls</summary>\n\n```json\n{"a":'
    )
    assert live.feed("tool", "1}\n</de", "ls") == "1}\n"
    assert live.feed("tool", "tails>", "ls") == "\\</details>"
    assert live.end() == "\n```\n</details>"


def test_the_next_call_of_a_tool_is_a_block_of_its_own() -> None:
    live = LiveText()
    live.feed("tool", "{}", "ls", 1)
    assert live.feed("tool", "", "ls", 2) == (
        "\n```\n</details>\n\n\n\n<details><summary>Tool · ls</summary>\n\n```json\n"
    )


def test_an_empty_delta_shows_nothing() -> None:
    assert fed("", "") == ["", "", ""]
    assert fed("", kind="reasoning") == ["", ""]


def test_an_answer_that_has_not_begun_ends_with_nothing() -> None:
    assert LiveText().end() == ""


@st.composite
def deltas(draw: st.DrawFn) -> list[list[Piece]]:
    """Pieces cut anywhere."""
    found: list[list[Piece]] = []
    for kind in draw(st.lists(st.sampled_from(["text", "reasoning", "tool"]), max_size=4)):
        text = draw(texts)
        if kind == "tool":
            # a fence's length is known at its end only
            text = text.replace("`", "'")
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        name = draw(st.sampled_from(["a", "b"])) if kind == "tool" else ""
        ends = zip([0, *cuts], [*cuts, len(text)], strict=True)
        found.append([Piece(kind, text[start:end], name) for start, end in ends])
    return found


def whole(cut: list[Piece]) -> Piece:
    """A piece as it was before it was cut."""
    return Piece(cut[0].kind, "".join(one.text for one in cut), cut[0].name)


def shown_by(live: LiveText, pieces: list[list[Piece]]) -> str:
    """What is shown of these, one by one."""
    fed_ = [
        live.feed(one.kind, one.text, one.name, at if one.kind == "tool" else 0)
        for at, cut in enumerate(pieces)
        for one in cut
    ]
    return "".join(fed_) + live.end()


@given(deltas())
def test_what_was_shown_is_what_stands_in_the_file(pieces: list[list[Piece]]) -> None:
    shown = shown_by(LiveText(), pieces)
    assert shown == escape(put_together(whole(cut) for cut in pieces))


@given(st.lists(st.sampled_from(["text", "reasoning"]), min_size=1), texts, deltas())
def test_a_body_that_goes_on_is_shown_as_it_will_stand(
    kinds: list[Kind], first: str, more: list[list[Piece]]
) -> None:
    before = joined([Piece(kind, f"a{first.strip()}b") for kind in kinds])
    added = [whole(cut) for cut in more]
    news = joined(added)
    if news and news[0].kind == before[-1].kind == "reasoning":
        return  # a block that is closed does not go on
    shown = shown_by(LiveText(before[-1]), more)
    assert escape(put_together(before)) + shown == escape(put_together([*before, *added]))


@given(st.lists(texts, max_size=6))
def test_no_more_than_a_blocks_first_words_are_ever_held_back(given_: list[str]) -> None:
    live, shown, came = LiveText(), "", ""
    for delta in given_:
        shown += live.feed("text", delta)
        came += delta
        whole = escape(put_together([Piece("text", came)]))
        assert whole.startswith(shown)
        assert len(whole) - len(shown) <= len("<details><summary>Reasoning \r")
