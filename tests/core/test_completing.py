"""What is named while a directive is typed, and the line that comes of it."""

from __future__ import annotations

import pytest

from vibekoder.core import directives
from vibekoder.core.completing import Kind, Wish, completed, folders_of, in_fence, ranges, wish
from vibekoder.core.directives import Directive


def wished(before: str, after: str = "", *, prompt: bool = True, alone: bool = True) -> Wish | None:
    return wish(before, after, prompt=prompt, alone=alone)


@pytest.mark.parametrize(
    ("before", "kind", "typed", "path"),
    [
        ("<!-- include: ", Kind.PATH, "", ""),
        ("  <!-- include: src/a", Kind.PATH, "src/a", ""),
        ('<!-- include: "a \\"b', Kind.PATH, 'a "b', ""),
        ("<!-- include: a.md#Sc", Kind.PART, "Sc", "a.md"),
        ('<!-- include: "a#b.md"#Sc', Kind.PART, "Sc", "a#b.md"),
        ('<!-- include: a.md#"L1', Kind.PART, "L1", "a.md"),
        ("<!-- command: git", Kind.COMMAND, "git", ""),
    ],
)
def test_a_directive_is_completed_where_it_is_typed(
    before: str, kind: Kind, typed: str, path: str
) -> None:
    for after in ("", " -->"):
        found = wished(before, after, prompt=False)
        assert found is not None
        assert (found.kind, found.typed, found.path) == (kind, typed, path)
    assert before[found.start :].strip('"').replace("\\", "") == typed


@pytest.mark.parametrize(
    "before",
    [
        "words",
        "see <!-- include: a",
        "\\<!-- include: a",
        "    <!-- include: a",
        "<!-- include: a.py @ 3fa",
        "<!-- include: a.py @",
        '<!-- include: "a.py" ',
        "<!-- cached: a",
    ],
)
def test_nothing_is_offered_where_no_name_is_typed(before: str) -> None:
    assert wished(before) is None


def test_a_name_with_other_words_behind_it_is_left_alone() -> None:
    assert wished("<!-- include: a", "b.py -->") is None


@pytest.mark.parametrize("before", ["@", "@src/a", "see @src/a", "(@a", "a\t@b"])
def test_an_at_sign_that_begins_a_word_names_a_piece(before: str) -> None:
    found = wished(before, " and so on")
    assert found is not None
    assert found.kind is Kind.PIECE
    assert before[found.start :] == f"@{found.typed}"


@pytest.mark.parametrize("before", ["me@example", "see @ a", "@@"])
def test_other_at_signs_are_text(before: str) -> None:
    assert wished(before) is None


def test_at_signs_and_slashes_act_in_the_composer_alone() -> None:
    assert wished("@a", prompt=False) is None
    assert wished("/re", prompt=False) is None


def test_a_slash_alone_in_the_prompt_names_an_action() -> None:
    assert wished("/") == Wish(Kind.ACTION, "", 0)
    assert wished("/fork h") == Wish(Kind.ACTION, "fork h", 0)


@pytest.mark.parametrize("before", ["/usr/bin", "/ 2", "a /re", "//"])
def test_a_path_is_no_action(before: str) -> None:
    assert wished(before) is None


def test_a_slash_beside_other_text_is_text() -> None:
    assert wished("/re", alone=False) is None
    assert wished("/re", " x") is None


@pytest.mark.parametrize("name", ["src/a.py", "a#b.md", 'say "x" -- now.md', "notes raw"])
def test_a_chosen_name_is_quoted_where_it_must_be(name: str) -> None:
    before = "  <!-- include: "
    found = wished(before)
    assert found is not None
    line, caret = completed(before, " -->", found, Directive("include", name))
    assert directives.parse(line) == Directive("include", name)
    assert line.startswith("  <!--")
    assert caret == len(line)


def test_a_part_may_follow_a_name_that_goes_on() -> None:
    before = "<!-- include: a"
    found = wished(before)
    assert found is not None
    line, caret = completed(before, "", found, Directive("include", "a#b.md"), goes_on=True)
    again = wished(f"{line[:caret]}#", line[caret:])
    assert again is not None
    assert (again.kind, again.path) == (Kind.PART, "a#b.md")


@pytest.mark.parametrize(
    ("before", "after", "line", "rest"),
    [
        ("@a", "", "<!-- include: a.py -->\n", ""),
        ("see @a", " now", "see\n<!-- include: a.py -->\nnow", "now"),
    ],
)
def test_a_piece_gets_a_line_of_its_own(before: str, after: str, line: str, rest: str) -> None:
    found = wished(before, after)
    assert found is not None
    text, caret = completed(before, after, found, Directive("include", "a.py"))
    assert text == line
    assert text[caret:] == rest


def test_folders_are_named_once_each() -> None:
    assert folders_of(["a/b/c.py", "a/d.py", "e.py", "a/b/f.py"]) == ["a/", "a/b/"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [(1, 100)]),
        ("L", [(1, 100)]),
        ("L10", [(10, 49), (10, 100)]),
        ("L80", [(80, 100)]),
        ("L10-", [(10, 49), (10, 100)]),
        ("L10-1", [(10, 100)]),
        ("L10-12", [(10, 12)]),
        ("L0", []),
        ("L101", []),
        ("Scope", []),
    ],
)
def test_ranges_end_inside_the_file(typed: str, found: list[tuple[int, int]]) -> None:
    assert ranges(typed, 100) == found


def test_an_empty_file_has_no_ranges() -> None:
    assert ranges("L", 0) == []


@pytest.mark.parametrize(
    ("above", "inside"),
    [("words", False), ("```\nx", True), ("```\nx\n```", False), ("~~~\n```", True)],
)
def test_a_line_below_an_open_fence_is_in_it(above: str, inside: bool) -> None:
    assert in_fence(above) is inside
