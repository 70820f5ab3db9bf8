"""A heading is left out of a file: the rest is named by its headings, else by its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import excerpt
from vibekoder.core.directives import Directive, parse, write
from vibekoder.core.sections import Section, one_by_one, within, without

VISION = """Before all.

# Vision

Why.

## Scope

In.

### Not now

Later.

## Plan

Soon.

## Scope

Twice.
"""
WHOLE = Directive("include", "docs/V.md")


def lines(sections: tuple[Section, ...]) -> list[str]:
    return [("" if one.on else "off ") + one.directive.named[9:] for one in sections]


def left_out(title: str, text: str = VISION, directive: Directive = WHOLE) -> list[str]:
    titles = [one.title for one in within(text, directive)]
    return lines(without(text, directive, titles.index(title)))


def test_a_section_goes_and_the_others_are_named_by_their_headings() -> None:
    assert left_out("Plan") == ["#L1-1", "#L3-5", "#Scope", "off #Plan", "#L19-21"]


def test_a_section_goes_with_everything_below_it() -> None:
    assert left_out("Vision") == ["#L1-1", "off #Vision"]


def test_what_stands_around_a_deeper_section_stays() -> None:
    around = ["#L1-1", "#L3-5", "#L7-9", "off #Not now", "#Plan", "#L19-21"]
    assert left_out("Not now") == around


def test_of_a_section_that_is_included_a_part_can_go_as_well() -> None:
    scope = Directive("include", "docs/V.md", "Scope", raw=True)
    assert [one.title for one in within(VISION, scope)] == ["Not now"]
    found = without(VISION, scope, 0)
    assert lines(found) == ["#L7-9", "off #Not now"]
    assert all(one.directive.raw for one in found)


@pytest.mark.parametrize(
    "directive",
    [Directive("include", "a.md", lines=(1, 2)), Directive("include", "a.md", "Nowhere")],
)
def test_a_range_and_what_is_not_there_have_no_headings(directive: Directive) -> None:
    assert within(VISION, directive) == ()


def test_a_title_that_cannot_be_written_is_a_range() -> None:
    assert left_out("b", "# a\n\n# \n\nx\n\n# b\n") == ["#a", "#L3-5", "off #b"]


MARKDOWN = st.lists(
    st.sampled_from(["# A", "## B", "### C", "## A", "word", "", "```", '# "q" # x', "a --> b"])
).map("\n".join)


@given(MARKDOWN, st.integers(0, 30))
def test_nothing_but_blanks_is_lost_or_comes_twice(text: str, number: int) -> None:
    heads = within(text, WHOLE)
    if number >= len(heads):
        return
    joined = ""
    for one in without(text, WHOLE, number):
        assert parse(write(one.directive)) == one.directive
        named = one.directive
        part = (
            excerpt.lines(text, *named.lines)
            if named.lines
            else excerpt.section(text, named.part or "")
        )
        assert part is not None
        joined += part
    assert joined.split() == text.split()


def test_a_folder_without_one_of_its_files_names_each_of_them() -> None:
    whole = parse("<!-- include: src/*.py raw -->")
    assert whole is not None
    found = one_by_one(whole, ["src/a.py", "src/b 1.py"], "src/a.py")
    assert [(write(one.directive), one.on) for one in found] == [
        ("<!-- include: src/a.py raw -->", False),
        ("<!-- include: src/b 1.py raw -->", True),
    ]
