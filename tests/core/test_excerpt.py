"""Parts of a text: its own characters, found as a person would find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.excerpt import count_lines, headings, lines, section

PAGE = """\
# Vision

far

## Scope

one
```
# not a heading
```
### Deeper
two

## After
three
"""


def test_a_heading_brings_everything_below_it():
    assert section(PAGE, "Scope") == PAGE[PAGE.index("## Scope") : PAGE.index("## After")]
    assert section(PAGE, "Vision") == PAGE
    assert section(PAGE, "After") == "## After\nthree\n"


def test_a_heading_in_a_fence_is_none():
    assert section(PAGE, "not a heading") is None


def test_the_first_of_two_headings_counts():
    assert section("# a\n1\n# a\n2\n", "a") == "# a\n1\n"


def test_headings_come_with_their_levels():
    assert [(one.level, one.title) for one in headings(PAGE)] == [
        (1, "Vision"),
        (2, "Scope"),
        (3, "Deeper"),
        (2, "After"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Closed ##\nx", "Closed"),
        ("  # Indented\t\nx", "Indented"),
        ("#\nx", ""),
        ("Underlined\n===\nx", "Underlined"),
        ("Underlined\r\n---\r\nx", "Underlined"),
        ("# a # b\n", "a # b"),
    ],
)
def test_every_way_to_write_a_heading_is_read(text: str, title: str):
    assert headings(text)[0].title == title


@pytest.mark.parametrize(
    "text",
    [
        "#no blank",
        "    # code",
        "- item\n---\n",
        "two\nlines\n---\n",
        "---\ntitle: front matter\n---\n",
        "\n---\n",
        "> quote\n===\n",
        "####### seven\n",
    ],
)
def test_what_only_looks_like_a_heading_is_text(text: str):
    assert headings(text) == ()


def test_rules_at_the_top_are_no_front_matter():
    assert [one.title for one in headings("---\n# a\n")] == ["a"]


def test_lines_are_counted_from_one_and_keep_their_ends():
    assert lines("a\r\nb\nc", 1, 2) == "a\r\nb\n"
    assert lines("a\r\nb\nc", 3, 3) == "c"


@pytest.mark.parametrize(("first", "last"), [(3, 4), (4, 4), (9, 9)])
def test_a_range_beyond_the_end_is_none(first: int, last: int):
    assert lines("a\nb\nc\n", first, last) is None
    assert lines("", 1, 1) is None


def test_lines_are_counted():
    assert [count_lines(text) for text in ("", "a", "a\n", "a\nb")] == [0, 1, 1, 2]


@given(st.lists(st.text(alphabet="ab \r\u2028", max_size=4), min_size=1, max_size=8), st.data())
def test_a_range_is_those_lines(rows: list[str], data: st.DataObject):
    first = data.draw(st.integers(1, len(rows)))
    last = data.draw(st.integers(first, len(rows)))
    whole = "".join(f"{row}\n" for row in rows)
    assert lines(whole, first, last) == "".join(f"{row}\n" for row in rows[first - 1 : last])


@given(st.text(alphabet="#ab=-`\n ", max_size=60))
def test_sections_lie_inside_their_text(text: str):
    for one in headings(text):
        assert 0 <= one.start < one.end <= len(text)
