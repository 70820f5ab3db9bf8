"""What a line of Markdown is, and which of its spans mean something."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import marks
from vibekoder.core.marks import START, Kind, Style

LINES = [
    "plain",
    "",
    "```",
    "```py",
    "````",
    "~~~",
    "~~~~ x",
    "  ```",
    "``` a`b",
    "<details><summary>Reasoning · 3.1 s</summary>",
    "<details><summary>Tool · grep</summary>",
    "</details>",
    "# head",
    "- item",
    "> quote",
    "---",
    "<!-- include: a.py -->",
]
SIGNS = "ab *_`~[]()<>!\\#-+.1:/h\t\n😀é"


def kinds(*lines: str) -> list[Kind]:
    state, found = START, list[Kind]()
    for line in lines:
        found.append(marks.read(state, line).kind)
        state = marks.step(state, line)
    return found


def styled(text: str) -> list[tuple[str, Style]]:
    return [(text[one.start : one.start + one.length], one.style) for one in marks.inline(text)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("words", Kind.TEXT),
        ("", Kind.BLANK),
        (" \t", Kind.BLANK),
        ("# Head", Kind.HEADING),
        ("#", Kind.HEADING),
        ("#no", Kind.TEXT),
        ("> said", Kind.QUOTE),
        ("- thing", Kind.ITEM),
        ("12) thing", Kind.ITEM),
        ("-thing", Kind.TEXT),
        ("---", Kind.RULE),
        ("* * *", Kind.RULE),
        ("___", Kind.RULE),
        ("| a | b |", Kind.TABLE),
        ("a | b", Kind.TEXT),
        ("| a", Kind.TEXT),
        ("<!-- include: docs/a.md -->", Kind.DIRECTIVE),
        ("<!-- other: docs/a.md -->", Kind.TEXT),
        ("```python", Kind.FENCE),
        ("``` a ` b", Kind.TEXT),
        ("<details><summary>Reasoning · 3 s</summary>", Kind.BLOCK),
        ("<details><summary>More</summary>", Kind.TEXT),
        ("</details>", Kind.TEXT),
    ],
)
def test_a_line_is_read_for_what_it_is(line: str, kind: Kind) -> None:
    assert marks.read(START, line).kind is kind


def test_a_heading_knows_its_level_and_its_signs() -> None:
    line = marks.read(START, "### Three")
    assert (line.level, line.prefix) == (3, 4)


def test_an_item_knows_its_bullet_and_how_deep_it_stands() -> None:
    line = marks.read(START, "\t2. [x] done")
    assert (line.word, line.indent, line.prefix) == ("2.", 4, 4)


def test_a_quote_in_a_quote_is_two_deep() -> None:
    assert marks.read(START, "> > both").level == 2


@pytest.mark.parametrize(
    ("info", "language"), [("python", "python"), (" js x=1", "js"), ("{.c}", "c"), ("", "")]
)
def test_a_fence_names_its_language(info: str, language: str) -> None:
    assert marks.read(START, f"```{info}").word == language


def test_a_directive_names_path_and_sort() -> None:
    line = marks.read(START, "<!-- command: git_diff @ 3fa9c1d20b7e -->")
    assert (line.name, line.word) == ("command", "git_diff @ 3fa9c1d20b7e")


def test_code_reaches_to_a_fence_of_the_same_sign_and_length() -> None:
    found = kinds("````py", "# no head", "```", "~~~~", "````` ", "# head")
    assert found == [Kind.FENCE, *[Kind.CODE] * 3, Kind.FENCE_END, Kind.HEADING]


def test_a_fence_of_tildes_may_hold_backticks() -> None:
    assert kinds("~~~ `a`", "```", "~~~", "x")[1:] == [Kind.CODE, Kind.FENCE_END, Kind.TEXT]


def test_a_block_of_reasoning_ends_at_its_line_whatever_is_open_in_it() -> None:
    block = "<details><summary>Reasoning · 12.3 s</summary>"
    found = kinds(block, "```", "code", "</details>", "text")
    assert found == [Kind.BLOCK, Kind.FENCE, Kind.CODE, Kind.BLOCK_END, Kind.TEXT]
    assert marks.read(START, block).word == "12.3 s"


def test_a_fence_around_a_block_goes_on_behind_it() -> None:
    block = "<details><summary>Tool · grep</summary>"
    assert kinds("```", block, "x", "</details>", "code", "```")[4:] == [Kind.CODE, Kind.FENCE_END]
    state = marks.step(marks.step(START, "```"), block)
    assert marks.read(state, "x").inside
    assert not marks.in_fence(state)


def test_inside_a_block_lines_know_that_they_are() -> None:
    state = marks.step(START, "<details><summary>Reasoning ·</summary>")
    assert all(marks.read(state, line).inside for line in ("# x", "", "```", "- a", "| a |", "w"))
    assert marks.read(state, "<b>").inside


def test_front_matter_is_counted_with_both_its_lines() -> None:
    assert marks.front_lines("---\ntitle: x\n--- \n\ntext\n") == 3
    assert marks.front_lines("---\nnever closed\n") == 0
    assert marks.front_lines("text\n---\n") == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a **b** c", [("**", 32), ("b", 1), ("**", 32)]),
        ("*b*", [("*", 32), ("b", 2), ("*", 32)]),
        ("***b***", [("*", 32), ("**", 34), ("b", 3), ("**", 34), ("*", 32)]),
        ("~~b~~", [("~~", 32), ("b", 16), ("~~", 32)]),
        ("`b*`", [("`", 36), ("b*", 4), ("`", 36)]),
        ("`` a`b ``", [("``", 36), (" a`b ", 4), ("``", 36)]),
        ("snake_case_x and 2 * 3 * 4", []),
        ("\\*no\\*", [("\\", 32), ("\\", 32)]),
        ("un ** closed *too `here", []),
        ("[a](b)", [("[", 32), ("a", 8), ("](b)", 32)]),
        ("![a](b)", [("![", 32), ("a", 8), ("](b)", 32)]),
        ("[a](b (c)", []),
        ("[a] (b) ] c", []),
        ("x] y", []),
        ("<https://a.b>", [("<", 32), ("https://a.b", 8), (">", 32)]),
        ("see https://a.b/c.", [("https://a.b/c", 8)]),
        ("[*a*](<b c> 't')", [("[", 32), ("*", 40), ("a", 10), ("*", 40), ("](<b c> 't')", 32)]),
        ("*a `*` b*", [("*", 32), ("a ", 2), ("`", 38), ("*", 6), ("`", 38), (" b", 2), ("*", 32)]),
        ("_a_ x_", [("_", 32), ("a", 2), ("_", 32)]),
        ("a*b**c", []),
        ("[a](b) [c](d)", [("[", 32), ("a", 8), ("](b)", 32), ("[", 32), ("c", 8), ("](d)", 32)]),
        ("` a `` b `", [("`", 36), (" a `` b ", 4), ("`", 36)]),
        ("*a**b*c", [("*", 32), ("a**b", 2), ("*", 32)]),
    ],
)
def test_spans_are_those_of_commonmark(text: str, found: list[tuple[str, int]]) -> None:
    assert [(part, int(style)) for part, style in styled(text)] == found


def test_a_link_holds_no_link() -> None:
    assert styled("[a [b](c) d](e)") == [
        ("[", Style.MARK),
        ("b", Style.LINK),
        ("](c)", Style.MARK),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("## Two", (0, 3, Style.MARK)),
        ("> said", (0, 2, Style.MARK)),
        ("  - thing", (2, 1, Style.BULLET)),
        ("**b**", (0, 2, Style.MARK)),
    ],
)
def test_the_signs_at_the_beginning_are_spans_too(text: str, first: tuple[int, int, Style]) -> None:
    found = marks.spans(marks.read(START, text), text)[0]
    assert (found.start, found.length, found.style) == first


def test_code_has_no_spans() -> None:
    assert marks.spans(marks.read(marks.step(START, "```"), "**b**"), "**b**") == []


@given(st.text(SIGNS, max_size=60))
def test_spans_lie_in_order_within_the_line(text: str) -> None:
    end = 0
    for span in marks.inline(text):
        assert span.start >= end
        assert span.length > 0
        end = span.start + span.length
    assert end <= len(text)


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_reading_and_stepping_agree_on_what_is_open(lines: list[str]) -> None:
    state = START
    for line in lines:
        kind = marks.read(state, line).kind
        after = marks.step(state, line)
        if kind is Kind.FENCE:
            assert marks.in_fence(after)
        if kind is Kind.FENCE_END:
            assert not marks.in_fence(after)
        if kind is Kind.CODE:
            assert after == state
        inside = marks.read(state, "x").inside
        assert marks.read(after, "x").inside == (
            kind is Kind.BLOCK or (inside and kind is not Kind.BLOCK_END)
        )
        state = after


@pytest.mark.parametrize(
    "piece", ["*a ", "_a *", "[", "`", "**", "a**b", "` `` ``` ", "[a](", "<a:"]
)
def test_no_line_takes_longer_than_its_length_allows(piece: str) -> None:
    line = (piece * 4096)[:4096]
    begun = time.process_time()
    marks.inline(line)
    assert time.process_time() - begun < 1


@given(
    st.lists(
        st.sampled_from(
            [
                "```",
                "~~~~",
                "text",
                "  ```py",
                "\t```",
                "`",
                "</details>",
                "<details><summary>Reasoning · 1 s</summary>",
                "<details>",
                "> ```",
                "",
            ]
        )
    )
)
def test_far_below_the_state_is_the_same_as_line_by_line(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    state, slow = marks.START, marks.START
    for line in lines:
        slow = marks.step(slow, line)
    for _, left in marks.steps(text, 0, len(text), marks.START):
        state = left
    assert state == slow


def test_a_directive_that_is_switched_off_is_one_all_the_same() -> None:
    line = marks.read(START, "\\<!-- include: docs/a.md -->")
    assert (line.kind, line.level, line.word) == (Kind.DIRECTIVE, 1, "docs/a.md")
    assert marks.read(START, "\\\\<!-- include: docs/a.md -->").kind is Kind.TEXT


def test_a_copy_that_the_earlier_program_kept_is_a_directive_too() -> None:
    assert marks.read(START, "<!-- cached: a.txt -->").word == "a.txt"
