"""Directives are found where they act, read, written, pinned and escaped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vibekoder.core import directives
from vibekoder.core.directives import Directive, Found

INCLUDE = "<!-- include: a.md -->"


def only(line: str) -> Found:
    (found,) = directives.find(line).found
    return found


@pytest.mark.parametrize(
    ("line", "directive"),
    [
        ("<!-- include: docs/Vision.md -->", Directive("include", "docs/Vision.md")),
        (
            "<!-- include: src/app.py#L10-40 -->",
            Directive("include", "src/app.py", lines=(10, 40)),
        ),
        (
            "<!-- include: docs/Vision.md#Scope -->",
            Directive("include", "docs/Vision.md", "Scope"),
        ),
        ("<!-- include: src/**/*.py -->", Directive("include", "src/**/*.py")),
        ("<!-- command: git_diff -->", Directive("command", "git_diff")),
        (
            "<!-- include: docs/Vision.md @ 3fa9c1d20b7e -->",
            Directive("include", "docs/Vision.md", pin="3fa9c1d20b7e"),
        ),
        (
            "<!-- include: a b.md#My part @ 3fa9c1d20b7e raw -->",
            Directive("include", "a b.md", "My part", pin="3fa9c1d20b7e", raw=True),
        ),
        ("<!-- include: a.md raw -->", Directive("include", "a.md", raw=True)),
        ('<!-- include: "raw" -->', Directive("include", "raw")),
        (
            r'<!-- include: "a\"b\\c --\> # @ x" raw -->',
            Directive("include", 'a"b\\c --> # @ x', raw=True),
        ),
        (r'<!-- include: "a\b" -->', Directive("include", "a\\b")),
        ('<!-- include: a#"L1-2" -->', Directive("include", "a", "L1-2")),
        (
            "<!-- command: tests @ 3FA9C1D20B7E -->",
            Directive("command", "tests", pin="3fa9c1d20b7e"),
        ),
        ("<!-- include: straw -->", Directive("include", "straw")),
        ("<!-- command: a#b -->", Directive("command", "a#b")),
        ("<!-- cached: cache/1 #2.txt -->", Directive("cached", "cache/1 #2.txt")),
    ],
)
def test_every_form_is_read(line: str, directive: Directive):
    assert only(line).directive == directive


@pytest.mark.parametrize(
    "line",
    [
        "    <!-- include: a.md -->",
        "<!-- include: a.md --> and more",
        "see <!-- include: a.md -->",
        "<!-- include: a.md",
        "<!-- included: a.md -->",
        "<!--include: a.md -->",
        "\\<!-- include: a.md -->",
        "<!-- include: a --> b -->",
        "\t<!-- include: a.md -->",
        "nothing at all",
    ],
)
def test_what_is_not_a_comment_alone_on_its_line_is_text(line: str):
    assert not directives.find(line).found


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<!-- include: -->", "nothing"),
        ("<!-- include: raw -->", "nothing"),
        ("<!-- include: a# -->", "nothing"),
        ('<!-- include: "a.md -->', "quote"),
        ('<!-- include: a#"b -->', "quote"),
        ("<!-- include: a @ 123 -->", "pin"),
        ("<!-- include: a#L4-2 -->", "L4-2"),
        ('<!-- include: "a" b -->', "pin"),
    ],
)
def test_a_directive_that_cannot_be_read_says_why(line: str, words: str):
    found = only(line)
    assert found.directive is None
    assert words in found.fault


def test_up_to_three_blanks_may_stand_before_and_any_behind():
    found = only("   <!-- include: a.md --> \t")
    assert found.directive == Directive("include", "a.md")


def test_directives_are_found_in_order_with_their_places():
    text = f"one\n{INCLUDE}\ntwo\n<!-- command: x -->"
    found = directives.find(text).found
    assert [text[one.start : one.end] for one in found] == [INCLUDE, "<!-- command: x -->"]


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{INCLUDE}\n```",
        f"~~~~ sh\n{INCLUDE}\n~~~\n~~~~",
        f"   ```\n{INCLUDE}\n",
        f"```\n{INCLUDE}\n    ```\n",
        f"```\n{INCLUDE}\n```x\n",
        f"- ```\n  {INCLUDE}\n  ```",
        f"1. > ```\n   > x\n   > {INCLUDE}\n",
        f"- a\n\n  ```\n\n  {INCLUDE}\n",
        f"-     code\n- ```\n  {INCLUDE}",
    ],
)
def test_a_directive_in_a_fence_is_text(text: str):
    assert not directives.find(text).found


@pytest.mark.parametrize(
    "text",
    [
        f"```\nx\n```\n{INCLUDE}",
        f"``` a`b\n{INCLUDE}",
        f"    ```\n{INCLUDE}",
        f"``\n{INCLUDE}",
        f"- ```\n  x\n{INCLUDE}",
        f"> ```\n> x\n{INCLUDE}",
        f"- item\n\n{INCLUDE}",
        f"-\n{INCLUDE}",
        f"> > a\n> ```\n{INCLUDE}",
    ],
)
def test_a_directive_outside_of_fences_acts(text: str):
    assert directives.find(text).found


def test_a_fence_that_is_not_closed_is_told():
    assert directives.find(f"{INCLUDE}\n```\nx").unclosed
    assert not directives.find(f"{INCLUDE}\n```\nx\n```").unclosed


LINES = st.sampled_from(
    [
        "```",
        "````",
        "~~~",
        "``` py",
        "   ```",
        "text",
        "",
        INCLUDE,
        "- x",
        "> y",
        "> ```",
        "~~~ ~",
        "``` `",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_fences_are_commonmarks(lines: list[str]):
    if any(line[:1] in ("-", ">") for line in lines):
        # a paragraph may lazily go on below a quote or list: only fences at the top are compared
        lines = [line for line in lines if line[:1] not in ("-", ">")]
    fenced = {
        at
        for token in MarkdownIt().parse("\n".join(lines))
        if token.type == "fence" and token.map
        for at in range(*token.map)
    }
    expected = [at for at, line in enumerate(lines) if line == INCLUDE and at not in fenced]
    text = "\n".join(lines)
    found = [text.count("\n", 0, one.start) for one in directives.find(text).found]
    assert found == expected


NAMES = st.text(st.sampled_from('ab #"@\\->.L12raw/*'), min_size=1, max_size=12)
PINS = st.none() | st.text("0123456789abcdef", min_size=12, max_size=64)


@given(NAMES, st.none() | NAMES, PINS, st.booleans())
def test_a_written_directive_is_read_back(
    target: str, part: str | None, pin: str | None, raw: bool
):
    directive = Directive("include", target, part, None, pin, raw)
    line = directives.write(directive)
    assert directives.parse(line) == directive
    assert "-->" not in line.removesuffix("-->")


@given(NAMES, PINS)
def test_a_written_range_is_read_back(target: str, pin: str | None):
    directive = Directive("include", target, None, (3, 14), pin)
    assert directives.parse(directives.write(directive)) == directive


def test_a_line_that_is_no_directive_is_not_parsed():
    assert directives.parse("text") is None


def test_a_pin_keeps_the_blanks_around():
    found = only("  <!-- include: a.md raw --> ")
    assert (
        directives.pinned(found, "3fa9c1d20b7e") == "  <!-- include: a.md @ 3fa9c1d20b7e raw --> "
    )


def test_what_cannot_be_read_is_not_pinned():
    found = only("<!-- include: -->")
    assert directives.pinned(found, "3fa9c1d20b7e") == found.line


ESCAPABLE = st.lists(
    st.sampled_from(
        [
            INCLUDE,
            f"\\{INCLUDE}",
            f"  \\\\{INCLUDE}",
            "<!-- command: x",
            "    " + INCLUDE,
            "```",
            "x",
            "",
        ]
    ),
    max_size=8,
).map("\n".join)


@given(ESCAPABLE)
def test_escaped_text_is_sent_as_it_was_written(text: str):
    escaped = directives.escape(text)
    assert directives.unescape(escaped) == text
    assert not directives.find(escaped).found


def test_a_literal_line_loses_one_backslash():
    assert directives.unescape(f"a\n \\\\{INCLUDE}\nb") == f"a\n \\{INCLUDE}\nb"


def test_text_without_directives_is_left_alone():
    assert directives.escape("a \\ b") == directives.unescape("a \\ b") == "a \\ b"


def test_a_fence_is_longer_than_any_in_its_text():
    assert directives.fenced("```\nx\n```\n", "md") == "````md\n```\nx\n```\n````"
    assert directives.fenced("x") == "```\nx\n```"
    assert directives.fenced("") == "```\n```"


@pytest.mark.parametrize(
    ("line", "named", "whole", "wild"),
    [
        ("<!-- include: a.md -->", "a.md", True, False),
        ("<!-- include: a.md#Part -->", "a.md#Part", False, False),
        ("<!-- include: a.md#L1-2 -->", "a.md#L1-2", False, False),
        ("<!-- include: *.md -->", "*.md", True, True),
        ("<!-- command: a -->", "a", False, False),
    ],
)
def test_a_directive_names_itself(line: str, named: str, whole: bool, wild: bool):
    directive = directives.parse(line)
    assert directive is not None
    assert (directive.named, directive.whole_file, directive.wild) == (named, whole, wild)


def test_a_copy_of_the_earlier_program_is_named_as_it_stands() -> None:
    line = "<!-- cached: a # b @ 3fa9c1d20b7e raw -->"
    read = directives.parse(line)
    assert read == Directive("cached", "a # b @ 3fa9c1d20b7e raw")
    assert read is not None
    assert directives.write(read) == line
    assert directives.parse("<!-- cached: -->") is None
